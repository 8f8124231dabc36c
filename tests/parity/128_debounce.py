import asyncio


class Debounced:
    def __init__(self, delay, fn):
        self.delay, self.fn, self.handle, self.calls = delay, fn, None, 0

    def __call__(self, *args):
        self.calls += 1
        if self.handle:
            self.handle.cancel()
        self.handle = asyncio.get_running_loop().call_later(self.delay, self.fire, args)

    def fire(self, args):
        self.handle = None
        self.fn(*args)


class Ticker:
    def __init__(self, interval, n):
        self.loop = asyncio.get_running_loop()
        self.interval, self.left = interval, n
        self.done = self.loop.create_future()
        self.start = self.loop.time()
        self.handle = self.loop.call_at(self.start, self.tick, 0)

    def tick(self, i):
        print(f"tick {i} at {self.loop.time() - self.start:.2f}")
        if i == self.left:
            self.done.set_result(i)
        else:
            self.handle = self.loop.call_at(self.start + (i + 1) * self.interval, self.tick, i + 1)


def order(log, loop):
    def say(x):
        log.append(x)
        if x == "first":
            loop.call_soon(say, "nested")
            later.cancel()

    loop.call_later(0, say, "zero")
    loop.call_soon(say, "first")
    loop.call_later(-1, say, "past")
    later = loop.call_soon(say, "dropped")
    loop.call_soon(say, "second")
    loop.call_at(loop.time(), say, "now")
    soon = loop.time() + 0.5
    for i, x in enumerate("cab"):
        loop.call_at(soon + (i + 2) % 3 / 100, say, x)
    loop.call_later(0.4, say, "before")
    return later


async def main():
    loop = asyncio.get_running_loop()
    saved = []
    save = Debounced(0.3, lambda *a: saved.append((a, round(loop.time(), 2))))
    for key, pause in (("h", 0.1), ("he", 0.25), ("hel", 0.4), ("help", 0.1), ("hello", 1)):
        save(key)
        await asyncio.sleep(pause)
    print(saved, save.calls, save.handle)

    ticker = Ticker(0.25, 3)
    await asyncio.sleep(0.3)
    print(await asyncio.wait_for(ticker.done, 5))
    ticker.handle.cancel()
    print(ticker.handle.cancelled())

    log = []
    later = order(log, loop)
    await asyncio.sleep(0)
    print(log, later.cancelled())
    await asyncio.sleep(0)
    print(log)
    await asyncio.sleep(1)
    print(log)

    def bad():
        raise ValueError("callback")

    loop.set_exception_handler(lambda loop, c: print(c["message"][:21], repr(c["exception"]), sorted(c)))
    loop.call_soon(bad)
    loop.call_later(0.1, bad)
    await asyncio.sleep(0.2)
    fut = loop.create_future()
    fut.add_done_callback(lambda f: print("one", f.result()))
    second = lambda f: print("two")
    fut.add_done_callback(second)
    fut.add_done_callback(second)
    print(fut.remove_done_callback(second))
    fut.add_done_callback(lambda f: bad())
    fut.add_done_callback(lambda f: print("last", f.done()))
    loop.call_later(0.1, fut.set_result, 7)
    print(await fut)
    try:
        fut.set_result(8)
    except asyncio.InvalidStateError as e:
        print(e)
    await asyncio.sleep(0)


asyncio.run(main())

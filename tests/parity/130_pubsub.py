import asyncio
from contextlib import AsyncExitStack, aclosing, asynccontextmanager


class Hub:
    def __init__(self):
        self.queues = {}

    def publish(self, topic, message):
        for name, queue in self.queues.items():
            queue.put_nowait((topic, message))

    @asynccontextmanager
    async def subscribe(self, name):
        self.queues[name] = asyncio.Queue()
        print(name, "subscribes")
        try:
            yield self.queues[name]
        except ValueError as e:
            print(name, "suppresses", e)
        finally:
            await asyncio.sleep(0)
            del self.queues[name]
            print(name, "left")


async def messages(queue, wanted):
    try:
        while True:
            topic, message = await queue.get()
            if message is None:
                return
            if topic == wanted:
                yield message
    finally:
        print("messages of", wanted, "closed")


async def reader(hub, name, topic, most):
    seen = []
    async with hub.subscribe(name) as queue:
        async with aclosing(messages(queue, topic)) as stream:
            async for message in stream:
                seen.append(message)
                if len(seen) == most:
                    break
                if message == "bad":
                    raise ValueError(message)
    return name, seen


async def average():
    total = count = 0
    value = None
    while True:
        x = yield value
        if x is None:
            print("average ends")
            return
        total, count = total + x, count + 1
        value = total // count


async def main():
    hub = Hub()
    tasks = [asyncio.create_task(reader(hub, *a)) for a in
             (("ann", "news", 2), ("bob", "sport", 9), ("cat", "news", 9), ("dan", "news", 9))]
    await asyncio.sleep(0)
    for topic, message in (("news", "one"), ("sport", "goal"), ("news", "two"), ("sport", "bad"), ("news", "three")):
        hub.publish(topic, message)
        await asyncio.sleep(0.1)
    tasks[2].cancel()
    await asyncio.sleep(0)
    hub.publish("news", None)
    for r in await asyncio.gather(*tasks, return_exceptions=True):
        print(repr(r))
    print(hub.queues)

    gen = average()
    await anext(gen)
    print([await gen.asend(x) for x in (10, 20, 60)])
    try:
        await gen.asend(None)
    except StopAsyncIteration:
        print("stop")

    async with AsyncExitStack() as stack:
        for name in ("x", "y"):
            await stack.enter_async_context(hub.subscribe(name))
        stack.push_async_callback(asyncio.sleep, 0.1)
        kept = stack.pop_all()
        print("moved")
    async with kept:
        raise ValueError("boom")
    print("end")


asyncio.run(main())

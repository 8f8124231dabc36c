import asyncio, os, signal

def heard(what):
    print("heard", what)

async def tick(count):
    for i in range(count):
        print("tick", i)
        await asyncio.sleep(0)

async def passes(loop):
    print("-- the pass in which a handler is called")
    loop.add_signal_handler(signal.SIGUSR1, heard, "usr1")
    ticker = asyncio.create_task(tick(5))
    await asyncio.sleep(0)
    os.kill(os.getpid(), signal.SIGUSR1)
    loop.call_soon(heard, "a callback")
    await ticker

async def order(loop):
    print("-- as often as they came, in their order")
    loop.add_signal_handler(signal.SIGUSR2, heard, "usr2")
    loop.add_signal_handler(signal.SIGHUP, heard, "hup")
    for number in signal.SIGUSR2, signal.SIGUSR1, signal.SIGHUP, signal.SIGUSR2:
        os.kill(os.getpid(), number)
    await asyncio.sleep(.01)
    loop.add_signal_handler(signal.SIGUSR2, heard, "usr2, another way")
    os.kill(os.getpid(), signal.SIGUSR2)
    await asyncio.sleep(.01)

async def removed(loop):
    print("-- removed")
    os.kill(os.getpid(), signal.SIGUSR1)
    print(loop.remove_signal_handler(signal.SIGUSR1))
    print(loop.remove_signal_handler(signal.SIGUSR1))
    print(loop.remove_signal_handler(signal.SIGKILL))
    await asyncio.sleep(.01)

async def wrong(loop):
    print("-- wrong")
    for number in 0, -1, 65, 32, signal.SIGKILL, signal.SIGSTOP:
        try:
            loop.add_signal_handler(number, heard, "never")
        except Exception as e:
            print(f"{type(e).__name__}: {e}")
    try:
        loop.remove_signal_handler(1000)
    except ValueError as e:
        print(e)

async def stop_on_term(loop):
    print("-- an event that a signal sets")
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.call_later(1, os.kill, os.getpid(), signal.SIGTERM)
    try:
        async with asyncio.timeout(2):
            await stop.wait()
        print("stopped")
    finally:
        loop.remove_signal_handler(signal.SIGTERM)

async def cancel_on_int(loop):
    print("-- Ctrl-C by a handler of one's own")
    sleeper = asyncio.create_task(asyncio.sleep(10))
    loop.add_signal_handler(signal.SIGINT, sleeper.cancel)
    loop.call_later(1, os.kill, os.getpid(), signal.SIGINT)
    try:
        await sleeper
    except asyncio.CancelledError:
        print("cancelled")

async def main():
    loop = asyncio.get_running_loop()
    for part in passes, order, removed, wrong, stop_on_term, cancel_on_int:
        await part(loop)

asyncio.run(main())
print("and what was left has its default again:",
      signal.getsignal(signal.SIGUSR2) == signal.SIG_DFL)

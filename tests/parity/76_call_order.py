# call_soon, call_later and call_soon_threadsafe from one place: who runs when.
import asyncio

async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(0, print, "later 0")
    loop.call_soon(print, "soon 1")
    loop.call_soon_threadsafe(print, "threadsafe")
    loop.call_at(loop.time() - 1, print, "at a past time")
    loop.call_soon(loop.call_soon, print, "soon from soon")
    loop.call_soon(print, "soon 2")
    for turn in range(3):
        print("turn", turn)
        await asyncio.sleep(0)
    now = loop.time()
    loop.call_at(now + 0.002, print, "second")
    loop.call_at(now + 0.001, print, "first, a")
    loop.call_at(now + 0.001, print, "first, b")
    handle = loop.call_at(now + 0.001, print, "never")
    print("when:", abs(handle.when() - now - 0.001) < 1e-6, "cancelled:", handle.cancelled())
    handle.cancel()
    print("cancelled:", handle.cancelled())
    await asyncio.sleep(0.02)

asyncio.run(main())

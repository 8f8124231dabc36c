# A callback cancels another that is ready in the same pass, or a timer that is due with it.
import asyncio

async def main():
    loop = asyncio.get_running_loop()
    second = None

    def first():
        print("first cancels second")
        second.cancel()
        second.cancel()

    loop.call_soon(first)
    second = loop.call_soon(print, "second")
    loop.call_soon(print, "third")
    await asyncio.sleep(0)
    print("cancelled:", second.cancelled())
    now = loop.time() - 1
    loop.call_at(now, first)
    second = loop.call_at(now, print, "second timer")
    loop.call_at(now, print, "third timer")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("cancelled:", second.cancelled())
    done = loop.call_soon(print, "ran")
    await asyncio.sleep(0)
    done.cancel()
    print("cancelled after it ran:", done.cancelled())

asyncio.run(main())

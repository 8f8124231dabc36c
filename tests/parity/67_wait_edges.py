# wait() with a timeout, with duplicates, with nothing, and cancelled.
import asyncio

async def main():
    loop = asyncio.get_running_loop()
    a, b = loop.create_future(), loop.create_future()
    a.set_result("tea")
    done, pending = await asyncio.wait([a, b, a, b], timeout=0.001)
    print(len(done), len(pending), done.pop() is a, pending.pop() is b)
    done, pending = await asyncio.wait([a, b], timeout=0)
    print("timeout 0:", len(done), len(pending))
    done, pending = await asyncio.wait([a, b], timeout=-1, return_when=asyncio.FIRST_COMPLETED)
    print("first is there:", len(done), len(pending))
    try:
        await asyncio.wait([])
    except ValueError as e:
        print("ValueError:", e)
    task = asyncio.create_task(asyncio.wait([b]))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("wait was cancelled, b was not:", not b.cancelled())
    task = asyncio.create_task(asyncio.wait([b], timeout=9))
    await asyncio.sleep(0)
    b.cancel()
    done, pending = await task
    print("cancelled counts as done:", len(done), len(pending))

asyncio.run(main())

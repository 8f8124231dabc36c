# A getter or putter that is cancelled loses no item, also when it had been woken already.
import asyncio

async def getter(name, queue):
    try:
        print(name, "got", await queue.get())
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise

async def putter(item, queue):
    try:
        await queue.put(item)
        print("put", item)
    except asyncio.CancelledError:
        print("put", item, "cancelled")
        raise

async def main():
    queue = asyncio.Queue(1)
    getters = [asyncio.create_task(getter(name, queue)) for name in "ABC"]
    await asyncio.sleep(0)
    getters[1].cancel()
    queue.put_nowait(1)
    getters[0].cancel()
    await asyncio.wait(getters[:2])
    await getters[2]
    queue.put_nowait(2)
    putters = [asyncio.create_task(putter(item, queue)) for item in (3, 4, 5)]
    await asyncio.sleep(0)
    putters[1].cancel()
    print("main got", queue.get_nowait())
    putters[0].cancel()
    await asyncio.wait(putters)
    print("main got", queue.get_nowait(), "empty:", queue.empty())

asyncio.run(main())

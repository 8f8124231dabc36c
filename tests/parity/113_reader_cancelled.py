# Reads that are cancelled, or take too long: no byte is lost, and no wake-up.
import asyncio

async def timed(reader, what, seconds):
    try:
        print("got", await asyncio.wait_for(what, seconds))
    except TimeoutError:
        print("too late at", round(asyncio.get_running_loop().time() - start))

async def main():
    global start
    loop = asyncio.get_running_loop()
    start = loop.time()
    reader = asyncio.StreamReader()

    reader.feed_data(b"Os")
    await timed(reader, reader.readexactly(4), 1)
    reader.feed_data(b"lo")
    await timed(reader, reader.readexactly(4), 1)
    await timed(reader, reader.readline(), 1)
    reader.feed_data(b"Li")
    await timed(reader, reader.readline(), 1)
    await timed(reader, reader.readuntil(b";"), 1)
    reader.feed_data(b"ma\nBonn;")
    await timed(reader, reader.readline(), 1)
    await timed(reader, reader.readuntil(b";"), 1)

    print("-- cancelled in the pass in which bytes arrive")
    task = asyncio.create_task(reader.readline())
    await asyncio.sleep(0)
    reader.feed_data(b"first\nsecond\n")
    task.cancel()
    await asyncio.wait([task])
    print(task.cancelled())
    print(await reader.readline())
    print(await reader.readline())
    task = asyncio.create_task(reader.read())
    await asyncio.sleep(0)
    task.cancel()
    reader.feed_data(b"third\n")
    await asyncio.wait([task])
    print(task.cancelled())
    for _ in range(2):
        await timed(reader, reader.readline(), 1)

    print("-- the next reader waits at once")
    async def read_twice():
        try:
            await reader.readexactly(3)
        except asyncio.CancelledError:
            print("cancelled; reads again")
            return await reader.readexactly(3)
    task = asyncio.create_task(read_twice())
    await asyncio.sleep(0)
    reader.feed_data(b"ab")
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    reader.feed_data(b"cd")
    print(await task, await reader.read(9))

asyncio.run(main())

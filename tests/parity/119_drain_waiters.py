# Several that wait in drain() at once: who goes on, in which order; one is cancelled, one meets
# the end.
import asyncio
import socket

BIG = 500_000

async def sender(writer, name):
    try:
        await writer.drain()
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise
    except ConnectionError as e:
        print(name, "fails:", type(e).__name__)
    else:
        print(name, "goes on")

async def fill(writer):
    writer.transport.set_write_buffer_limits(high=2000, low=1000)
    writer.write(bytes(BIG))
    tasks = [asyncio.create_task(sender(writer, name)) for name in ("one", "two", "three")]
    await asyncio.sleep(1)
    print("waiting:", [task.done() for task in tasks])
    return tasks

async def make_pair():
    left, right = socket.socketpair()
    return await asyncio.open_connection(sock=left), await asyncio.open_connection(sock=right)

async def one_is_cancelled():
    (reader, other), (_, writer) = await make_pair()
    tasks = await fill(writer)
    tasks[1].cancel()
    await asyncio.sleep(0)
    print("read", len(await reader.readexactly(BIG)))
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        print(outcome and type(outcome).__name__)
    other.close()
    writer.close()

async def aborted():
    print("-- the transport is aborted")
    (reader, other), (_, writer) = await make_pair()
    tasks = await fill(writer)
    writer.transport.abort()
    await asyncio.gather(*tasks)
    print("still there:", len(await reader.read()) > 0)
    await sender(writer, "late")
    other.close()

async def other_side_closes():
    print("-- the other side closes")
    (reader, other), (_, writer) = await make_pair()
    tasks = await fill(writer)
    other.close()
    await asyncio.gather(*tasks)
    await sender(writer, "late")
    try:
        await writer.wait_closed()
    except OSError as e:
        print("wait_closed:", type(e).__name__)

async def main():
    await one_is_cancelled()
    await aborted()
    await other_side_closes()

asyncio.run(main())

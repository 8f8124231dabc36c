# Sixty connections at once, each a few lines; and more bytes than fit into one read.
import asyncio

served = 0

async def handle(reader, writer):
    global served
    served += 1
    async for line in reader:
        writer.write(line)
        await writer.drain()
    writer.close()

async def client(port, i):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for j in range(5):
        writer.write(f"{i} {j} {'x' * (i * j)}\n".encode())
    writer.write_eof()
    j = same = 0
    async for line in reader:
        same += line == f"{i} {j} {'x' * (i * j)}\n".encode()
        j += 1
    writer.close()
    await writer.wait_closed()
    return same

async def many():
    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        counts = await asyncio.gather(*(client(port, i) for i in range(60)))
        print(served, "served;", sum(counts), "lines came back")

async def reverse(reader, writer):
    size = int(await reader.readline())
    data = await reader.readexactly(size)
    writer.write(data[::-1])
    await writer.drain()
    writer.close()

async def ask(port, size):
    data = bytes(i % 251 for i in range(size))
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=5000)
    writer.write(b"%d\n" % size)
    writer.write(data)
    await writer.drain()
    print(size, (await reader.read()) == data[::-1])
    writer.close()
    await writer.wait_closed()

async def large():
    async with await asyncio.start_server(reverse, "127.0.0.1", 0, limit=1000) as server:
        port = server.sockets[0].getsockname()[1]
        for size in (0, 1, 999, 1000, 1001, 70_000, 600_000):
            await ask(port, size)

async def main():
    await many()
    await large()

asyncio.run(main())

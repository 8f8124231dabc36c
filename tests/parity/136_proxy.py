# A proxy between two connections: two pumps, the ends passed on, and one that cannot be
# reached.
import asyncio

async def pump(name, reader, writer):
    total = 0
    while data := await reader.read(1000):
        writer.write(data)
        await writer.drain()
        total += len(data)
    if writer.can_write_eof():
        writer.write_eof()
    print(f"  {name}: {total} bytes")

async def proxy(port, reader, writer):
    try:
        upstream = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        writer.write(b"503 nobody there\n")
        writer.close()
        return
    await asyncio.gather(pump("up", reader, upstream[1]), pump("down", upstream[0], writer))
    for w in (upstream[1], writer):
        w.close()
        await w.wait_closed()
    print("  proxy closed both")

async def origin(reader, writer):
    async for line in reader:
        writer.write(b"origin says " + line[::-1].strip() + b"\n")
    writer.write(b"origin has no more\n")
    writer.close()

async def fetch(port, lines):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for line in lines:
        writer.write(line)
        print(await reader.readline())
    writer.write_eof()
    print(await reader.read())
    writer.close()
    await writer.wait_closed()

async def main():
    async with await asyncio.start_server(origin, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        handle = lambda reader, writer: proxy(port, reader, writer)
        async with await asyncio.start_server(handle, "127.0.0.1", 0) as front:
            front_port = front.sockets[0].getsockname()[1]
            await fetch(front_port, [b"olso\n", b"amil\n"])
            await asyncio.sleep(1)
            server.close()
            await fetch(front_port, [])
            await asyncio.sleep(1)

asyncio.run(main())

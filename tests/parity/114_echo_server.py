# The echo server of the documentation, with three clients at once.
import asyncio

async def handle(reader, writer):
    while line := await reader.readline():
        print("server:", line.decode().rstrip())
        writer.write(line.upper())
        await writer.drain()
    print("server: end")
    writer.close()
    await writer.wait_closed()

async def client(port, name):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for i in range(3):
        writer.write(f"{name} {i}\n".encode())
        await writer.drain()
        print(name, "got", (await reader.readline()).decode().rstrip())
    writer.write_eof()
    print(name, "rest", await reader.read())
    writer.close()
    await writer.wait_closed()
    return name

async def main():
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    print(server.is_serving(), len(server.sockets))
    async with server:
        print(await asyncio.gather(*(client(port, name) for name in ("Oslo", "Lima", "Bonn"))))
    print(server.is_serving(), len(server.sockets))

asyncio.run(main())

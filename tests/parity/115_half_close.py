# Each side may say that it has finished, and still be told the rest.
import asyncio

async def count(reader, writer):
    data = await reader.read()
    print("server: all of it,", len(data), "bytes; at_eof", reader.at_eof())
    writer.write(f"{len(data)} bytes\n".encode())
    await asyncio.sleep(1)
    writer.write(b"and a second line\n")
    writer.write_eof()
    print("server: closing", writer.is_closing(), "can write_eof", writer.can_write_eof())
    try:
        writer.write(b"more")
    except RuntimeError as e:
        print("server:", e)
    writer.close()
    await writer.wait_closed()
    print("server: closed")

async def client_first(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.writelines([b"one ", b"two ", b"three"])
    writer.write_eof()
    writer.write_eof()
    try:
        writer.write(b"four")
    except RuntimeError as e:
        print("client:", e)
    async for line in reader:
        print("client:", line.decode().rstrip(), "| at_eof", reader.at_eof())
    print("client: the end | at_eof", reader.at_eof())
    writer.close()
    await writer.wait_closed()

async def greet(reader, writer):
    writer.write(b"hello ")
    writer.write(b"and goodbye")
    writer.close()
    print("greeter: closing", writer.is_closing())
    await writer.wait_closed()
    print("greeter: closed")

async def server_first(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    print("client:", await reader.readuntil(b" "))
    try:
        await reader.readexactly(100)
    except asyncio.IncompleteReadError as e:
        print("client:", e, e.partial)
    print("client: closing", writer.is_closing(), "at_eof", reader.at_eof())
    writer.close()
    await writer.wait_closed()
    print("client: closed", writer.is_closing())

async def main():
    for handler, client in ((count, client_first), (greet, server_first)):
        async with await asyncio.start_server(handler, "127.0.0.1", 0) as server:
            await client(server.sockets[0].getsockname()[1])
            print("--")

asyncio.run(main())

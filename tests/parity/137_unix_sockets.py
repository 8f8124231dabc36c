# 3.13: a server's socket is removed when it closes
# Streams through Unix sockets: at a path, and through a pair that is connected already.
import asyncio
import os
import socket
import tempfile

async def handle(reader, writer):
    print("server: sockname ends in", os.path.basename(writer.get_extra_info("sockname")))
    print("server: peername", repr(writer.get_extra_info("peername")))
    async for line in reader:
        writer.write(line[::-1])
    writer.close()

async def ask(path, text):
    reader, writer = await asyncio.open_unix_connection(path)
    print("client: peername ends in", os.path.basename(writer.get_extra_info("peername")))
    writer.write(text)
    writer.write_eof()
    print("client:", await reader.read())
    writer.close()
    await writer.wait_closed()

async def at_a_path(folder):
    path = os.path.join(folder, "ticket-desk")
    async with await asyncio.start_unix_server(handle, path) as server:
        print(os.path.exists(path), server.sockets[0].family == socket.AF_UNIX)
        await ask(path, b"1234\n5678\n")
        await asyncio.gather(*(ask(path, text) for text in (b"ab\n", b"cd\n")))
    print(os.path.exists(path))

async def through_a_pair():
    left, right = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=left)
    other_reader, other_writer = await asyncio.open_unix_connection(sock=right)
    print(repr(writer.get_extra_info("peername")))
    writer.write(b"through a pair\n")
    print(await other_reader.readline())
    other_writer.write(b"and back")
    other_writer.close()
    print(await reader.read())
    writer.close()
    await writer.wait_closed()

async def main():
    with tempfile.TemporaryDirectory() as folder:
        await at_a_path(folder)
    await through_a_pair()

asyncio.run(main())

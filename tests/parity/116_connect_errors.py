# Connections that are not made, and servers that do not start: which error it is.
import asyncio
import errno
import os
import socket
import tempfile

async def attempt(name, awaitable):
    try:
        made = await awaitable
    except OSError as e:
        print(f"{name}: {type(e).__name__}, {errno.errorcode[e.errno]}")
    else:
        print(f"{name}: made")
        made = made[1] if isinstance(made, tuple) else made
        made.close()
        await asyncio.sleep(0.1)

async def handle(reader, writer):
    writer.close()

async def at_ports():
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    await attempt("a second server", asyncio.start_server(handle, "127.0.0.1", port))
    server.close()
    await server.wait_closed()
    await attempt("nobody listens", asyncio.open_connection("127.0.0.1", port))
    try:
        await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError as e:
        print(str(e).replace(str(port), "PORT"))

async def at_paths(folder):
    path = os.path.join(folder, "weather")
    await attempt("no such socket", asyncio.open_unix_connection(path))
    server = await asyncio.start_unix_server(handle, path)
    await attempt("a server at a path", asyncio.open_unix_connection(path))
    server.close()
    await server.wait_closed()
    if os.path.exists(path):
        os.unlink(path)
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(path)
    dead.close()
    await attempt("nobody at the path", asyncio.open_unix_connection(path))
    server = await asyncio.start_unix_server(handle, path)
    await attempt("a server in its place", asyncio.open_unix_connection(path))
    server.close()
    nowhere = os.path.join(folder, "nowhere", "weather")
    await attempt("no folder", asyncio.start_unix_server(handle, nowhere))

async def main():
    await at_ports()
    with tempfile.TemporaryDirectory() as folder:
        await at_paths(folder)

asyncio.run(main())

#!/usr/bin/python3 -I
"""asyncio's streams."""

import asyncio

ROOM = 4096


async def echo(reader, writer):
    while data := await reader.read(ROOM):
        writer.write(data)
        await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 0, backlog=1024)
    print("port", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()



asyncio.run(main())

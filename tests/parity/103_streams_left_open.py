# 3.12: before, a handler that was cancelled was reported
# A run that ends while a server serves and a handler waits: the handler is cancelled, and cleans up.
import asyncio

async def handle(reader, writer):
    try:
        while line := await reader.readline():
            print("handler read", line)
    except asyncio.CancelledError:
        print("handler cancelled, closing", writer.is_closing())
        writer.write(b"the desk closes\n")
        await writer.drain()
        raise
    finally:
        writer.close()
        await writer.wait_closed()
        print("handler ends")

async def listen_on(reader):
    try:
        while True:
            print("client read", await reader.readexactly(4))
    except asyncio.IncompleteReadError as e:
        print("client read the rest", e.partial)

async def leave_it_open():
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
    writer.write(b"one ticket\n")
    await asyncio.sleep(1)
    print("main ends, serving", server.is_serving())

async def raise_within():
    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        listening = asyncio.create_task(listen_on(reader))
        writer.write(b"two tickets\n")
        await asyncio.sleep(1)
        writer.write_eof()
        await listening
        writer.close()
        raise LookupError("sold out")

asyncio.run(leave_it_open())
try:
    asyncio.run(raise_within())
except LookupError as e:
    print("main raised", e)

# 3.13: close_clients() and abort_clients() are new
# How a server ends, with connections that are open, and who waits for that.
import asyncio

async def handle(reader, writer):
    try:
        line = await reader.readline()
        print("  handler read", line)
        if line:
            await reader.read()
    except asyncio.CancelledError:
        print("  handler cancelled")
        raise
    finally:
        print("  handler ends, closing", writer.is_closing())
        writer.close()

async def connect_to(server):
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"hello\n")
    await asyncio.sleep(0.1)
    return reader, writer

async def closed(server, name):
    await server.wait_closed()
    print("  closed, says", name)

async def outlives():
    print("a connection outlives the server")
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    waiters = [asyncio.create_task(closed(server, name)) for name in ("first", "second")]
    reader, writer = await connect_to(server)
    server.close()
    server.close()
    await asyncio.sleep(1)
    print("  serving", server.is_serving(), "sockets", server.sockets, "done", waiters[0].done())
    try:
        await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        print("  refused")
    writer.close()
    await asyncio.gather(*waiters)
    await server.wait_closed()

async def end_clients(name):
    print(name)
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    reader, writer = await connect_to(server)
    server.close()
    getattr(server, name)()
    print("  client reads", await reader.read())
    await server.wait_closed()
    writer.close()
    await asyncio.sleep(0.1)

async def cancelled():
    print("serve_forever, cancelled")
    server = await asyncio.start_server(handle, "127.0.0.1", 0, start_serving=False)
    print("  serving", server.is_serving())
    forever = asyncio.create_task(server.serve_forever())
    await asyncio.sleep(0.1)
    print("  serving", server.is_serving())
    try:
        await server.serve_forever()
    except RuntimeError:
        print("  RuntimeError")
    reader, writer = await connect_to(server)
    forever.cancel()
    await asyncio.sleep(1)
    print("  serving", server.is_serving(), "done", forever.done())
    writer.close()
    try:
        await forever
    except asyncio.CancelledError:
        print("  cancelled")
    try:
        await server.serve_forever()
    except RuntimeError:
        print("  RuntimeError")

async def close_ends_it():
    print("close() ends serve_forever")
    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        asyncio.get_running_loop().call_later(1, server.close)
        try:
            await server.serve_forever()
        except asyncio.CancelledError:
            print("  cancelled", asyncio.current_task().cancelling())

async def within_timeout():
    print("a server within a timeout")
    try:
        async with asyncio.timeout(1):
            async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
                reader, writer = await connect_to(server)
                writer.close()
                await server.serve_forever()
    except TimeoutError:
        print("  timeout, serving", server.is_serving())

async def main():
    await outlives()
    await end_clients("close_clients")
    await end_clients("abort_clients")
    await cancelled()
    await close_ends_it()
    await within_timeout()

asyncio.run(main())

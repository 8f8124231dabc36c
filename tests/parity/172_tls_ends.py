# How connections with TLS end: in time, without a farewell, in the middle of the handshake.
import asyncio
import ssl

def said(e):
    return type(e).__name__, str(e)

async def start(handle, tls):
    context = None
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain("certificates/server.pem")
    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
    return server, server.sockets[0].getsockname()[1]

def connect(port, **options):
    context = ssl.create_default_context(cafile="certificates/ca.pem")
    return asyncio.open_connection("127.0.0.1", port, ssl=context,
                                   server_hostname="weather.example", **options)

async def say_nothing(reader, writer):
    hello = await reader.read(65536)
    print("server: a handshake:", hello[0] == 22)
    print("server: then", await reader.read())
    writer.close()

async def too_slow():
    print("-- a handshake that takes too long")
    server, port = await start(say_nothing, False)
    async with server:
        began = asyncio.get_running_loop().time()
        try:
            await connect(port, ssl_handshake_timeout=1.5)
        except ConnectionAbortedError as e:
            print(*said(e))
        print("after", round(asyncio.get_running_loop().time() - began, 1))
        await asyncio.sleep(0.1)

async def cancelled():
    print("-- a handshake that is cancelled")
    server, port = await start(say_nothing, False)
    async with server:
        try:
            async with asyncio.timeout(1):
                await connect(port)
        except TimeoutError:
            print("timeout")
        await asyncio.sleep(0.1)

async def no_farewell():
    print("-- without a farewell")
    async def abort(reader, writer):
        print("server:", await reader.readline())
        writer.transport.abort()
        print("server: closing", writer.is_closing())
    server, port = await start(abort, True)
    async with server:
        reader, writer = await connect(port)
        writer.write(b"hello\n")
        print("client:", await reader.read(), reader.at_eof())
        writer.write(b"never heard\n")
        writer.close()
        await writer.wait_closed()

async def half_close():
    print("-- there is no half close")
    async def greet(reader, writer):
        writer.write(b"welcome\n")
        print("server:", await reader.read())
        writer.write(b"never sent\n")
        writer.close()
        await writer.wait_closed()
        print("server: closed")
    server, port = await start(greet, True)
    async with server:
        reader, writer = await connect(port)
        print("client:", await reader.readline())
        try:
            writer.write_eof()
        except NotImplementedError as e:
            print(type(e).__name__)
        print(writer.can_write_eof(), writer.is_closing())
        writer.write(b"the last words")
        writer.close()
        print(writer.is_closing(), reader.at_eof())
        print("client:", await reader.read())
        await writer.wait_closed()
        print("client: closed")
        await asyncio.sleep(0.1)

async def much():
    print("-- much")
    async def count(reader, writer):
        total = 0
        while data := await reader.read(100000):
            total += len(data)
        print("server:", total)
        writer.close()
    server, port = await start(count, True)
    async with server:
        reader, writer = await connect(port)
        for i in range(40):
            writer.write(bytes(100000))
            await writer.drain()
        writer.close()
        await writer.wait_closed()
        await asyncio.sleep(0.1)

async def main():
    await too_slow()
    await cancelled()
    await no_farewell()
    await half_close()
    await much()

asyncio.run(main())

# A connection that begins in plain text, and is private from where both sides say so.
import asyncio
import ssl

def said(e):
    return type(e).__name__, str(e).split(" (_ssl.c:")[0]

server_context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
server_context.load_cert_chain("certificates/server.pem")
context = ssl.create_default_context(cafile="certificates/ca.pem")

async def handle(reader, writer):
    writer.write(b"220 mail.example\n")
    while line := await reader.readline():
        print("server:", line, writer.get_extra_info("ssl_object") is not None)
        if line == b"STARTTLS\n":
            writer.write(b"220 go ahead\n")
            try:
                await writer.start_tls(server_context)
            except OSError as e:
                print("server:", type(e).__name__)
                return
        else:
            writer.write(b"250 " + line.lower())
    print("server: end")
    writer.close()
    await writer.wait_closed()
    print("server: closed")

async def visit(port, name):
    print("--", name)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    print("client:", await reader.readline(), writer.can_write_eof())
    writer.write(b"STARTTLS\n")
    print("client:", await reader.readline())
    try:
        await writer.start_tls(context, server_hostname=name)
    except ssl.SSLError as e:
        print("client:", *said(e))
        return
    print("client:", writer.get_extra_info("ssl_object").version(), writer.can_write_eof())
    for word in b"HELLO\n", b"DATA\n":
        writer.write(word)
        await writer.drain()
        print("client:", await reader.readline())
    writer.close()
    await writer.wait_closed()
    print("client: closed")

async def main():
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        await visit(port, "weather.example")
        await asyncio.sleep(0.1)
        await visit(port, "news.example")
        await asyncio.sleep(0.1)

asyncio.run(main())

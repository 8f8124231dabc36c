# Connections with TLS that do not come about: whose certificate is refused, and who does not speak
# it. What OpenSSL says ends with a place in CPython's own source, which is left out.
import asyncio
import ssl

def said(e):
    return type(e).__name__, str(e).split(" (_ssl.c:")[0]

def trusting(cafile):
    return ssl.create_default_context(cafile=f"certificates/{cafile}")

def showing(certfile):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(f"certificates/{certfile}")
    return context

async def serve_tls(reader, writer):
    print("served")
    writer.close()

async def serve_plain(reader, writer):
    writer.write(b"220 mail.example ESMTP\r\n")
    await writer.drain()
    writer.close()

async def hang_up(reader, writer):
    await reader.read(1)
    writer.close()

async def visit(title, handle, server_context, context, hostname):
    print("--", title)
    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=server_context)
    port = server.sockets[0].getsockname()[1]
    async with server:
        try:
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", port, ssl=context, server_hostname=hostname)
            print("connected", await reader.read())
            writer.close()
            await writer.wait_closed()
        except ConnectionError as e:
            print(type(e).__name__)
        except (OSError, ValueError) as e:
            print(*said(e))

async def visit_in_plain_text(server_context):
    print("-- a client that speaks no TLS")
    server = await asyncio.start_server(serve_tls, "127.0.0.1", 0, ssl=server_context)
    port = server.sockets[0].getsockname()[1]
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        print("answer", await reader.read())
        writer.close()

async def main():
    known, unknown = showing("server.pem"), showing("self-signed.pem")
    ours = trusting("ca.pem")
    await visit("all is well", serve_tls, known, ours, "weather.example")
    await visit("an address", serve_tls, known, ours, "127.0.0.1")
    await visit("another name", serve_tls, known, ours, "news.example")
    await visit("another address", serve_tls, known, ours, "127.0.0.2")
    await visit("self-signed", serve_tls, unknown, ours, "weather.example")
    await visit("an unknown authority", serve_tls, known, trusting("self-signed.pem"),
                "weather.example")
    await visit("who speaks no TLS", serve_plain, None, ours, "weather.example")
    await visit("who hangs up", hang_up, None, ours, "weather.example")
    await visit("no name to be checked", serve_tls, known, ours, "")
    await visit_in_plain_text(known)

    print("-- not looked at")
    try:
        ours.verify_mode = ssl.CERT_NONE
    except ValueError as e:
        print(*said(e))
    ours.check_hostname = False
    ours.verify_mode = ssl.CERT_NONE
    await visit("self-signed", serve_tls, unknown, ours, "news.example")

asyncio.run(main())

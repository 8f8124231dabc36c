# The echo server of the documentation with TLS, and in which pass what comes about.
import asyncio
import ssl

passes = 0

async def count_passes():
    global passes
    while True:
        await asyncio.sleep(0)
        passes += 1

def say(*words):
    global passes
    print(f"[{passes}]", *words)
    passes = 0

async def handle(reader, writer):
    say("server: connected")
    while line := await reader.readline():
        say("server:", line.decode().rstrip())
        writer.write(line.upper())
        await writer.drain()
    say("server: end")
    writer.close()
    await writer.wait_closed()
    say("server: closed")

async def client(port, name, context):
    counter = asyncio.create_task(count_passes())
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", port, ssl=context, server_hostname="weather.example")
    say(name, writer.get_extra_info("ssl_object").version(), writer.can_write_eof())
    for i in range(3):
        writer.write(f"{name} {i}\n".encode())
        await writer.drain()
        say(name, "got", (await reader.readline()).decode().rstrip())
    writer.close()
    await writer.wait_closed()
    say(name, "closed", reader.at_eof())
    counter.cancel()

async def main():
    server_context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_context.load_cert_chain("certificates/server.pem")
    context = ssl.create_default_context(cafile="certificates/ca.pem")
    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=server_context)
    port = server.sockets[0].getsockname()[1]
    async with server:
        await client(port, "Oslo", context)
        print("-- two at once")
        await asyncio.gather(client(port, "Lima", context), client(port, "Bonn", context))

asyncio.run(main())

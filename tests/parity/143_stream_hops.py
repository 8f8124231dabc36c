# How many passes of the loop each operation of a stream takes.
import asyncio
import socket

tick = 0

async def ticker():
    global tick
    while True:
        await asyncio.sleep(0)
        tick += 1

async def hop(name, awaitable):
    before = tick
    try:
        return await awaitable
    except ConnectionError as e:
        name += ": " + str(e)
    finally:
        print(f"{name:46}{tick - before:2}")

async def settle():
    for _ in range(5):
        await asyncio.sleep(0)

async def fed_by_hand(loop):
    reader = asyncio.StreamReader()
    reader.feed_data(b"a\nb\nccdd")
    await hop("readline, of what is there", reader.readline())
    await hop("read, of what is there", reader.read(2))
    await hop("readexactly, of what is there", reader.readexactly(2))
    await hop("read(0)", reader.read(0))
    await reader.read(9)
    loop.call_soon(reader.feed_data, b"x\n")
    await hop("readline, fed by a callback", reader.readline())
    loop.call_soon(reader.feed_data, b"x")
    loop.call_soon(loop.call_soon, reader.feed_data, b"\n")
    await hop("readline, fed by two callbacks", reader.readline())
    loop.call_soon(reader.feed_data, b"x")
    loop.call_soon(reader.feed_eof)
    await hop("read to the end", reader.read())

async def ask(reader, writer):
    writer.write(b"line\n")
    await reader.readline()

async def echo(reader, writer):
    writer.write(await reader.readline())

async def through_a_pair(loop):
    left, right = socket.socketpair()
    reader, writer = await hop("open_connection(sock=)", asyncio.open_connection(sock=left))
    other, back = await hop("open_connection(sock=)", asyncio.open_connection(sock=right))
    await settle()
    back.write(b"line\n")
    await hop("drain, with nothing to wait for", back.drain())
    await hop("readline, of what was sent", reader.readline())
    back.write(b"line\n")
    await settle()
    await hop("readline, of what has arrived", reader.readline())
    loop.call_soon(back.write, b"line\n")
    await hop("readline, sent by a callback", reader.readline())
    await hop("ask and echo", asyncio.gather(ask(reader, writer), echo(other, back)))
    back.write_eof()
    await hop("read, at the end", reader.read())
    await hop("read, behind the end", reader.read())
    writer.close()
    await hop("drain, of one that closes", writer.drain())
    await hop("wait_closed", writer.wait_closed())
    await hop("drain, of one that is closed", writer.drain())
    await hop("read, where the other side closed", other.read())
    back.close()
    await hop("wait_closed", back.wait_closed())
    await hop("wait_closed again", back.wait_closed())

async def handle(reader, writer):
    writer.write(await reader.readline())
    writer.close()

async def of_a_server():
    server = await hop("start_server", asyncio.start_server(handle, "127.0.0.1", 0))
    await hop("start_serving", server.start_serving())
    port = server.sockets[0].getsockname()[1]
    reader, writer = await hop("open_connection", asyncio.open_connection("127.0.0.1", port))
    writer.write(b"line\n")
    await hop("readline, from a handler", reader.readline())
    await hop("readline, at the end", reader.readline())
    writer.close()
    await writer.wait_closed()
    await settle()
    task = asyncio.create_task(server.serve_forever())
    await settle()
    task.cancel()
    await hop("serve_forever, cancelled", asyncio.wait([task]))
    await hop("wait_closed, of a closed server", server.wait_closed())

async def main():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(ticker())
    await settle()
    await fed_by_hand(loop)
    await through_a_pair(loop)
    await of_a_server()
    task.cancel()

asyncio.run(main())

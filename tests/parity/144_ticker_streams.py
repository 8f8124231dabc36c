# What happens in which pass: a ticker, and an exchange of lines through a Unix socket.
import asyncio
import os
import tempfile

now = 0

async def ticker(stop):
    global now
    while not stop.is_set():
        await asyncio.sleep(0)
        now += 1

def say(*words):
    print(f"{now - zero:3}", *words)

async def handle(reader, writer):
    say("handler begins")
    async for line in reader:
        say("handler read", line)
        writer.write(line.upper())
        await writer.drain()
    say("handler has all")
    writer.close()
    await writer.wait_closed()
    say("handler ends")

async def client(path, name):
    reader, writer = await asyncio.open_unix_connection(path)
    say(name, "is connected")
    for line in (b"first\n", b"second\n"):
        writer.write(line)
        say(name, "has sent", line)
        say(name, "read", await reader.readline())
    writer.write_eof()
    say(name, "read", await reader.read())
    writer.close()
    await writer.wait_closed()
    say(name, "is closed")

async def main():
    global zero
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "socket")
        stop = asyncio.Event()
        server = await asyncio.start_unix_server(handle, path)
        task = asyncio.create_task(ticker(stop))
        await asyncio.sleep(0)
        zero = now
        await client(path, "one")
        for _ in range(9):
            await asyncio.sleep(0)
        zero = now
        await asyncio.gather(*(client(path, name) for name in "abc"))
        zero = now
        server.close()
        await server.wait_closed()
        say("server closed")
        stop.set()
        await task

asyncio.run(main())

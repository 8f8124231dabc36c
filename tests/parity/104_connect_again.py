# A client that tries again until there is a server; the server listens at a socket that was bound
# before, and is told by heartbeats whether its client is alive.
import asyncio
import socket

def now():
    return round(asyncio.get_running_loop().time() - start)

async def connect(port):
    delay = 1
    while True:
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            print(now(), "refused; next attempt in", delay)
        await asyncio.sleep(delay)
        delay *= 2

async def beat(writer, times):
    for i in range(times):
        writer.write(b"alive %d\n" % i)
        await writer.drain()
        await asyncio.sleep(1 + i)

async def client(port):
    try:
        async with asyncio.timeout(2):
            await connect(port)
    except TimeoutError:
        print(now(), "no server in time")
    reader, writer = await connect(port)
    print(now(), "connected")
    beating = asyncio.create_task(beat(writer, 9))
    print(now(), "server says", (await reader.readline()).decode().rstrip())
    print(now(), "then", await reader.read())
    beating.cancel()
    writer.close()
    await writer.wait_closed()
    print(now(), "closed")

async def handle(reader, writer):
    while True:
        try:
            line = await asyncio.wait_for(reader.readline(), 3.4)
            print(now(), "heard", line.decode().rstrip())
        except TimeoutError:
            print(now(), "nothing heard")
            break
    writer.write(b"you were silent for too long\n")
    await writer.drain()
    writer.close()

async def main():
    global start
    start = asyncio.get_running_loop().time()
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    task = asyncio.create_task(client(sock.getsockname()[1]))
    await asyncio.sleep(4.4)
    async with await asyncio.start_server(handle, sock=sock) as server:
        print(now(), "listening", len(server.sockets))
        await task

asyncio.run(main())

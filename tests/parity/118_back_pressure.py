# A sender that is faster than its reader waits in drain(), until its buffer is low.
import asyncio
import socket

def small(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    return sock

async def send_all(writer, n, size):
    transport = writer.transport
    for i in range(n):
        writer.write(b"x" * size)
        task = asyncio.create_task(writer.drain())
        await asyncio.sleep(0)
        if not task.done():
            print("sender waits at", i, "too much:", transport.get_write_buffer_size() > 1000)
        await task
        print("sender goes on, waiting:", transport.get_write_buffer_size() > 0)
    writer.write_eof()
    print("sender has sent all")

async def read_all(reader):
    total = 0
    while data := await reader.read(50000):
        if total == 0:
            print("reader begins to read")
        total += len(data)
    print("reader has read", total)

async def main():
    left, right = (small(s) for s in socket.socketpair())
    reader, back = await asyncio.open_connection(sock=left, limit=1000)
    _, writer = await asyncio.open_connection(sock=right)
    transport = writer.transport
    print(transport.get_write_buffer_limits())
    transport.set_write_buffer_limits(high=1000)
    print(transport.get_write_buffer_limits())
    for high, low in ((400, 100), (0, 0), (5, 6), (1000, 0)):
        try:
            transport.set_write_buffer_limits(high, low)
            print(transport.get_write_buffer_limits())
        except ValueError as e:
            print(e)

    sender = asyncio.create_task(send_all(writer, 3, 100000))
    await asyncio.sleep(1)
    print("one second later; sender done", sender.done())
    await read_all(reader)
    await sender
    print("waiting:", transport.get_write_buffer_size())
    writer.close()
    back.close()

asyncio.run(main())

# A reader that is not read from stops reading its connection; whoever reads again, resumes it.
import asyncio
import socket

async def send(writer, transport, data):
    writer.write(data)
    await asyncio.sleep(0.1)
    print(f"sent {len(data):2}; reading", transport.is_reading())

async def pauses(reader, transport, writer):
    await send(writer, transport, b"x" * 10)
    await send(writer, transport, b"x" * 10)
    await send(writer, transport, b"\n")
    await send(writer, transport, b"y" * 5)
    for n in (5, 5, 1, 10):
        print("read", await reader.read(n), transport.is_reading())
    await asyncio.sleep(0.1)
    print("there are", await reader.read(100))

async def more_than_fits(reader, transport, writer):
    print("-- readexactly of more than fits")
    await send(writer, transport, b"z" * 25)
    task = asyncio.create_task(reader.readexactly(40))
    await asyncio.sleep(0.1)
    print("reading", transport.is_reading(), task.done())
    await send(writer, transport, b"z" * 14)
    await send(writer, transport, b"z" * 6)
    print("read", await task, transport.is_reading())
    print("there are", await reader.read(100))

async def too_long(reader, transport, writer):
    print("-- a line that is too long")
    await send(writer, transport, b"a" * 30)
    try:
        await reader.readline()
    except ValueError as e:
        print(e)
    print("reading", transport.is_reading())
    await send(writer, transport, b"a\nshort\n")
    print(await reader.readline())
    print(await reader.readline())

    print("-- readuntil leaves it there")
    await send(writer, transport, b"b" * 24)
    for _ in range(2):
        try:
            await reader.readuntil(b";")
        except asyncio.LimitOverrunError as e:
            print(e, e.consumed)
    print("reading", transport.is_reading())

async def the_end(reader, writer):
    writer.close()
    await asyncio.sleep(0.1)
    print("at_eof", reader.at_eof())
    print("read", await reader.read())
    print("at_eof", reader.at_eof())

async def main():
    left, right = socket.socketpair()
    reader, back = await asyncio.open_connection(sock=left, limit=10)
    _, writer = await asyncio.open_connection(sock=right)
    await pauses(reader, back.transport, writer)
    await more_than_fits(reader, back.transport, writer)
    await too_long(reader, back.transport, writer)
    await the_end(reader, writer)
    back.close()
    await back.wait_closed()

asyncio.run(main())

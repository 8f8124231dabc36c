# A connection that is reset: who is told, by which call, how often.
import asyncio
import socket
import struct

async def attempt(name, awaitable):
    try:
        print(f"{name}: {await awaitable}")
    except OSError as e:
        print(f"{name}: {type(e).__name__}: {e}")

def reset(writer):
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()

async def handle(reader, writer):
    line = await reader.readline()
    writer.write(b"first line\nhalf a li")
    await asyncio.sleep(1)
    reset(writer)

async def scene(name, steps):
    print("--", name)
    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", server.sockets[0].getsockname()[1])
        writer.write(b"go\n")
        await steps(reader, writer)
        writer.close()

async def waits_in_a_read(reader, writer):
    await attempt("readline", reader.readline())
    await attempt("readline", reader.readline())
    await attempt("readline", reader.readline())
    await attempt("read", reader.read(1))
    print("closing", writer.is_closing(), "at_eof", reader.at_eof(),
          type(reader.exception()).__name__)
    await attempt("drain", writer.drain())
    await attempt("wait_closed", writer.wait_closed())

async def reads_later(reader, writer):
    await asyncio.sleep(2)
    await attempt("readline", reader.readline())
    await attempt("wait_closed", writer.wait_closed())
    await attempt("wait_closed", writer.wait_closed())

async def writes_later(reader, writer):
    await asyncio.sleep(2)
    for i in range(3):
        writer.write(b"more\n")
        await attempt("drain", writer.drain())
    print("closing", writer.is_closing())
    writer.close()
    await attempt("wait_closed", writer.wait_closed())

async def waits_for_the_end(reader, writer):
    await attempt("wait_closed", writer.wait_closed())
    await attempt("readline", reader.readline())

async def writes_without_reading(reader, writer):
    writer.transport.pause_reading()
    await asyncio.sleep(2)
    writer.write(b"more\n")
    print("closing", writer.is_closing())
    await attempt("drain", writer.drain())
    await attempt("drain", writer.drain())
    await attempt("readline", reader.readline())
    await attempt("wait_closed", writer.wait_closed())

async def main():
    for steps in (waits_in_a_read, reads_later, writes_later, waits_for_the_end,
                  writes_without_reading):
        await scene(steps.__name__, steps)

asyncio.run(main())

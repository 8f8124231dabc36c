# Writing where nobody reads any more: what is dropped without a word, and what raises.
import asyncio
import socket

async def attempt(name, call, *args):
    try:
        result = call(*args)
        if asyncio.iscoroutine(result):
            result = await result
        print(f"{name}: {result}")
    except Exception as e:
        print(f"{name}: {type(e).__name__}: {e}")

async def pair():
    left, right = socket.socketpair()
    return await asyncio.open_connection(sock=left), await asyncio.open_connection(sock=right)

async def closed_by_us():
    print("-- closed by us")
    (reader, writer), (other_reader, other_writer) = await pair()
    writer.write(b"before, ")
    writer.close()
    writer.close()
    writer.write(b"after")
    print("closing", writer.is_closing(), "reading", writer.transport.is_reading())
    await attempt("drain", writer.drain)
    await attempt("drain", writer.drain)
    await attempt("write_eof", writer.write_eof)
    await attempt("our read", reader.read)
    print("their read", await other_reader.read())
    await attempt("wait_closed", writer.wait_closed)
    other_writer.close()

async def aborted_by_us():
    print("-- aborted by us")
    (reader, writer), (other_reader, other_writer) = await pair()
    writer.transport.abort()
    writer.transport.abort()
    await attempt("write", writer.write, b"into nothing")
    await attempt("drain", writer.drain)
    await attempt("wait_closed", writer.wait_closed)
    await attempt("our read", reader.read)
    print("their read", await other_reader.read())
    other_writer.close()

async def closed_by_them():
    print("-- closed by them")
    (reader, writer), (other_reader, other_writer) = await pair()
    other_writer.close()
    await other_writer.wait_closed()
    await attempt("write", writer.write, b"into nothing")
    print("closing", writer.is_closing())
    await attempt("drain", writer.drain)
    await attempt("drain", writer.drain)
    await attempt("our read", reader.read)
    await attempt("wait_closed", writer.wait_closed)

async def heard_of_it():
    print("-- closed by them, and we had heard of it")
    (reader, writer), (other_reader, other_writer) = await pair()
    other_writer.close()
    await attempt("our read", reader.read)
    print("closing", writer.is_closing(), "at_eof", reader.at_eof())
    await attempt("write", writer.write, b"")
    await attempt("drain", writer.drain)
    await attempt("write", writer.write, b"into nothing")
    await attempt("drain", writer.drain)
    await attempt("our read", reader.read)
    await attempt("wait_closed", writer.wait_closed)

async def write_eof():
    print("-- write_eof")
    (reader, writer), (other_reader, other_writer) = await pair()
    writer.write(b"all")
    await attempt("write_eof", writer.write_eof)
    await attempt("write_eof", writer.write_eof)
    await attempt("write", writer.write, b"more")
    await attempt("drain", writer.drain)
    print("their read", await other_reader.read())
    other_writer.write(b"answer")
    print("our read", await reader.readexactly(6))
    other_writer.close()
    writer.close()
    await attempt("wait_closed", writer.wait_closed)

async def main():
    await closed_by_us()
    await aborted_by_us()
    await closed_by_them()
    await heard_of_it()
    await write_eof()

asyncio.run(main())

# A reader's errors: two that read at a time, an end too early, an error of the connection.
import asyncio

def told(e):
    if isinstance(e, asyncio.IncompleteReadError):
        return f"{type(e).__name__}: {e} | {e.partial} of {e.expected}"
    return f"{type(e).__name__}: {e}"

async def attempt(name, awaitable):
    try:
        print(f"{name}: {await awaitable}")
    except Exception as e:
        print(f"{name}: {told(e)}")

async def main():
    print("-- two readers")
    reader = asyncio.StreamReader()
    first = asyncio.create_task(attempt("first", reader.readline()))
    await asyncio.sleep(0)
    await attempt("read", reader.read(5))
    await attempt("readline", reader.readline())
    await attempt("readexactly", reader.readexactly(2))
    await attempt("readuntil", reader.readuntil(b";"))
    await attempt("nothing", reader.read(0))
    reader.feed_data(b"a line\nmore")
    await attempt("what is there", reader.read(2))
    await first
    await attempt("rest", reader.readexactly(3))

    print("-- the end too early")
    for call, *n in (("readexactly", 9), ("readuntil", b";"), ("readexactly", 1), ("readline",)):
        reader = asyncio.StreamReader()
        task = asyncio.create_task(attempt(call, getattr(reader, call)(*n)))
        await asyncio.sleep(0)
        reader.feed_data(b"Oslo")
        await asyncio.sleep(0)
        reader.feed_eof()
        await task
        print(reader.at_eof())

    print("-- an error")
    reader = asyncio.StreamReader()
    waiting = asyncio.create_task(attempt("waiting", reader.readline()))
    await asyncio.sleep(0)
    reader.feed_data(b"half a li")
    await asyncio.sleep(0)
    print(reader.exception())
    reader.set_exception(ConnectionResetError("gone"))
    print(repr(reader.exception()))
    await waiting
    await attempt("again", reader.read(4))
    await attempt("exactly", reader.readexactly(4))
    await attempt("until", reader.readuntil(b"l"))
    await attempt("nothing", reader.read(0))
    print(reader.at_eof())

    print("-- an error for one who waits")
    reader = asyncio.StreamReader()
    waiting = asyncio.create_task(attempt("waiting", reader.read()))
    await asyncio.sleep(0)
    reader.set_exception(OSError("line is down"))
    await waiting

asyncio.run(main())

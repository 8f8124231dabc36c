# What is longer than a reader's limit: which error it is, and what is left to be read.
import asyncio

async def attempt(name, awaitable):
    try:
        print(f"{name}: {await awaitable}")
    except asyncio.LimitOverrunError as e:
        print(f"{name}: LimitOverrunError: {e} ({e.consumed} consumed)")
    except asyncio.IncompleteReadError as e:
        print(f"{name}: IncompleteReadError: {e} {e.partial} {e.expected}")
    except ValueError as e:
        print(f"{name}: ValueError: {e}")

def fed(data, limit):
    reader = asyncio.StreamReader(limit=limit)
    reader.feed_data(data)
    reader.feed_eof()
    return reader

async def main():
    print("-- readline")
    for data in (b"1234\nnext\n", b"12345\nnext\n", b"123456789", b"1234", b"12345", b"123456"):
        reader = fed(data, 4)
        await attempt(str(data), reader.readline())
        await attempt("  then", reader.readline())

    print("-- readuntil")
    for data in (b"1234--next--", b"12345--next--", b"123456789", b"12345-", b"123456-", b"1234-"):
        reader = fed(data, 4)
        await attempt(str(data), reader.readuntil(b"--"))
        await attempt("  then", reader.read(3))
        await attempt("  then", reader.read())

    print("-- without a limit")
    reader = fed(b"012345678901234567890123456789", 4)
    await attempt("readexactly", reader.readexactly(20))
    await attempt("read", reader.read())
    await attempt("empty separator", reader.readuntil(b""))

    print("-- a line that becomes too long while it is awaited")
    reader = asyncio.StreamReader(limit=4)
    reader.feed_data(b"123")
    task = asyncio.create_task(attempt("slow", reader.readline()))
    for piece in (b"4", b"5", b"6789", b"\nshort\n"):
        await asyncio.sleep(0)
        print("feeding", piece)
        reader.feed_data(piece)
    reader.feed_eof()
    await task
    await attempt("then", reader.readline())
    await attempt("then", reader.readline())

asyncio.run(main())

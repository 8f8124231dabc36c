# A StreamReader that the program feeds itself: what each kind of read takes, and when it waits.
import asyncio

async def feed_later(reader):
    for piece in (b"war", b"m\nwi", b"ndy\nco", b"ld"):
        await asyncio.sleep(1)
        print("  fed", piece)
        reader.feed_data(piece)
    await asyncio.sleep(1)
    reader.feed_eof()
    print("  fed the end")

async def main():
    reader = asyncio.StreamReader()
    reader.feed_data(b"Oslo;-3.5\nLima;19.0\nrest")
    print(await reader.read(0), await reader.read(4), await reader.readexactly(1))
    print(await reader.readline())
    print(await reader.readuntil(b"19"), await reader.readexactly(0))
    print(await reader.read(100), reader.at_eof())

    feeder = asyncio.create_task(feed_later(reader))
    print(await reader.read(100))
    print(await reader.readline())
    print(await reader.readuntil(b"dy"))
    print(await reader.readexactly(4))
    print(reader.at_eof())
    print(await reader.read())
    print(reader.at_eof(), await reader.read(), await reader.read(5), await reader.readline())
    await feeder

    reader = asyncio.StreamReader()
    reader.feed_data(b"one\n\ntwo\nthree")
    reader.feed_eof()
    print(reader.at_eof())
    async for line in reader:
        print(line)
    print(reader.at_eof())

asyncio.run(main())

import asyncio, io, os, tempfile

class File:                                 # what aiofiles does, in short
    def __init__(self, file): self.file = file
    def __getattr__(self, name):
        method = getattr(self.file, name)
        return lambda *args: asyncio.to_thread(method, *args)
    async def __aenter__(self): return self
    async def __aexit__(self, *exc): await self.close()
    def __aiter__(self): return self
    async def __anext__(self):
        if line := await self.readline(): return line
        raise StopAsyncIteration

async def async_open(path, mode): return File(await asyncio.to_thread(open, path, mode))

async def attempt(what):
    try: await what
    except (io.UnsupportedOperation, ValueError, OSError) as e:
        print(f"{type(e).__name__}: {e}")

async def use_modes():
    async with await async_open("cities.txt", "x") as file:
        await file.write("Oslo\n")
        await file.write("Lima\n")
        print("at", await file.tell())
        await attempt(file.read(1))
    async with await async_open("cities.txt", "a+") as file:
        print("at", await file.tell())
        await file.write("Quito, whose line has no end")
        await file.seek(5)
        print(repr(await file.read()))
    async with await async_open("cities.txt", "r+") as file:
        print(repr(await file.readline()), "at", await file.tell())
        await file.seek(10)
        await file.write("Cairo\n")
        await file.truncate()
        print("at", await file.tell(), "of", await file.seek(0, os.SEEK_END))
        print(repr(await file.readline()))
        await file.seek(0)
        print(repr(await file.read(7)), repr(await file.readline()))
    async with await async_open("cities.txt", "r") as file:
        async for line in file:
            print("-", line, end="")
        await attempt(file.write("a"))
        await attempt(file.seek(-1))
        await attempt(file.seek(0, 7))
        await attempt(file.truncate(0))
    await attempt(file.read())
    await attempt(file.close())

async def fail():
    await attempt(async_open("nope.txt", "r"))
    await attempt(async_open("cities.txt", "x"))
    await attempt(async_open(".", "r"))
    await attempt(async_open("cities.txt/of/norway", "r"))
    for mode in "q", "rr", "rw", "", "+b", "rbt":
        await attempt(async_open("cities.txt", mode))

async def main():
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        await use_modes()
        await fail()
        os.chdir("/")
asyncio.run(main())

import asyncio, os, tempfile

class open_lines:                           # what aiofiles does, in short
    def __init__(self, path): self.path = path
    async def __aenter__(self):
        self.file = await asyncio.to_thread(open, self.path)
        return self
    async def __aexit__(self, *exc): await asyncio.to_thread(self.file.close)
    async def __aiter__(self):
        while lines := await asyncio.to_thread(self.file.readlines, 1 << 18):
            for line in lines:
                yield line

ticks = 0

async def tick():
    global ticks
    while True:
        await asyncio.sleep(0)
        ticks += 1

async def count(path, word):
    lines = found = 0
    async with open_lines(path) as file:
        async for line in file:
            lines += 1
            found += word in line
    return f"{lines} lines, {found} with {word}"

async def main():
    fd, path = tempfile.mkstemp()
    with open(fd, "w") as file:
        for i in range(500_000):
            file.write(f"{i} {('Oslo', 'Lima', 'Cairo')[i % 3]}: a fine day, all in all\n")
    ticker = asyncio.create_task(tick())
    for answer in await asyncio.gather(count(path, "Oslo"), count(path, "99")):
        print(answer)
    ticker.cancel()
    print("the ticker kept ticking:", ticks > 50)
    os.remove(path)
asyncio.run(main())

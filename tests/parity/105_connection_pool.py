# A pool of two connections, shared by five tasks; one that breaks is replaced, for the server goes
# away where a line is too long.
import asyncio
from contextlib import asynccontextmanager

class Pool:
    def __init__(self, port, size):
        self.port, self.free, self.room = port, [], asyncio.Semaphore(size)
        self.made = 0

    @asynccontextmanager
    async def connection(self):
        async with self.room:
            if not self.free:
                self.made += 1
                self.free.append(await asyncio.open_connection("127.0.0.1", self.port))
            reader, writer = self.free.pop()
            try:
                yield reader, writer
            except Exception:
                writer.close()
                raise
            self.free.append((reader, writer))

async def ask(pool, city):
    async with pool.connection() as (reader, writer):
        writer.write(city.encode() + b"\n")
        answer = (await reader.readline()).decode()
        if not answer:
            raise ConnectionError("the server went away")
        return answer.rstrip()

async def handle(reader, writer):
    try:
        async for line in reader:
            city = line.decode().rstrip()
            await asyncio.sleep(len(city))
            print("  server answers", city)
            writer.write(f"{city}: 3 degrees\n".encode())
    except ValueError as e:
        print("  server:", e)
    writer.close()

async def main():
    async with await asyncio.start_server(handle, "127.0.0.1", 0, limit=16) as server:
        pool = Pool(server.sockets[0].getsockname()[1], 2)
        cities = ("Oslo", "Rio de Janeiro", "Bonn", "Lima", "Bern")
        answers = asyncio.gather(*(ask(pool, city) for city in cities))
        print(*await answers, sep=", ")
        print("made", pool.made, "free", len(pool.free))
        for city in ("Llanfairpwllgwyngyll", "Oslo", "Bonn"):
            try:
                print(await ask(pool, city))
            except ConnectionError as e:
                print(city, e)
            print("made", pool.made, "free", len(pool.free))
        for _, writer in pool.free:
            writer.close()
        await asyncio.sleep(1)

asyncio.run(main())

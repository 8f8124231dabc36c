# 3.12: before, a handler that was cancelled was reported
# A small key-value server, one line a request, and clients that share few connections.
import asyncio

store = {}

async def serve(reader, writer):
    async for line in reader:
        word, *args = line.decode().split()
        if word == "SET":
            store[args[0]] = args[1]
            answer = "OK"
        elif word == "GET":
            answer = store.get(args[0], "?")
        elif word == "SLOW":
            await asyncio.sleep(int(args[0]))
            answer = "AWAKE"
        elif word == "QUIT":
            break
        else:
            answer = "ERROR " + word
        writer.write(answer.encode() + b"\n")
        await writer.drain()
    writer.write(b"BYE\n")
    writer.close()
    await writer.wait_closed()

class Client:
    @classmethod
    async def connect(cls, port):
        self = cls()
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        self.lock = asyncio.Lock()
        return self

    async def ask(self, request):
        async with self.lock:
            self.writer.write(request.encode() + b"\n")
            return (await self.reader.readline()).decode().rstrip()

    async def close(self):
        print(await self.ask("QUIT"), await self.reader.read())
        self.writer.close()
        await self.writer.wait_closed()

async def limited(port, limit, seconds):
    async with limit:
        client = await Client.connect(port)
        print("connected at", round(asyncio.get_running_loop().time() - start))
        answer = await client.ask(f"SLOW {seconds}")
        client.writer.close()
        return answer

async def one_client(port):
    client = await Client.connect(port)
    for request in ("GET oslo", "SET oslo -3", "GET oslo", "PUT oslo 4"):
        print(request, "->", await client.ask(request))
    requests = ["SLOW 1", "SET lima 19", "GET lima", "GET oslo"]
    print(await asyncio.gather(*(client.ask(request) for request in requests)))
    try:
        await asyncio.wait_for(client.ask("SLOW 2"), 1)
    except TimeoutError:
        print("too slow; the next one gets its answer:", await client.ask("GET oslo"))
        print("and so on:", await client.reader.readline())
    await client.close()

async def main():
    global start
    start = asyncio.get_running_loop().time()
    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        await one_client(port)
        limit = asyncio.Semaphore(2)
        seconds = (1, 2, 3, 1, 1)
        print(await asyncio.gather(*(limited(port, limit, s) for s in seconds)))
        await asyncio.sleep(1)

asyncio.run(main())

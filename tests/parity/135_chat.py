# A chat: what one says, all the others are told, through a queue for each.
import asyncio

clients = {}

def broadcast(text, but=None):
    for name, queue in clients.items():
        if name != but:
            queue.put_nowait(text)

async def deliver(queue, writer):
    while text := await queue.get():
        writer.write(text.encode() + b"\n")
        await writer.drain()

async def serve(reader, writer):
    name = (await reader.readline()).decode().rstrip()
    queue = clients[name] = asyncio.Queue()
    broadcast(f"* {name} is here", name)
    sender = asyncio.create_task(deliver(queue, writer))
    try:
        async for line in reader:
            text = line.decode().rstrip()
            if text == "/who":
                queue.put_nowait("* " + " ".join(sorted(clients)))
            else:
                broadcast(f"{name}: {text}", name)
    finally:
        del clients[name]
        broadcast(f"* {name} left")
        queue.put_nowait("")
        await sender
        writer.close()
        await writer.wait_closed()

async def hear(name, reader):
    async for line in reader:
        print(f"   [{name}] {line.decode().rstrip()}")
    print(f"   [{name}] end")

async def join(port, name):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(name.encode() + b"\n")
    listener = asyncio.create_task(hear(name, reader))
    await asyncio.sleep(1)
    return writer, listener

async def say(client, text):
    print(text)
    client[0].write(text.encode() + b"\n")
    await asyncio.sleep(1)

async def main():
    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        ann, bob, cat = [await join(port, name) for name in ("ann", "bob", "cat")]
        await say(ann, "good morning")
        await say(bob, "hello ann\nhow is the weather in Oslo?")
        await say(cat, "/who")
        bob[0].close()
        await bob[1]
        await asyncio.sleep(1)
        await say(ann, "cold\n/who")
        for client in (ann, cat):
            client[0].write_eof()
        await asyncio.gather(ann[1], cat[1])
    print(clients)

asyncio.run(main())

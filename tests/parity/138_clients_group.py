# A task group of clients, of which one fails: the others are cancelled, their connections
# closed.
import asyncio

async def handle(reader, writer):
    city = (await reader.readline()).decode().rstrip()
    if city == "Atlantis":
        await asyncio.sleep(1)
        writer.close()
        return
    try:
        for degrees in range(3):
            writer.write(f"{city} {degrees}\n".encode())
            await asyncio.sleep(0.7)
        print("  server:", city, "went away;", await reader.read())
    except ConnectionError as e:
        print("  server:", city, "went away;", type(e).__name__)
    writer.close()

async def watch(port, city):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(city.encode() + b"\n")
        while True:
            line = await reader.readuntil(b"\n")
            print(city, "read", line)
    except asyncio.CancelledError:
        print(city, "cancelled")
        raise
    except asyncio.IncompleteReadError as e:
        raise ConnectionError(f"{city}: {len(e.partial)} bytes and the end") from e
    finally:
        writer.close()
        await writer.wait_closed()
        print(city, "closed")

async def main():
    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        try:
            async with asyncio.TaskGroup() as group:
                for city in ("Oslo", "Atlantis"):
                    group.create_task(watch(port, city))
        except* ConnectionError as group:
            print(group.message, len(group.exceptions))
            e = group.exceptions[0]
            print(type(e).__name__, e, "from", type(e.__cause__).__name__)
        await asyncio.sleep(2)

        for seconds in (0.5, 1):
            try:
                await asyncio.wait_for(watch(port, "Bonn"), seconds)
            except TimeoutError:
                print("timeout")
        await asyncio.sleep(2)

asyncio.run(main())

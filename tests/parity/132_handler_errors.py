# 3.12: before, a handler's exception was not told so
# Exceptions in a server's handlers: the loop's exception handler is told, the connection is
# closed, and the server goes on.
import asyncio

def told(loop, context):
    print("loop:", context["message"], "|", repr(context["exception"]))

async def handle(reader, writer):
    line = (await reader.readline()).decode().rstrip()
    if line == "raise":
        raise ValueError("no such city")
    if line == "cancel":
        asyncio.current_task().cancel()
        await asyncio.sleep(1)
    if line == "return":
        writer.write(b"not closed\n")
        return
    if line == "close":
        writer.write(b"closed, then raised\n")
        writer.close()
        raise KeyError("late")
    writer.write(f"{line}: 3 degrees\n".encode())
    await writer.drain()
    writer.close()

async def ask(server, line):
    reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
    writer.write(line.encode() + b"\n")
    try:
        async with asyncio.timeout(1):
            print(line, "->", await reader.readline(), await reader.readline())
    except TimeoutError:
        print(line, "-> no end")
    writer.close()

async def main():
    asyncio.get_running_loop().set_exception_handler(told)
    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        for line in ("Oslo", "raise", "cancel", "return", "close", "Lima"):
            await ask(server, line)

asyncio.run(main())

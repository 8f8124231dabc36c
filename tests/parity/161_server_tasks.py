# 3.12: before, a closed server had nobody to wait for
# Listening and accepting make tasks of their own: the names of the program's tell.
import asyncio


class Quiet(asyncio.Protocol):
    def connection_made(self, transport):
        print("  made in", asyncio.current_task())
        self.transport = transport

    def connection_lost(self, exc):
        print("  lost", exc, "in", asyncio.current_task())


async def nothing():
    pass


async def name(what):
    task = asyncio.create_task(nothing())
    print(what + ":", task.get_name())
    await task


def factory():
    print("  a protocol, in", asyncio.current_task().get_name(), "of",
          len(asyncio.all_tasks()))
    return Quiet()


async def forever(server):
    try:
        await server.serve_forever()
    except asyncio.CancelledError:
        print("  not forever")
        raise


async def main():
    loop = asyncio.get_running_loop()
    await name("at first")
    server = await loop.create_server(factory, "127.0.0.1", 0)
    await name("listening")
    address = server.sockets[0].getsockname()
    first, _ = await loop.create_connection(factory, *address)
    await asyncio.sleep(0.1)
    await name("connected")
    second, _ = await loop.create_connection(factory, *address)
    await asyncio.sleep(0.1)
    await name("connected again")
    serving = asyncio.create_task(forever(server))
    await asyncio.sleep(0.1)
    print("serving", server.is_serving())
    serving.cancel()
    first.close()
    await asyncio.sleep(0.1)
    print("done", serving.done(), "serving", server.is_serving(), "sockets", len(server.sockets))
    second.abort()
    await asyncio.wait([serving])
    print("cancelled", serving.cancelled())
    try:
        await loop.create_connection(factory, *address)
    except ConnectionRefusedError:
        print("refused")
    await name("at last")


asyncio.run(main())

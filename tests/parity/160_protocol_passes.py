# In which pass of the loop each call of a protocol comes, over TCP and through a Unix socket.
import asyncio
import os
import tempfile


class Passes:
    """Counts the passes of the loop."""
    count = 0

    def tick(self):
        self.count += 1
        self.handle = asyncio.get_running_loop().call_soon(self.tick)


def say(*words):
    print(f"{passes.count - passes.since:2}:", *words)


def begin(name):
    print(name)
    passes.since = passes.count


async def settle():
    for _ in range(20):
        await asyncio.sleep(0)


class Noted(asyncio.Protocol):
    def __init__(self, name, lost=None):
        self.name = name
        self.lost = lost

    def connection_made(self, transport):
        say(self.name, "made")
        self.transport = transport
        transports[self.name] = transport
        asyncio.get_running_loop().call_soon(say, self.name, "after made")

    def data_received(self, data):
        say(self.name, "received", data.decode())
        if self.name == "server":
            self.transport.write(data)

    def eof_received(self):
        say(self.name, "eof")

    def connection_lost(self, exc):
        say(self.name, "lost", exc)
        self.lost.set_result(None)


async def talk(transport, lost):
    begin("hello")
    transport.write(b"hello")
    await settle()
    begin("paused, then resumed")
    transports["server"].pause_reading()
    transport.write(b"again")
    await settle()
    begin("resumed")
    transports["server"].resume_reading()
    asyncio.get_running_loop().call_soon(say, "call_soon")
    await settle()
    begin("closed")
    transport.close()
    await lost
    say("the task knows")


async def scene(listen, connect):
    loop = asyncio.get_running_loop()
    lost = loop.create_future()
    client_lost = loop.create_future()
    begin("listen")
    server = await listen(lambda: Noted("server", lost))
    say("listening")
    begin("connect")
    transport, protocol = await connect(lambda: Noted("client", client_lost), server)
    say("connected")
    await settle()
    await talk(transport, lost)
    begin("the server closes")
    server.close()
    await server.wait_closed()
    say("closed")


async def over_tcp():
    loop = asyncio.get_running_loop()
    await scene(lambda make: loop.create_server(make, "127.0.0.1", 0),
                lambda make, server: loop.create_connection(
                    make, *server.sockets[0].getsockname()))


async def through_unix():
    loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "echo.sock")
        await scene(lambda make: loop.create_unix_server(make, path),
                    lambda make, server: loop.create_unix_connection(make, path))


async def main():
    passes.tick()
    print("TCP")
    await over_tcp()
    print("Unix")
    await through_unix()
    passes.handle.cancel()


passes = Passes()
transports = {}
asyncio.run(main())

# What a protocol raises: who is told, and what becomes of the connection.
import asyncio


class Raises(asyncio.Protocol):
    """Raises where it is told to."""

    def __init__(self, where, name="server"):
        self.where = where
        self.name = name

    def maybe(self, where):
        if self.where == where:
            raise ValueError(f"in {where}()")

    def connection_made(self, transport):
        self.transport = transport
        print(f"  {self.name}: made")
        self.maybe("connection_made")

    def data_received(self, data):
        print(f"  {self.name}: received {data.decode()}")
        self.maybe("data_received")
        if self.name == "server":
            self.transport.write(b"an answer")

    def eof_received(self):
        print(f"  {self.name}: eof")
        self.maybe("eof_received")

    def connection_lost(self, exc):
        print(f"  {self.name}: lost, {exc}")
        self.maybe("connection_lost")


def report(loop, context):
    message = context["message"].partition("Exception in callback")
    print("  handler:", message[1] or message[0], "|", context.get("exception"))


async def scene(where):
    print(where)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(report)

    def factory():
        if where == "factory":
            raise KeyError("no protocol")
        return Raises(where)

    server = await loop.create_server(factory, "127.0.0.1", 0)
    transport, client = await loop.create_connection(
        lambda: Raises("client: " + where, "client"), *server.sockets[0].getsockname())
    await asyncio.sleep(0.1)
    transport.write(b"a question")
    await asyncio.sleep(0.1)
    transport.close()
    await asyncio.sleep(0.1)
    server.close()
    await server.wait_closed()


async def main():
    for where in ("nowhere", "factory", "connection_made", "data_received", "eof_received",
                  "connection_lost"):
        await scene(where)
    try:
        await asyncio.get_running_loop().create_connection(lambda: 1 / 0, "127.0.0.1", 1)
    except OSError as e:
        print("refused first:", type(e).__name__)


asyncio.run(main())

# Transports and protocols: every call a protocol gets, in order; reading paused and resumed.
import asyncio

class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        print("server: made", transport.is_reading(), transport.can_write_eof())
        self.transport = transport

    def data_received(self, data):
        print("server: received", data)
        self.transport.write(data.upper())
        if data == b"p":
            self.transport.pause_reading()
            self.transport.pause_reading()
            print("server: reading", self.transport.is_reading())
            asyncio.get_running_loop().call_later(1, self.resume)
        if data == b"c":
            self.transport.write(b", bye")
            self.transport.close()
            print("server: closing", self.transport.is_closing(), self.transport.is_reading())

    def resume(self):
        print("server: resumes")
        self.transport.resume_reading()
        self.transport.resume_reading()

    def eof_received(self):
        print("server: eof")
        if self.keep_open:
            asyncio.get_running_loop().call_later(2, self.transport.close)
        return self.keep_open

    def connection_lost(self, exc):
        print("server: lost", exc)
        self.lost.set_result(None)

class Client(asyncio.Protocol):
    def __init__(self):
        self.lost = asyncio.get_running_loop().create_future()
        self.data = asyncio.Queue()

    def data_received(self, data):
        self.data.put_nowait(data)

    def connection_lost(self, exc):
        print("client: lost", exc)
        self.lost.set_result(None)

async def scene(name, keep_open, steps):
    print("--", name)
    loop = asyncio.get_running_loop()
    lost = loop.create_future()
    def factory():
        echo = Echo()
        echo.lost, echo.keep_open = lost, keep_open
        return echo
    server = await loop.create_server(factory, "127.0.0.1", 0)
    transport, protocol = await loop.create_connection(
        Client, "127.0.0.1", server.sockets[0].getsockname()[1])
    print("client: connected", transport.get_protocol() is protocol)
    await steps(transport, protocol)
    await asyncio.gather(lost, protocol.lost)
    server.close()
    await server.wait_closed()

async def write_and_get(transport, protocol, data):
    transport.write(data)
    print("client: got", await protocol.data.get())

async def pause_reading(transport, protocol):
    await write_and_get(transport, protocol, b"a")
    await write_and_get(transport, protocol, b"p")
    await write_and_get(transport, protocol, b"b")
    transport.close()

async def server_closes(transport, protocol):
    await write_and_get(transport, protocol, b"c")

async def half_close(transport, protocol):
    transport.write(b"z")
    transport.write_eof()
    print("client: got", await protocol.data.get())

async def half_close_kept(transport, protocol):
    await half_close(transport, protocol)
    await asyncio.sleep(1)
    print("client: closes")
    transport.abort()
    try:
        transport.write(b"more")
    except RuntimeError as e:
        print("client:", e)
    print("client: closing", transport.is_closing())

async def main():
    await scene("pause", False, pause_reading)
    await scene("server closes", False, server_closes)
    await scene("half close", False, half_close)
    await scene("half close, kept open", True, half_close_kept)

asyncio.run(main())

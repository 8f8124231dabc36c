# Protocols upon TLS: what they are told, and when they are told to pause.
import asyncio
import socket
import ssl

class Talker(asyncio.Protocol):
    def __init__(self, name):
        self.name = name
        self.received = 0
        self.lost = asyncio.get_running_loop().create_future()

    def say(self, *words):
        print(f"{self.name}:", *words)

    def connection_made(self, transport):
        self.transport = transport
        self.say("made", transport.get_extra_info("sslcontext") is not None,
                 transport.can_write_eof(), transport.get_write_buffer_limits())

    def data_received(self, data):
        self.received += len(data)

    def eof_received(self):
        self.say("eof behind", self.received)

    def connection_lost(self, exc):
        self.say("lost", type(exc).__name__)
        self.lost.set_result(None)

    def pause_writing(self):
        self.say("pause", self.transport.get_write_buffer_size())

    def resume_writing(self):
        self.say("resume", self.transport.get_write_buffer_size())

def make_sockets():
    left, right = socket.socketpair()
    for end in left, right:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 20000)
        end.setblocking(False)
    return left, right

async def connect(server_context, context):
    loop = asyncio.get_running_loop()
    left, right = make_sockets()
    client, server = Talker("client"), Talker("server")
    await asyncio.gather(
        loop.create_connection(lambda: client, sock=left, ssl=context,
                               server_hostname="weather.example"),
        loop.connect_accepted_socket(lambda: server, right, ssl=server_context))
    await asyncio.sleep(0.1)
    return client, server

async def write_to_one_that_does_not_read(client, server):
    print("-- written to one that does not read")
    server.transport.pause_reading()
    print(server.transport.is_reading())
    for i in range(12):
        client.transport.write(bytes(100000))
        print(i, client.transport.get_write_buffer_size())
        await asyncio.sleep(0.1)
    print("-- it reads")
    server.transport.resume_reading()
    await asyncio.sleep(0.1)
    print(server.received, client.transport.get_write_buffer_size())

async def write_with_other_marks(client, server):
    print("-- other marks")
    server.transport.pause_reading()
    client.transport.set_write_buffer_limits(high=10000, low=1000)
    for i in range(4):
        client.transport.write(bytes(50000))
        await asyncio.sleep(0.1)
    server.transport.resume_reading()
    await asyncio.sleep(0.1)
    client.transport.write(b"small")
    await asyncio.sleep(0.1)
    print(server.received)

async def main():
    server_context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_context.load_cert_chain("certificates/server.pem")
    context = ssl.create_default_context(cafile="certificates/ca.pem")
    client, server = await connect(server_context, context)
    await write_to_one_that_does_not_read(client, server)
    await write_with_other_marks(client, server)
    print("-- closed")
    client.transport.write(b"the last")
    client.transport.close()
    print(client.transport.is_closing(), server.transport.is_closing())
    await asyncio.gather(client.lost, server.lost)
    print(server.transport.is_closing())

    print("-- aborted")
    client, server = await connect(server_context, context)
    server.transport.abort()
    server.transport.write(b"never sent")
    await asyncio.gather(client.lost, server.lost)

asyncio.run(main())

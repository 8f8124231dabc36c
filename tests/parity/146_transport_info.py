# What a connection tells of itself.
import asyncio
import socket

def show(name, writer, port):
    for what in ("peername", "sockname"):
        host, number = writer.get_extra_info(what)
        print(name, what, host, "the server's" if number == port else "its own")
    sock = writer.get_extra_info("socket")
    print(name, "socket", sock.family == socket.AF_INET, sock.type == socket.SOCK_STREAM)
    print(name, "nodelay", sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0)
    print(name, "blocking", sock.gettimeout() != 0)
    for what in ("sslcontext", "ssl_object", "cipher", "pipe", "weather"):
        print(name, what, writer.get_extra_info(what))
    print(name, "transport", writer.transport.get_extra_info("socket") is not None,
          writer.transport.is_reading())

async def both_ends():
    done = asyncio.get_running_loop().create_future()
    async def handle(reader, writer):
        await reader.readline()
        show("server", writer, port)
        addresses = writer.get_extra_info("sockname"), writer.get_extra_info("peername")
        writer.close()
        await writer.wait_closed()
        done.set_result(addresses)
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    show("client", writer, port)
    writer.write(b"go\n")
    ours, theirs = await done
    print(writer.get_extra_info("sockname") == theirs, writer.get_extra_info("peername") == ours)
    writer.close()
    await writer.wait_closed()
    print(writer.get_extra_info("peername") == ours)
    server.close()

async def close_at_once(reader, writer):
    writer.close()

async def from_an_address():
    server = await asyncio.start_server(close_at_once, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=("127.0.0.1", 0))
    print(writer.get_extra_info("sockname")[0], await reader.read())
    writer.close()
    server.close()

async def main():
    await both_ends()
    await from_an_address()

asyncio.run(main())

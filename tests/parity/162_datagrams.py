# Datagrams: what a protocol is called for, in which order, and what the system tells of.
import asyncio


class Desk(asyncio.DatagramProtocol):
    def __init__(self, name):
        self.name = name

    def connection_made(self, transport):
        print(f"{self.name}: made")
        self.transport = transport

    def datagram_received(self, data, addr):
        print(f"{self.name}: received", data.decode())
        if self.name == "desk":
            self.transport.sendto(b"sold: " + data, addr)

    def error_received(self, exc):
        print(f"{self.name}: error", type(exc).__name__, exc)

    def connection_lost(self, exc):
        print(f"{self.name}: lost", exc)


async def main():
    loop = asyncio.get_running_loop()
    try:
        await loop.create_datagram_endpoint(lambda: Desk("nowhere"))
    except ValueError as e:
        print("ValueError:", e)
    try:
        await loop.create_datagram_endpoint(lambda: Desk("nowhere"), local_addr=("192.0.2.1", 0))
    except OSError as e:
        print("OSError:", e)

    desk, _ = await loop.create_datagram_endpoint(lambda: Desk("desk"),
                                                  local_addr=("127.0.0.1", 0))
    address = desk.get_extra_info("sockname")
    print("desk: peer", desk.get_extra_info("peername"))
    one, _ = await loop.create_datagram_endpoint(lambda: Desk("one"), remote_addr=address)
    print("one: peer", one.get_extra_info("peername") == address)
    any, protocol = await loop.create_datagram_endpoint(lambda: Desk("any"),
                                                        local_addr=("127.0.0.1", 0))
    print("any: protocol", any.get_protocol() is protocol)

    one.sendto(b"a seat")
    one.sendto(b"a window", address)
    any.sendto(b"two seats", address)
    print("sent")
    await asyncio.sleep(0.1)
    try:
        one.sendto(b"elsewhere", ("127.0.0.1", 9))
    except ValueError as e:
        print("ValueError:", str(e).split("(")[0])

    desk.close()
    print("closing", desk.is_closing())
    await asyncio.sleep(0.1)
    one.sendto(b"anybody?")
    await asyncio.sleep(0.1)
    one.sendto(b"anybody at all?")
    one.abort()
    any.close()
    print("buffers", one.get_write_buffer_size(), any.get_write_buffer_size())
    await asyncio.sleep(0.1)


asyncio.run(main())

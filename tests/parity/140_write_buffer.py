# When a transport tells its protocol to pause and to resume writing; what close() and abort() do
# with what still waits.
import asyncio
import socket

class Sender(asyncio.Protocol):
    def __init__(self):
        self.lost = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport

    def size(self):
        return self.transport.get_write_buffer_size()

    def pause_writing(self):
        print("  pause, something waits:", self.size() > 0)

    def resume_writing(self):
        print("  resume, something waits:", self.size() > 0)

    def connection_lost(self, exc):
        print("  lost", exc)
        self.lost.set_result(None)

async def read_all(sock):
    loop = asyncio.get_running_loop()
    total = 0
    while data := await loop.sock_recv(sock, 65536):
        total += len(data)
    return total

async def scene(name, steps):
    print(name)
    loop = asyncio.get_running_loop()
    here, there = socket.socketpair()
    there.setblocking(False)
    transport, protocol = await loop.create_connection(Sender, sock=here)
    await steps(transport, protocol, there)
    await protocol.lost
    there.close()

BIG = 500_000

async def small_writes(transport, protocol, there):
    transport.set_write_buffer_limits(high=0)
    for _ in range(3):
        transport.write(b"small")
    print("  waiting", protocol.size())
    transport.close()
    print("  read", await read_all(there))

async def one_big(transport, protocol, there):
    transport.set_write_buffer_limits(high=1000, low=0)
    transport.write(bytes(BIG))
    transport.write(b"y")
    reader = asyncio.create_task(read_all(there))
    while protocol.size():
        await asyncio.sleep(0)
    transport.write_eof()
    print("  read", await reader)
    transport.close()

async def close_while_waiting(transport, protocol, there):
    transport.write(bytes(BIG))
    transport.close()
    print("  closing", transport.is_closing(), "waiting", protocol.size() > 0)
    transport.write(b"and this, too")
    print("  read", await read_all(there))

async def eof_while_waiting(transport, protocol, there):
    transport.write(bytes(BIG))
    transport.write_eof()
    try:
        transport.write(b"no")
    except RuntimeError as e:
        print(" ", e)
    print("  read", await read_all(there))
    there.shutdown(socket.SHUT_WR)

async def abort_while_waiting(transport, protocol, there):
    transport.write(bytes(BIG))
    transport.abort()
    print("  closing", transport.is_closing(), "waiting", protocol.size())
    print("  read less", await read_all(there) < BIG)

async def other_side_goes(transport, protocol, there):
    transport.write(bytes(BIG))
    there.shutdown(socket.SHUT_RDWR)
    await asyncio.sleep(0)
    print("  closing", transport.is_closing())

async def read_some(there, n):
    loop = asyncio.get_running_loop()
    while n > 0:
        n -= len(await loop.sock_recv(there, min(n, 65536)))

async def limits_changed(transport, protocol, there):
    transport.set_write_buffer_limits(high=2 * BIG)
    transport.write(bytes(BIG))
    print("  fits")
    transport.set_write_buffer_limits(high=1000)
    print("  the new limit counts at once")
    transport.set_write_buffer_limits(high=4 * BIG)
    await read_some(there, BIG)
    transport.close()

async def main():
    for steps in (small_writes, one_big, close_while_waiting, eof_while_waiting, abort_while_waiting,
                  other_side_goes, limits_changed):
        await scene(steps.__name__, steps)

asyncio.run(main())

# In which order descriptors are told that become ready together, and that all of them are.
import asyncio
import socket

async def rounds(loop, orders):
    pairs = [socket.socketpair() for _ in "ABC"]
    done = loop.create_future()
    said = []
    def send(order):
        for letter in order:
            pairs["ABC".index(letter)][1].send(b"x")
    def read(i):
        pairs[i][0].recv(9)
        said.append("ABC"[i])
        if len(said) == len(orders[0]):
            print(orders.pop(0), "->", "".join(said))
            said.clear()
            if orders:
                send(orders[0])
            else:
                done.set_result(None)
    for i in range(3):
        loop.add_reader(pairs[i][0], read, i)
    send(orders[0])
    await done
    for pair in pairs:
        loop.remove_reader(pair[0])
        for s in pair:
            s.close()

async def all_at_once(loop, n):
    pairs = [socket.socketpair() for _ in range(n)]
    heard = []
    def read(i):
        pairs[i][0].recv(9)
        heard.append(i)
    for i in range(n):
        loop.add_reader(pairs[i][0], read, i)
    for round in range(3):
        for i in reversed(range(n)):
            pairs[i][1].send(b"x")
        passes = 0
        while len(heard) < n:
            await asyncio.sleep(0)
            passes += 1
        print(n, "descriptors:", passes, "passes")
        heard.clear()
        await asyncio.sleep(1)
    for pair in pairs:
        loop.remove_reader(pair[0])
        for s in pair:
            s.close()

async def late(loop):
    left, right = socket.socketpair()
    right.send(b"x")
    loop.add_writer(left, lambda: print("writer"))
    await asyncio.sleep(0)
    loop.remove_writer(left)
    loop.add_writer(right, lambda: None)
    await asyncio.sleep(0)
    left.send(b"x")
    loop.call_soon(print, "soon, before")
    def read():
        print("reader")
        loop.remove_reader(right)
    loop.add_reader(right, read)
    loop.call_soon(print, "soon, behind")
    await asyncio.sleep(0)
    print("one pass")
    await asyncio.sleep(0)
    print("two passes")
    loop.remove_writer(right)
    left.close()
    right.close()

async def timers(loop):
    left, right = socket.socketpair()
    loop.add_reader(left, lambda: print("reader", len(left.recv(9))))
    loop.call_later(0, print, "timer")
    right.send(b"x")
    loop.call_soon(print, "soon")
    await asyncio.sleep(0.01)
    loop.remove_reader(left)
    left.close()
    right.close()

async def main():
    loop = asyncio.get_running_loop()
    await rounds(loop, ["ABC", "CBA", "B", "CA", "ABC", "CBA", "ACB"])
    for n in (10, 40, 100):
        await all_at_once(loop, n)
    await late(loop)
    await timers(loop)

asyncio.run(main())

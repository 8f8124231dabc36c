# Descriptors without streams: readers and writers that the program adds, called once a pass as
# long as there is something.
import asyncio
import socket

def pair():
    left, right = socket.socketpair()
    left.setblocking(False)
    right.setblocking(False)
    return left, right

async def four_at_a_time(loop, left, right):
    print("-- four bytes at a time")
    done = loop.create_future()
    def on_readable():
        data = left.recv(4)
        print("read", data)
        if not data:
            loop.remove_reader(left)
            done.set_result(None)
    loop.add_reader(left, on_readable)
    right.send(b"0123456789")
    for i in range(5):
        print("pass", i)
        await asyncio.sleep(0)
    right.send(b"the end")
    right.shutdown(socket.SHUT_WR)
    await done
    print(loop.remove_reader(left))

async def room_to_write(loop, left):
    print("-- a writer is called as long as there is room")
    calls = 0
    def on_writable(text):
        nonlocal calls
        calls += 1
        print(text, calls)
        if calls == 3:
            print("removed", loop.remove_writer(left))
    loop.add_writer(left, on_writable, "room")
    for i in range(6):
        await asyncio.sleep(0)

async def replaced(loop, left, right):
    print("-- one takes the other's place")
    loop.add_reader(left, lambda: print("the first"))
    loop.add_reader(left, lambda: print("the second", left.recv(9)))
    loop.add_writer(left, lambda: print("writable", loop.remove_writer(left)))
    right.send(b"hello")
    await asyncio.sleep(0.1)

    print("-- removed in the pass in which it would be called")
    right.send(b"lost?")
    loop.call_soon(lambda: print("removed", loop.remove_reader(left)))
    await asyncio.sleep(0.1)
    print(left.recv(9))

async def other_side_ends(loop, left, right):
    print("-- the end of the other side is something to read")
    loop.add_reader(left, lambda: print("end", left.recv(9), loop.remove_reader(left)))
    await asyncio.sleep(0.1)
    print("waited")
    right.close()
    await asyncio.sleep(0.1)

async def raises_thrice(loop, left):
    print("-- a reader that raises is called again")
    loop.set_exception_handler(lambda loop, context: print("told:", context["exception"]))
    rounds = 0
    def raises():
        nonlocal rounds
        rounds += 1
        if rounds == 3:
            loop.remove_reader(left)
        raise ValueError(f"round {rounds}")
    loop.add_reader(left, raises)
    await asyncio.sleep(0.1)

async def main():
    loop = asyncio.get_running_loop()
    left, right = pair()
    await four_at_a_time(loop, left, right)
    await room_to_write(loop, left)
    left.close()
    right.close()
    left, right = pair()
    await replaced(loop, left, right)
    await other_side_ends(loop, left, right)
    await raises_thrice(loop, left)
    left.close()

asyncio.run(main())

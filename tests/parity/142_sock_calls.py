# The loop's calls for sockets: accept, connect, recv, sendall; cancelled, refused, at the end.
import asyncio
import errno
import socket

async def serve(loop, listener, n):
    for i in range(n):
        conn, address = await loop.sock_accept(listener)
        print("server: accepted", address[0], "blocking", conn.getblocking())
        while data := await loop.sock_recv(conn, 5):
            print("server: got", data)
            await loop.sock_sendall(conn, data.upper())
        conn.close()

def new_socket():
    sock = socket.socket()
    sock.setblocking(False)
    return sock

async def exchange(loop, listener):
    server = asyncio.create_task(serve(loop, listener, 1))
    client = new_socket()
    await loop.sock_connect(client, listener.getsockname())
    await loop.sock_sendall(client, b"weather in Oslo")
    for _ in range(3):
        print("client: got", await loop.sock_recv(client, 5))
    await loop.sock_sendall(client, b"abc")
    print("client: got", await loop.sock_recv(client, 8))

    print("-- cancelled")
    task = asyncio.create_task(loop.sock_recv(client, 9))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    try:
        await asyncio.wait_for(loop.sock_recv(client, 9), 0.5)
    except TimeoutError:
        print("client: timeout")
    await loop.sock_sendall(client, b"xyz")
    print("client: got", await loop.sock_recv(client, 9))
    client.shutdown(socket.SHUT_WR)
    print("client: got", await loop.sock_recv(client, 9))
    await server
    client.close()

async def a_lot(loop):
    print("-- a lot")
    left, right = socket.socketpair()
    left.setblocking(False)
    right.setblocking(False)
    sender = asyncio.create_task(loop.sock_sendall(left, bytes(500_000)))
    await asyncio.sleep(0)
    print("sent", sender.done())
    total = 0
    while total < 500_000:
        total += len(await loop.sock_recv(right, 100_000))
    await sender
    print("received", total)
    left.close()
    print("the end:", await loop.sock_recv(right, 1))
    right.close()

async def errors(loop, address):
    print("-- errors")
    client = new_socket()
    try:
        await loop.sock_connect(client, address)
    except OSError as e:
        print(type(e).__name__, errno.errorcode[e.errno])
    client.close()
    client = new_socket()
    try:
        await loop.sock_recv(client, 1)
    except OSError as e:
        print(type(e).__name__, errno.errorcode[e.errno])
    client.close()

async def main():
    loop = asyncio.get_running_loop()
    listener = new_socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    address = listener.getsockname()
    await exchange(loop, listener)
    await a_lot(loop)
    listener.close()
    await errors(loop, address)

asyncio.run(main())

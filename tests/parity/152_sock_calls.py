import asyncio, socket

async def ticker(loop):
    for i in range(12):
        print("pass", i)
        await asyncio.sleep(0)

async def receive(loop, sock, name):
    data = await loop.sock_recv(sock, 100)
    print(name, "received", data)
    return data

async def at_once(loop, a, b):
    print("-- what is there is taken without waiting")
    loop.call_soon(print, "the next pass")
    await loop.sock_sendall(a, b"hello")
    await receive(loop, b, "b")
    print("still the same pass")
    await asyncio.sleep(0)

async def passes(loop, a, b):
    print("-- the passes of a wait")
    tick = asyncio.create_task(ticker(loop))
    reader = asyncio.create_task(receive(loop, b, "b"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await loop.sock_sendall(a, b"one ")
    await loop.sock_sendall(a, b"two")
    print("sent")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await loop.sock_sendall(a, b" three")
    print("sent more")
    await reader
    print("reader is done")
    await tick
    await receive(loop, b, "b")

async def cancelled(loop, a, b):
    print("-- cancelled while it waits")
    reader = asyncio.create_task(receive(loop, b, "b"))
    await asyncio.sleep(.01)
    reader.cancel()
    await asyncio.sleep(0)
    await loop.sock_sendall(a, b"for the next")
    await receive(loop, b, "the next")
    print(reader.cancelled())

async def replaced(loop, a, b):
    print("-- cancelled, and another waits at once")
    reader = asyncio.create_task(receive(loop, b, "b"))
    await asyncio.sleep(.01)
    reader.cancel()
    loop.call_later(.01, a.send, b"later")
    await receive(loop, b, "the next")

async def large(loop, a, b):
    print("-- more than the kernel takes")
    size = 3 << 20
    sender = asyncio.create_task(loop.sock_sendall(a, bytes(size)))
    await asyncio.sleep(.01)
    print("sent all:", sender.done())
    while size > 0:
        size -= len(await loop.sock_recv(b, 65536))
    await sender
    print("sent all: True,", size, "left")

async def end(loop, a, b):
    print("-- the end")
    reader = asyncio.create_task(receive(loop, b, "b"))
    await asyncio.sleep(.01)
    a.close()
    await reader
    try:
        await loop.sock_sendall(b, b"x")
    except BrokenPipeError as e:
        print(type(e).__name__, e.errno)
    b.close()

async def accept(loop, sock, name):
    connection, address = await loop.sock_accept(sock)
    print(name, "accepted", address[0])
    return connection

async def connections(loop):
    print("-- connections")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    listening.setblocking(False)
    acceptor = asyncio.create_task(accept(loop, listening, "the server"))
    await asyncio.sleep(.01)
    client = socket.socket()
    client.setblocking(False)
    await loop.sock_connect(client, listening.getsockname())
    print("connected")
    server = await acceptor
    await loop.sock_sendall(client, b"over TCP")
    await receive(loop, server, "the server")
    server.close()
    await receive(loop, client, "the client")
    client.close()
    address = listening.getsockname()
    listening.close()
    client = socket.socket()
    client.setblocking(False)
    try:
        await loop.sock_connect(client, address)
    except ConnectionRefusedError as e:
        print(str(e).replace(str(address[1]), "PORT"))
    client.close()

async def datagrams(loop):
    print("-- datagrams")
    a, b = socket.socket(type=socket.SOCK_DGRAM), socket.socket(type=socket.SOCK_DGRAM)
    for sock in a, b:
        sock.setblocking(False)
        sock.bind(("127.0.0.1", 0))
    print(await loop.sock_sendto(a, b"one", b.getsockname()))
    print(await loop.sock_sendto(a, b"other", b.getsockname()))
    for i in range(2):
        data, address = await loop.sock_recvfrom(b, 100)
        print(data, address == a.getsockname())
    a.close()
    b.close()

async def names(loop):             # in a thread
    print("-- names")
    for info in await loop.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM):
        print(info[4])
    print(await loop.getnameinfo(("127.0.0.1", 80),
                                 socket.NI_NUMERICHOST | socket.NI_NUMERICSERV))
    try:
        await loop.getaddrinfo("no.address", 80, flags=socket.AI_NUMERICHOST)
    except socket.gaierror as e:
        print("gaierror:", e)

async def main():
    loop = asyncio.get_running_loop()
    a, b = socket.socketpair()
    a.setblocking(False)
    b.setblocking(False)
    for part in at_once, passes, cancelled, replaced, large, end:
        await part(loop, a, b)
    for part in connections, datagrams, names:
        await part(loop)

asyncio.run(main())

# 3.13: Queue.shutdown()
import asyncio


async def produce(out):
    for i in range(6):
        await out.put(i)
        print("put", i, out.qsize(), out.full())
    print("producer shuts down")
    out.shutdown()


async def stage(name, source, sink, f):
    try:
        while True:
            item = await source.get()
            await asyncio.sleep(0.1 * (item % 3))
            await sink.put(f(item))
            source.task_done()
    except asyncio.QueueShutDown:
        print(name, "sees the end", source.qsize())
        sink.shutdown()


async def collect(source, into):
    while True:
        try:
            into.append(await source.get())
        except asyncio.QueueShutDown:
            return len(into)
        source.task_done()


async def getter(q, n):
    try:
        return n, await q.get()
    except asyncio.QueueShutDown as e:
        return n, repr(e)


async def putter(q, n):
    try:
        await q.put(n)
        print("room for", n)
    except asyncio.QueueShutDown as e:
        print("no room for", n, repr(e))


async def main():
    a, b, c = asyncio.Queue(2), asyncio.Queue(1), asyncio.Queue()
    got = []
    async with asyncio.TaskGroup() as group:
        group.create_task(produce(a))
        group.create_task(stage("double", a, b, lambda x: x * 2))
        group.create_task(stage("plus", b, c, lambda x: x + 1))
        n = group.create_task(collect(c, got))
    await asyncio.gather(a.join(), b.join(), c.join())
    print(n.result(), got)

    q = asyncio.Queue(1)
    waiting = [asyncio.create_task(getter(q, i)) for i in range(3)]
    await asyncio.sleep(0)
    q.put_nowait("one")
    q.shutdown()
    print(await asyncio.gather(*waiting))

    q = asyncio.Queue(1)
    q.put_nowait("in the way")
    waiting = [asyncio.create_task(putter(q, i)) for i in range(2)]
    joiner = asyncio.create_task(q.join())
    await asyncio.sleep(0)
    q.shutdown(immediate=True)
    print(q.qsize(), joiner.done())
    await asyncio.wait(waiting + [joiner])
    for call in (q.get_nowait, lambda: q.put_nowait(1)):
        try:
            call()
        except asyncio.QueueShutDown:
            print("shut")


asyncio.run(main())

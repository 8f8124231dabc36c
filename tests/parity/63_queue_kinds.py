# A PriorityQueue gives the smallest, a LifoQueue the newest, also to one who waits.
import asyncio

async def take(queue, count):
    return [await queue.get() for _ in range(count)]

async def main():
    priority = asyncio.PriorityQueue()
    for number in 5, 1, 4, 1, 3:
        await priority.put(number)
    print(await take(priority, 3))
    priority.put_nowait(2)
    print(await take(priority, 3))
    lifo = asyncio.LifoQueue(3)
    for number in 1, 2, 3:
        lifo.put_nowait(number)
    print("full:", lifo.full())
    print(await take(lifo, 2))
    lifo.put_nowait(4)
    print(await take(lifo, 2))
    waiting = asyncio.create_task(take(priority, 2))
    await asyncio.sleep(0)
    for number in 9, 7, 8:
        priority.put_nowait(number)
    print("waited for:", await waiting, "left:", priority.qsize())

asyncio.run(main())

# get_nowait() and put_nowait() never wait; sizes; join() waits for every task_done().
import asyncio

async def worker(queue):
    while True:
        order = await queue.get()
        print("working on", order)
        await asyncio.sleep(0)
        queue.task_done()

async def main():
    queue = asyncio.Queue(maxsize=2)
    print(queue.maxsize, queue.qsize(), queue.empty(), queue.full())
    try:
        queue.get_nowait()
    except asyncio.QueueEmpty:
        print("QueueEmpty")
    queue.put_nowait("tea")
    queue.put_nowait("cake")
    print(queue.qsize(), queue.empty(), queue.full())
    try:
        queue.put_nowait("soup")
    except asyncio.QueueFull:
        print("QueueFull")
    task = asyncio.create_task(worker(queue))
    await queue.join()
    print("joined; size", queue.qsize())
    await queue.join()
    print("joined at once")
    try:
        queue.task_done()
    except ValueError as e:
        print("ValueError:", e)
    task.cancel()

asyncio.run(main())

# 3.13: Queue.shutdown() is new.
# shutdown(immediate=True) drops the items and ends join(); twice is fine.
import asyncio

async def attempt(what, awaitable):
    try:
        print(what, "->", await awaitable)
    except asyncio.QueueShutDown:
        print(what, "QueueShutDown")

async def main():
    queue = asyncio.Queue(2)
    queue.put_nowait("tea")
    queue.put_nowait("cake")
    print("in work:", await queue.get())
    queue.put_nowait("soup")
    tasks = [asyncio.create_task(attempt("put", queue.put("bread"))),
             asyncio.create_task(attempt("join", queue.join()))]
    await asyncio.sleep(0)
    queue.shutdown(immediate=True)
    print("size", queue.qsize(), "empty:", queue.empty())
    await tasks[0]
    print("joined:", tasks[1].done())
    queue.task_done()
    await tasks[1]
    try:
        queue.task_done()
    except ValueError as e:
        print("ValueError:", e)
    queue.shutdown()
    await attempt("get", queue.get())

asyncio.run(main())

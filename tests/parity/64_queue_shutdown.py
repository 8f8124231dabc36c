# 3.13: Queue.shutdown() is new.
# shutdown() wakes who waits; getters still get what is there; putters get QueueShutDown.
import asyncio

async def attempt(what, awaitable):
    try:
        print(what, "->", await awaitable)
    except asyncio.QueueShutDown:
        print(what, "QueueShutDown")

async def main():
    empty = asyncio.Queue()
    getters = [asyncio.create_task(attempt(f"getter {n}", empty.get())) for n in (1, 2)]
    await asyncio.sleep(0)
    empty.shutdown()
    await asyncio.gather(*getters)
    full = asyncio.Queue(1)
    full.put_nowait("tea")
    putter = asyncio.create_task(attempt("putter", full.put("cake")))
    joiner = asyncio.create_task(attempt("join", full.join()))
    await asyncio.sleep(0)
    full.shutdown()
    await putter
    await attempt("put", full.put("soup"))
    try:
        full.put_nowait("soup")
    except asyncio.QueueShutDown:
        print("put_nowait QueueShutDown")
    print("joined:", joiner.done(), "size", full.qsize())
    await attempt("get", full.get())
    full.task_done()
    await joiner
    await attempt("get again", full.get())
    try:
        full.get_nowait()
    except asyncio.QueueShutDown:
        print("get_nowait QueueShutDown")

asyncio.run(main())

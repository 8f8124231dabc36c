import asyncio


async def worker(name, queue):
    while True:
        job = await queue.get()
        try:
            await asyncio.sleep(job / 10)
            if job == 3:
                raise ValueError(f"bad job {job}")
            print(f"{name} has slept for {job / 10:.2f} seconds")
        finally:
            queue.task_done()


async def supervise(name, queue, restarts, pause):
    for life in range(restarts + 1):
        try:
            await worker(f"{name}.{life}", queue)
        except ValueError as e:
            print(f"{name} crashed: {e}; unfinished {queue.qsize()}")
            await asyncio.sleep(pause)
        except asyncio.CancelledError:
            print(f"{name} stops")
            raise
    print(f"{name} gives up")
    return name


async def main():
    queue = asyncio.Queue()
    for job in (2, 3, 1, 3, 4, 1, 3, 2, 1, 1):
        queue.put_nowait(job)
    tasks = [asyncio.create_task(supervise(f"worker-{i}", queue, 1, 0.03 + i / 100)) for i in range(3)]
    loop = asyncio.get_running_loop()
    await queue.join()
    print(f"joined after {loop.time():.2f}")
    print([t.done() for t in tasks])
    for task in tasks:
        task.cancel()
    for r in await asyncio.gather(*tasks, return_exceptions=True):
        print(repr(r))
    try:
        queue.task_done()
    except ValueError as e:
        print(e)
    print(queue.empty())


asyncio.run(main())

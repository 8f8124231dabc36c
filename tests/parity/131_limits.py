# 3.13: async for over as_completed()
import asyncio


async def crawl(page, slots, delay):
    async with slots:
        print("crawl", page, slots.locked())
        await asyncio.sleep(delay)
        if page == 3:
            raise OSError("page 3")
    return page


async def philosopher(n, forks, waiter, log):
    for _ in range(2):
        async with waiter:
            async with forks[n]:
                await asyncio.sleep(0)
                async with forks[(n + 1) % 3]:
                    log.append(n)
                    await asyncio.sleep(0.1)
    return n


async def phase(n, barrier):
    for i in range(2):
        await asyncio.sleep(0.1 * n)
        try:
            print(n, "is at", await barrier.wait())
        except asyncio.BrokenBarrierError:
            print(n, "broken", barrier.broken, barrier.n_waiting)
            return


async def payment():
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        print("never")
    print("paid")
    return 42


async def main():
    slots = asyncio.Semaphore(2)
    tasks = [asyncio.create_task(crawl(i, slots, 0.3 - i * 0.05)) for i in range(5)]
    for next_done in asyncio.as_completed(tasks):
        try:
            print("got", await next_done)
        except OSError as e:
            print("lost", e)
    try:
        async for t in asyncio.as_completed([asyncio.create_task(crawl(i, slots, i)) for i in (0, 9)], timeout=1):
            print(t.done(), await t)
    except TimeoutError:
        print("too slow", slots.locked())

    log, forks = [], [asyncio.Lock() for _ in range(3)]
    waiter = asyncio.BoundedSemaphore(2)
    print(await asyncio.gather(*(philosopher(i, forks, waiter, log) for i in range(3))), log)
    try:
        waiter.release()
    except ValueError as e:
        print(e)

    barrier = asyncio.Barrier(3)
    phases = [asyncio.create_task(phase(n, barrier)) for n in range(3)]
    await asyncio.sleep(0.35)
    await barrier.abort()
    await asyncio.wait(phases)

    task = asyncio.create_task(payment())
    try:
        await asyncio.wait_for(asyncio.shield(task), 0.5)
    except TimeoutError:
        print("still paying", task.done(), task.cancelling())
    guard = asyncio.shield(task)
    guard.cancel()
    await asyncio.sleep(0)
    print(guard.cancelled(), task.done(), await task)


with asyncio.Runner() as runner:
    runner.run(main())

    async def later():
        print(len(asyncio.all_tasks()), runner.get_loop() is asyncio.get_running_loop())
        raise KeyError("second run")

    try:
        runner.run(later())
    except KeyError as e:
        print(repr(e))

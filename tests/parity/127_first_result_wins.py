# 3.12: wait_for() takes fewer passes since
import asyncio


async def mirror(name, delay, ok=True):
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError:
        print(f"{name} cancelled at {asyncio.get_running_loop().time():.2f}")
        raise
    if not ok:
        raise ConnectionError(f"{name} refused")
    return name


async def first_success(*coros):
    pending = {asyncio.ensure_future(c) for c in coros}
    errors = []
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if task.exception() is None:
                    return task.result()
                errors.append(task.exception())
                print("failed:", task.exception())
        raise ExceptionGroup("nobody answered", errors)
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        print("cleaned", len(pending))


async def staggered(delays, gap):
    winner = None
    failed = asyncio.Event()

    async def attempt(i):
        nonlocal winner
        failed.clear()
        try:
            result = await mirror(f"host{i}", *delays[i])
        except OSError as e:
            print("->", e)
            failed.set()
            return
        winner = result
        for t in tasks:
            if t is not asyncio.current_task():
                t.cancel()

    tasks = []
    for i in range(len(delays)):
        if winner:
            break
        tasks.append(asyncio.create_task(attempt(i)))
        await asyncio.sleep(0)
        try:
            await asyncio.wait_for(failed.wait(), gap)
            print("next at once")
        except TimeoutError:
            print(f"next after {gap}")
    await asyncio.wait(tasks)
    return winner, [t.cancelled() for t in tasks]


async def main():
    print(await first_success(mirror("slow", 3), mirror("bad", 0.5, False), mirror("fast", 1)))
    try:
        await first_success(mirror("p", 0.1, False), mirror("q", 0.2, False))
    except* ConnectionError as eg:
        print(eg, [str(e) for e in eg.exceptions])
    print(await staggered([(9, True), (0.1, False), (0.9, True), (9, True), (9, True)], 0.3))
    t = asyncio.create_task(first_success(mirror("r", 5), mirror("s", 6)))
    await asyncio.sleep(1)
    t.cancel("enough")
    try:
        await t
    except asyncio.CancelledError as e:
        print("gone", e.args)
    tasks = [asyncio.create_task(mirror(n, d, d != 2)) for n, d in (("u", 1), ("v", 2), ("w", 3))]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    print(sorted(t.get_name() for t in done) == [t.get_name() for t in tasks[:2]], len(pending))
    done, pending = await asyncio.wait(tasks, timeout=0.5)
    print(len(done), len(pending))
    tasks[2].cancel()
    print(tasks[1].exception())
    done, pending = await asyncio.wait(tasks, timeout=0, return_when=asyncio.FIRST_COMPLETED)
    print(len(done), len(pending))


asyncio.run(main())

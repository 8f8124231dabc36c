import asyncio


async def quick(name):
    try:
        await asyncio.sleep(100)
    finally:
        print(name, "cleans up")


async def slow(name):
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError as e:
        print(name, "was told:", *e.args)
        await asyncio.sleep(0.5)
        print(name, "flushed")
        raise


async def stubborn(name):
    for i in range(3):
        try:
            await asyncio.sleep(100)
        except asyncio.CancelledError:
            print(name, "refuses", i, asyncio.current_task().cancelling())
    return name


async def fails(name):
    try:
        await asyncio.sleep(100)
    finally:
        raise OSError(name)


async def never():
    print("never starts")


background = set()


def spawn(coro, name):
    task = asyncio.create_task(coro, name=name)
    background.add(name)
    task.add_done_callback(lambda t: background.discard(t.get_name()))
    task.add_done_callback(lambda t: print("  done:", t.get_name(), sorted(background)))
    return task


async def shutdown(reason):
    tasks = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
    tasks.sort(key=lambda t: t.get_name())
    print([t.get_name() for t in tasks], reason)
    for t in tasks:
        t.cancel(reason)
    return tasks, await asyncio.gather(*tasks, return_exceptions=True)


async def main():
    spawn(quick("a"), "a")
    spawn(slow("b"), "b")
    c = spawn(stubborn("c"), "c")
    spawn(fails("d"), "d")
    await asyncio.sleep(1)
    spawn(never(), "e")
    c.cancel()
    again = asyncio.get_running_loop().call_later(0.2, c.cancel)
    tasks, results = await shutdown("SIGTERM")
    print(again.when(), again.cancelled())
    for t, r in zip(tasks, results):
        print(t.get_name(), repr(r), t.cancelled())
    print(sorted(background))
    spawn(quick("left"), "left")
    await asyncio.sleep(0)
    print("main ends")


asyncio.run(main())

# The message of cancel() on its way through what a task may be waiting in.
import asyncio

async def wait_in(kind, future):
    if kind == "gather":
        await asyncio.gather(future, asyncio.sleep(9))
    elif kind == "wait_for":
        await asyncio.wait_for(future, 9)
    elif kind == "timeout":
        async with asyncio.timeout(9):
            await future
    elif kind == "shield":
        await asyncio.shield(future)
    elif kind == "wait":
        await asyncio.wait([future])
    elif kind == "task":
        await asyncio.create_task(wait_in("future", future))
    elif kind == "group":
        async with asyncio.TaskGroup() as group:
            group.create_task(wait_in("future", future))
    else:
        await future

async def main():
    for kind in "future", "gather", "wait_for", "timeout", "shield", "wait", "task", "group":
        future = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(wait_in(kind, future))
        for _ in range(3):
            await asyncio.sleep(0)
        task.cancel("closing time")
        try:
            await task
        except asyncio.CancelledError as e:
            print(f"{kind:9}", e, "| future cancelled:", future.cancelled())

asyncio.run(main())

# 3.13: before, a parent cancelled from outside as its child failed lost one of the two.
# A group's child fails and its parent is cancelled from outside, in one pass, in both orders.
import asyncio

async def fails(future):
    await future
    raise ValueError("child")

async def parent(future):
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails(future))
            await asyncio.sleep(9)
    except* ValueError as e:
        print("  group:", [str(x) for x in e.exceptions])
    print("  cancelling", asyncio.current_task().cancelling())
    try:
        await asyncio.sleep(0)
        print("  not cancelled any more")
    except asyncio.CancelledError as e:
        print("  still cancelled:", e)
        raise

async def main():
    for passes in 0, 1, 2:
        print("cancelled", passes, "passes after the result")
        future = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(parent(future))
        for _ in range(3):
            await asyncio.sleep(0)
        future.set_result(None)
        for _ in range(passes):
            await asyncio.sleep(0)
        task.cancel("outside")
        await asyncio.wait([task])
        print("cancelled:", task.cancelled())

asyncio.run(main())

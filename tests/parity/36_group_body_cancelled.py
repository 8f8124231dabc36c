# A group cancelled from outside: in its body, and while it waits for its children.
import asyncio

async def child():
    try:
        await asyncio.sleep(9)
    except asyncio.CancelledError:
        print("  child cleans up")
        await asyncio.sleep(0)
        print("  child is done")
        raise

async def parent(body_waits):
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(child())
            if body_waits:
                await asyncio.sleep(9)
            print("  body ends")
    except asyncio.CancelledError as e:
        print("  parent cancelled:", e, asyncio.current_task().cancelling())
        raise

async def main():
    for body_waits in True, False:
        print("body waits:", body_waits)
        task = asyncio.create_task(parent(body_waits))
        for _ in range(3):
            await asyncio.sleep(0)
        task.cancel("enough")
        done, _ = await asyncio.wait([task])
        print("cancelled:", task.cancelled())

asyncio.run(main())

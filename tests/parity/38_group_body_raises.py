# 3.13: before, the cancellation that a body swallowed stayed counted.
# The body of a group raises, or swallows its cancellation; children fail one after the other.
import asyncio

async def fails(passes, message):
    for _ in range(passes):
        await asyncio.sleep(0)
    raise ValueError(message)

async def fails_when_cancelled():
    try:
        await asyncio.sleep(9)
    except asyncio.CancelledError:
        raise IndexError("in cleanup")

def show(group):
    print(group, [f"{type(e).__name__}: {e}" for e in group.exceptions])

async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails_when_cancelled())
            await asyncio.sleep(0)
            raise OSError("body")
    except ExceptionGroup as e:
        show(e)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails(0, "child"))
            try:
                await asyncio.sleep(9)
            except asyncio.CancelledError:
                print("swallowed; cancelling", asyncio.current_task().cancelling())
    except ExceptionGroup as e:
        show(e)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails(1, "second"))
            group.create_task(fails(0, "first"))
            group.create_task(fails_when_cancelled())
    except ExceptionGroup as e:
        show(e)
    print("cancelling", asyncio.current_task().cancelling())

asyncio.run(main())

# A child fails in the inner of two task groups: who is cancelled, and what arrives.
import asyncio

async def fails(message):
    await asyncio.sleep(0)
    raise ValueError(message)

async def waits(name):
    try:
        await asyncio.sleep(9)
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise

async def inner():
    async with asyncio.TaskGroup() as group:
        group.create_task(fails("from the inner group"))
        group.create_task(waits("inner child"))
        await waits("inner body")

async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(inner())
            group.create_task(waits("outer child"))
            await waits("outer body")
    except ExceptionGroup as e:
        print(type(e).__name__, e, len(e.exceptions))
        nested = e.exceptions[0]
        print(type(nested).__name__, nested, len(nested.exceptions))
        print(type(nested.exceptions[0]).__name__, nested.exceptions[0])
    print("cancelling", asyncio.current_task().cancelling())

asyncio.run(main())

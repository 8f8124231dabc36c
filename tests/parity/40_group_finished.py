# 3.13: before, a coroutine that a group did not take was reported as never awaited.
# When a group takes new tasks: in its body, from its children while they run, and never afterwards.
import asyncio

async def item(name):
    print("item", name)

async def late(group):
    await asyncio.sleep(0)
    group.create_task(item("from a child, after the body"))

async def cleans_up(group):
    try:
        await asyncio.sleep(9)
    finally:
        try:
            group.create_task(item("never"))
        except RuntimeError as e:
            print("shutting down:", str(e).endswith("is shutting down"))

async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(late(group))
        print("body ends")
    try:
        group.create_task(item("never"))
    except RuntimeError as e:
        print("finished:", str(e).endswith("is finished"))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(cleans_up(group))
            await asyncio.sleep(0)
            raise ValueError("stop")
    except* ValueError as e:
        print([str(x) for x in e.exceptions])

asyncio.run(main())

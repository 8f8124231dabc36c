# A timeout around a group, a timeout inside of one, and a child that fails because of a timeout.
import asyncio

async def slow(name, error=None):
    try:
        await asyncio.sleep(9)
    except asyncio.CancelledError:
        print(name, "cancelled")
        if error:
            raise error
        raise

async def main():
    try:
        async with asyncio.timeout(0.001):
            async with asyncio.TaskGroup() as group:
                group.create_task(slow("child"))
                print("body ends")
    except TimeoutError:
        print("TimeoutError, cancelling", asyncio.current_task().cancelling())
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(slow("child"))
            async with asyncio.timeout(0.001):
                await slow("body")
    except* TimeoutError as e:
        print("TimeoutErrors:", len(e.exceptions))
    try:
        async with asyncio.timeout(0.001) as timeout:
            async with asyncio.TaskGroup() as group:
                group.create_task(slow("child", ValueError("in cleanup")))
    except* ValueError as e:
        print("ValueErrors:", len(e.exceptions), "expired:", timeout.expired())
    print("cancelling", asyncio.current_task().cancelling())
    await asyncio.sleep(0)
    print("main goes on")

asyncio.run(main())

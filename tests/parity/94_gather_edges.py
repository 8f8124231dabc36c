# gather() with duplicates, with nothing, cancelled from outside and from inside.
import asyncio

async def job(name, passes):
    try:
        for _ in range(passes):
            await asyncio.sleep(0)
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise
    return name

async def main():
    once = asyncio.create_task(job("once", 1))
    print(await asyncio.gather(once, job("other", 0), once))
    print(await asyncio.gather())
    tasks = [asyncio.create_task(job(name, 9)) for name in "AB"]
    outer = asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0)
    tasks[0].cancel("only A")
    await asyncio.sleep(0)
    print("gather goes on:", not outer.done())
    print("cancel:", outer.cancel("all of it"))
    try:
        await outer
    except asyncio.CancelledError as e:
        print("gather cancelled:", e, tasks[0].cancelled(), tasks[1].cancelled())
    tasks = [asyncio.create_task(job(name, 2)) for name in "CD"]
    outer = asyncio.gather(*tasks)
    await asyncio.sleep(0)
    tasks[0].cancel("only C")
    try:
        await outer
    except asyncio.CancelledError as e:
        print("a child's cancellation:", e, "outer cancelled:", outer.cancelled())
    print("D goes on:", await tasks[1])

asyncio.run(main())

# A generator that is left over when the program ends is closed by run(), after the tasks.
import asyncio

kept = []

async def readings(name):
    try:
        yield name
    finally:
        await asyncio.sleep(0)
        print(name, "closed")

async def watcher():
    source = readings("the watcher's")
    print(await anext(source))
    kept.append(source)
    try:
        await asyncio.sleep(9)
    finally:
        print("watcher ends")

async def main():
    task = asyncio.create_task(watcher())
    await asyncio.sleep(0)
    print("main ends")
    return task

task = asyncio.run(main())
print("cancelled:", task.cancelled())

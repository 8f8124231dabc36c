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
    task.add_done_callback(lambda task: print("watcher cancelled:", task.cancelled()))
    await asyncio.sleep(0)
    print("main ends")

asyncio.run(main())

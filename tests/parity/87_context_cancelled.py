# `async with` on a cancelled task: while it enters, in the body, and while it leaves.
import asyncio

class Room:
    async def __aenter__(self):
        print("  entering")
        await asyncio.sleep(0)
        print("  entered")

    async def __aexit__(self, kind, exception, traceback):
        print("  leaving", kind and kind.__name__)
        await asyncio.sleep(0)
        print("  left")

async def visit():
    async with Room():
        print("  body")
        await asyncio.sleep(0)
        print("  body ends")

async def main():
    for passes in range(5):
        print("cancelled after", passes, "passes")
        task = asyncio.create_task(visit())
        for _ in range(passes):
            await asyncio.sleep(0)
        asked = task.cancel()
        await asyncio.wait([task])
        print("asked:", asked, "cancelled:", task.cancelled())

asyncio.run(main())

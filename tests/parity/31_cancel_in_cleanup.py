# A task that is cancelled while it cleans up is interrupted there, and twice if asked twice.
import asyncio

async def worker(steps):
    try:
        await asyncio.sleep(9)
    finally:
        for step in steps:
            try:
                print("cleaning", step)
                await asyncio.sleep(9)
            except asyncio.CancelledError as e:
                context = e.__context__
                print("interrupted in", step, "by", e, "context:", context)
                if step == steps[-1]:
                    raise

async def main():
    task = asyncio.create_task(worker(["files", "sockets"]))
    for reason in "first", "second", "third":
        await asyncio.sleep(0)
        print("cancel:", task.cancel(reason), task.cancelling())
    try:
        await task
    except asyncio.CancelledError as e:
        print("main:", e, "cancelled:", task.cancelled(), "cancelling:", task.cancelling())
    print("cancel a done task:", task.cancel(), task.cancelling())

asyncio.run(main())

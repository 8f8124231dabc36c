# 3.13: before, a waiter cancelled after it was notified took the notification with it.
# A waiter that is cancelled gets the lock back first; if it had been notified, another is instead.
import asyncio

async def waiter(name, condition):
    async with condition:
        try:
            await condition.wait()
            print(name, "woke")
        except asyncio.CancelledError as e:
            print(name, "cancelled:", e, "locked:", condition.locked())
            raise

async def main():
    condition = asyncio.Condition()
    tasks = [asyncio.create_task(waiter(name, condition)) for name in "ABC"]
    await asyncio.sleep(0)
    async with condition:
        tasks[0].cancel("while the lock is held")
        for _ in range(3):
            await asyncio.sleep(0)
        print("A is done:", tasks[0].done())
        tasks[0].cancel("once more")
        await asyncio.sleep(0)
    await asyncio.wait([tasks[0]])
    print("A cancelled:", tasks[0].cancelled())
    async with condition:
        condition.notify()
    tasks[1].cancel("after it was notified")
    done, pending = await asyncio.wait(tasks, timeout=0.01)
    print(len(done), "done,", len(pending), "pending; C cancelled:", tasks[2].cancelled())

asyncio.run(main())

# A waiter for a lock is cancelled: while it waits, and after the lock was handed to it.
import asyncio

async def user(name, lock):
    try:
        async with lock:
            print(name, "has the lock")
    except asyncio.CancelledError:
        print(name, "cancelled; locked:", lock.locked())
        raise

async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    tasks = [asyncio.create_task(user(name, lock)) for name in "ABCD"]
    await asyncio.sleep(0)
    tasks[1].cancel()
    print("released, and then its first waiter is cancelled")
    lock.release()
    tasks[0].cancel()
    print("locked:", lock.locked())
    results = await asyncio.gather(*tasks, return_exceptions=True)
    print([type(r).__name__ for r in results])
    print("locked at the end:", lock.locked())

asyncio.run(main())

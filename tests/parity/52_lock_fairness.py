# A lock is handed out in order: who comes while others wait goes behind them, free or not.
import asyncio

async def user(name, lock, turns):
    for turn in range(turns):
        await lock.acquire()
        try:
            print(name, "turn", turn)
            if turn == 0:
                await asyncio.sleep(0)
        finally:
            lock.release()

async def main():
    lock = asyncio.Lock()
    await asyncio.gather(*(user(name, lock, 3) for name in "AB"))
    print("locked:", lock.locked())
    await lock.acquire()
    waiter = asyncio.create_task(user("waiter", lock, 1))
    await asyncio.sleep(0)
    lock.release()
    print("released, not locked:", not lock.locked())
    await lock.acquire()
    print("main has it again, after the waiter:", waiter.done())
    lock.release()
    try:
        lock.release()
    except RuntimeError as e:
        print(e)

asyncio.run(main())

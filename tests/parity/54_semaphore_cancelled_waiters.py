# A waiter for a semaphore is cancelled while it waits, and after its turn was granted.
import asyncio

async def guest(name, tables):
    try:
        await tables.acquire()
        print(name, "is seated; full:", tables.locked())
    except asyncio.CancelledError:
        print(name, "leaves; full:", tables.locked())
        raise

async def main():
    tables = asyncio.Semaphore(1)
    await tables.acquire()
    guests = [asyncio.create_task(guest(name, tables)) for name in "ABCD"]
    await asyncio.sleep(0)
    guests[1].cancel()
    tables.release()
    guests[0].cancel()
    print("a table is promised; full:", tables.locked())
    for turn in range(3):
        await asyncio.sleep(0)
        print(turn, [g.done() for g in guests])
    tables.release()
    results = await asyncio.gather(*guests, return_exceptions=True)
    print([type(r).__name__ for r in results], "full:", tables.locked())
    tables.release()
    print("full:", tables.locked())

asyncio.run(main())

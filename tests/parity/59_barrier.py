# A barrier lets its parties through together, again and again; each gets an index.
import asyncio

async def rider(name, barrier):
    for stage in 1, 2:
        index = await barrier.wait()
        print("stage", stage, name, "index", index, "waiting", barrier.n_waiting)

async def main():
    barrier = asyncio.Barrier(3)
    print(barrier.parties, barrier.n_waiting, barrier.broken)
    riders = [asyncio.create_task(rider(name, barrier)) for name in "AB"]
    await asyncio.sleep(0)
    print("waiting", barrier.n_waiting)
    async with barrier as index:
        print("main through, index", index)
    await barrier.wait()
    print("main through again")
    await asyncio.gather(*riders)
    print(barrier.n_waiting, barrier.broken)
    try:
        asyncio.Barrier(0)
    except ValueError as e:
        print("ValueError:", e)

asyncio.run(main())

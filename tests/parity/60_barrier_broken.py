# A barrier that is reset or aborted; a party that is cancelled takes its place away.
import asyncio

async def rider(name, barrier):
    try:
        print(name, "index", await barrier.wait())
    except asyncio.BrokenBarrierError as e:
        print(name, "BrokenBarrierError:", e)
    except asyncio.CancelledError:
        print(name, "cancelled, waiting", barrier.n_waiting)

async def main():
    barrier = asyncio.Barrier(3)
    async def start(names):
        tasks = [asyncio.create_task(rider(name, barrier)) for name in names]
        await asyncio.sleep(0)
        return tasks

    a, b = await start("AB")
    a.cancel()
    await a
    print("waiting", barrier.n_waiting)
    await barrier.reset()
    await b
    print("broken:", barrier.broken)
    await asyncio.gather(*await start("CDE"))
    f, = await start("F")
    await barrier.abort()
    await f
    print("broken:", barrier.broken)
    await asyncio.gather(*await start("G"))
    await barrier.reset()
    print("broken:", barrier.broken)
    await asyncio.gather(*await start("HIJ"))

asyncio.run(main())

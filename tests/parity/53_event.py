# An event wakes all who wait, in order; who comes later waits only if it was cleared.
import asyncio

async def passenger(name, event):
    try:
        print(name, "boards:", await event.wait())
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise

async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(passenger(name, event)) for name in "ABC"]
    await asyncio.sleep(0)
    tasks[1].cancel()
    event.set()
    event.set()
    tasks[2].cancel()
    event.clear()
    late = asyncio.create_task(passenger("late", event))
    results = await asyncio.gather(*tasks, return_exceptions=True)
    print([type(r).__name__ for r in results], event.is_set(), late.done())
    event.set()
    print("main does not wait:", await event.wait())
    await late
    print(event.is_set())

asyncio.run(main())

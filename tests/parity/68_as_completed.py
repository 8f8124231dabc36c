# as_completed() gives the first that is done first; who fails raises where it is awaited.
import asyncio

async def fetch(city, passes):
    for _ in range(passes):
        await asyncio.sleep(0)
    if city == "Atlantis":
        raise LookupError("no such city")
    return city

async def main():
    tasks = [asyncio.create_task(fetch(city, passes))
             for city, passes in (("Rome", 5), ("Oslo", 1), ("Atlantis", 3))]
    for next_one in asyncio.as_completed(tasks):
        try:
            print(await next_one)
        except LookupError as e:
            print("LookupError:", e)
    for next_one in asyncio.as_completed([]):
        print("never reached")
    done = [asyncio.create_task(fetch("Bonn", 0))]
    await asyncio.wait(done)
    for next_one in asyncio.as_completed(done + tasks[:1]):
        print(await next_one in ("Bonn", "Rome"))

asyncio.run(main())

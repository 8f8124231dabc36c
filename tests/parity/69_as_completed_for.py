# 3.13: `async for` over as_completed() is new.
# as_completed() as an async iterator gives the very tasks that were passed.
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
    async for task in asyncio.as_completed(tasks):
        print(tasks.index(task), task.done(), task.exception() or task.result())
    async for task in asyncio.as_completed(tasks[:1] + tasks[:1]):
        print("a duplicate comes once:", task is tasks[0])
    print("the end")

asyncio.run(main())

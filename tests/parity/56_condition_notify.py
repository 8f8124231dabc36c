# notify(n) wakes that many, in order, one at a time; both need the lock.
import asyncio

async def waiter(name, condition):
    async with condition:
        print(name, "waits")
        await condition.wait()
        print(name, "woke; locked:", condition.locked())
        await asyncio.sleep(0)
    print(name, "left")

async def main():
    condition = asyncio.Condition()
    tasks = [asyncio.create_task(waiter(name, condition)) for name in "ABCD"]
    await asyncio.sleep(0)
    async with condition:
        condition.notify()
        print("notified one")
    await tasks[0]
    async with condition:
        condition.notify(2)
        print("notified two")
    await asyncio.gather(*tasks[1:3])
    async with condition:
        condition.notify_all()
        condition.notify(5)
        print("notified all")
    await tasks[3]
    for call in condition.notify, condition.notify_all:
        try:
            call()
        except RuntimeError as e:
            print(e)
    try:
        await condition.wait()
    except RuntimeError as e:
        print(e)

asyncio.run(main())

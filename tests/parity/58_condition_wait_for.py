# wait_for(predicate) looks first, and again after each notification.
import asyncio

stock = 0

def enough(name, n):
    print(name, "looks:", stock)
    return stock >= n and f"{n} of {stock}"

async def buyer(name, n, condition):
    global stock
    async with condition:
        print(name, "takes", await condition.wait_for(lambda: enough(name, n)))
        stock -= n

async def main():
    global stock
    condition = asyncio.Condition()
    tasks = [asyncio.create_task(buyer(name, n, condition)) for name, n in (("A", 3), ("B", 1))]
    await asyncio.sleep(0)
    for delivery in 1, 2, 1:
        async with condition:
            stock += delivery
            print("delivered", delivery)
            condition.notify_all()
        for _ in range(5):
            await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    print("left:", stock)

asyncio.run(main())

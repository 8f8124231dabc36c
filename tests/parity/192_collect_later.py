import asyncio


async def fetch_weather():
    print("station: asked for the weather")
    await asyncio.sleep(2)
    print("station: the weather is here")
    return "sunny"


async def sell_tickets(count):
    for i in range(1, count + 1):
        await asyncio.sleep(1.5)
        print(f"desk: ticket {i} sold")
    return count


async def main():
    start = asyncio.get_running_loop().time()
    weather = asyncio.create_task(fetch_weather())
    print("desk: the task is made")
    sold = await sell_tickets(2)
    print(f"desk: the task is {'done' if weather.done() else 'not done'}")
    print(f"desk: {sold} tickets for a {await weather} day")
    print(f"that took {asyncio.get_running_loop().time() - start:.0f} seconds")


asyncio.run(main())

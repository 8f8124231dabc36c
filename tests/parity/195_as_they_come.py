import asyncio


async def fetch_weather(delay, weather):
    await asyncio.sleep(delay)
    return weather


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()
    stations = [asyncio.create_task(fetch_weather(3, "Oslo: snow")),
                asyncio.create_task(fetch_weather(1, "Lima: fog")),
                asyncio.create_task(fetch_weather(2, "Rome: sun"))]
    for answer in asyncio.as_completed(stations):
        weather = await answer
        print(f"{loop.time() - start:.0f} s: {weather}")


asyncio.run(main())

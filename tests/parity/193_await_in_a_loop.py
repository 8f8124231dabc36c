import asyncio

cities = ["Oslo", "Lima", "Rome", "Cairo"]


async def fetch_weather(city):
    await asyncio.sleep(1)
    return "snow" if city == "Oslo" else "sun"


async def where_to(city):
    await asyncio.sleep(1)
    return {"Oslo": "Rome", "Rome": "Cairo"}.get(city)


async def await_in_the_loop():
    return [await asyncio.create_task(fetch_weather(city)) for city in cities]


async def await_behind_the_loop():
    stations = [asyncio.create_task(fetch_weather(city)) for city in cities]
    return await asyncio.gather(*stations)


async def follow_the_storm(city):
    while following := await where_to(city):
        city = following
    return city


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()
    weather = await await_in_the_loop()
    print(f"in the loop:     {loop.time() - start:.0f} s, {weather[0]} in Oslo")
    start = loop.time()
    weather = await await_behind_the_loop()
    print(f"behind the loop: {loop.time() - start:.0f} s, {weather[0]} in Oslo")
    start = loop.time()
    city = await follow_the_storm("Oslo")
    print(f"the storm:       {loop.time() - start:.0f} s, it is in {city}")


asyncio.run(main())

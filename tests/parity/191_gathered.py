import asyncio


async def fetch_data(delay, data):
    print(f"{data}: asked for")
    await asyncio.sleep(delay)
    print(f"{data}: here")
    return data


async def main():
    start = asyncio.get_running_loop().time()
    first = asyncio.create_task(fetch_data(3, "Data 1"))
    second = asyncio.create_task(fetch_data(1, "Data 2"))
    third = asyncio.create_task(fetch_data(2, "Data 3"))
    print(await asyncio.gather(first, second, third))
    print(f"that took {asyncio.get_running_loop().time() - start:.0f} seconds")


asyncio.run(main())

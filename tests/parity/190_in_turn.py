import asyncio


async def fetch_data(delay, data):
    print(f"{data}: asked for")
    await asyncio.sleep(delay)
    print(f"{data}: here")
    return data


async def main():
    start = asyncio.get_running_loop().time()
    results = [await fetch_data(3, "Data 1"),
               await fetch_data(1, "Data 2"),
               await fetch_data(2, "Data 3")]
    print(results)
    print(f"that took {asyncio.get_running_loop().time() - start:.0f} seconds")


asyncio.run(main())

import asyncio

REQUESTS, LIMIT = 1000, 10
under_way = most = answered = 0


async def ask_station(number):
    global under_way, most, answered
    under_way += 1
    most = max(most, under_way)
    await asyncio.sleep(1)
    under_way -= 1
    answered += 1
    return number % 40


async def all_at_once():
    await asyncio.gather(*[ask_station(i) for i in range(REQUESTS)])


async def polite_request(number, places):
    await places.acquire()
    await ask_station(number)
    places.release()


async def with_a_semaphore():
    places = asyncio.Semaphore(LIMIT)
    await asyncio.gather(*[polite_request(i, places) for i in range(REQUESTS)])


async def worker(numbers):
    for number in numbers:
        await ask_station(number)


async def by_ten_workers():
    numbers = iter(range(REQUESTS))
    await asyncio.gather(*[worker(numbers) for _ in range(LIMIT)])


async def measure(way, ask_all):
    global most, answered
    start = asyncio.get_running_loop().time()
    most = answered = 0
    await ask_all()
    print(f"{way:17} {answered} answers, at most {most:4} under way, "
          f"{asyncio.get_running_loop().time() - start:3.0f} s")


async def main():
    await measure("all at once:", all_at_once)
    await measure("with a semaphore:", with_a_semaphore)
    await measure("by ten workers:", by_ten_workers)


asyncio.run(main())

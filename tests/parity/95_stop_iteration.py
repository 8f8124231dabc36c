# 3.13: before, 3.12 excepted, set_exception(StopIteration) was refused with a TypeError.
# StopIteration and StopAsyncIteration end a loop; where they end up elsewhere, they are a mistake.
import asyncio

async def raises_stop():
    raise StopIteration("from a coroutine")

async def generator():
    yield 1
    raise StopAsyncIteration("from a generator")

def show(e):
    print(type(e).__name__, e, "| cause:", type(e.__cause__).__name__, e.__cause__)

async def main():
    future = asyncio.get_running_loop().create_future()
    future.set_exception(StopIteration("into a future"))
    try:
        await future
    except RuntimeError as e:
        show(e)
    try:
        await asyncio.create_task(raises_stop())
    except RuntimeError as e:
        show(e)
    try:
        async for n in generator():
            print(n)
    except RuntimeError as e:
        show(e)

asyncio.run(main())

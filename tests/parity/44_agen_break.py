# A generator left by break still waits at its yield; once it is closed, it is at its end.
import asyncio
from contextlib import aclosing

async def readings():
    try:
        for n in range(5):
            await asyncio.sleep(0)
            yield n
    finally:
        print("closing")
        await asyncio.sleep(0)
        print("closed")

async def main():
    source = readings()
    async for n in source:
        print(n)
        if n == 1:
            break
    print("after break; the next is", await anext(source))
    await source.aclose()
    print("aclose again:", await source.aclose())
    try:
        await anext(source)
    except StopAsyncIteration:
        print("StopAsyncIteration")
    print("default:", await anext(source, "none left"))
    async with aclosing(readings()) as source:
        async for n in source:
            print(n)
            break
    never = readings()
    await never.aclose()
    print("closed before it began:", [n async for n in never])

asyncio.run(main())

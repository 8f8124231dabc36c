# A generator that reads from another: errors pass through both, and closing it closes both.
import asyncio
from contextlib import aclosing

async def numbers(fail_at):
    try:
        for n in range(9):
            if n == fail_at:
                raise ValueError(f"no number {n}")
            await asyncio.sleep(0)
            yield n
    finally:
        await asyncio.sleep(0)
        print("numbers closed")

async def squares(fail_at):
    try:
        async with aclosing(numbers(fail_at)) as source:
            async for n in source:
                yield n * n
    finally:
        print("squares closed")

async def main():
    source = squares(2)
    try:
        async for n in source:
            print(n)
    except ValueError as e:
        print("ValueError:", e)
    print("behind the error:", await anext(source, "the end"))
    source = squares(9)
    try:
        async for n in source:
            print(n)
            if n == 1:
                raise IndexError("in the body")
    except IndexError as e:
        print("the generator does not see it:", await anext(source))
    await source.aclose()
    print("closed")
    source = squares(9)
    try:
        await anext(source)
        print(await source.athrow(IndexError("thrown")))
    except IndexError as e:
        print("through both:", e)

asyncio.run(main())

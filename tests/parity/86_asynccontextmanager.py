# Contexts made of generators: suppress, let through, and what they must not do.
import asyncio
from contextlib import asynccontextmanager

@asynccontextmanager
async def table(number, suppress=False):
    print("lay table", number)
    await asyncio.sleep(0)
    try:
        yield f"table {number}"
    except ValueError as e:
        print("the guest complained:", e)
        if not suppress:
            raise
    finally:
        await asyncio.sleep(0)
        print("clear table", number)

@asynccontextmanager
async def yields(times):
    for n in range(times):
        yield n

async def main():
    async with table(1) as t:
        print("eat at", t)
    async with table(2, suppress=True):
        raise ValueError("cold soup")
    print("suppressed")
    try:
        async with table(3):
            raise ValueError("no salt")
    except ValueError as e:
        print("came through:", e)
    for times in 0, 2:
        try:
            async with yields(times) as n:
                print("body", n)
        except RuntimeError as e:
            print("RuntimeError:", e)

asyncio.run(main())

# athrow() raises at the yield: caught, answered by another yield, or let through.
import asyncio

async def meter():
    n = 0
    while True:
        try:
            yield n
            n += 1
        except ValueError as e:
            print("meter handles", e)
            await asyncio.sleep(0)
            n = 100

async def main():
    m = meter()
    print(await anext(m), await anext(m))
    print("athrow ->", await m.athrow(ValueError("reset")))
    print(await anext(m))
    try:
        await m.athrow(IndexError("broken"))
    except IndexError as e:
        print("came through:", e)
    try:
        await anext(m)
    except StopAsyncIteration:
        print("the generator has ended")
    fresh = meter()
    try:
        await fresh.athrow(ValueError("before the first yield"))
    except ValueError as e:
        print("not begun:", e)
    print("and ended:", [n async for n in fresh])

asyncio.run(main())

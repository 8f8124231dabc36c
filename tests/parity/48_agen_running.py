# A generator that is running in one task can be driven by no other.
import asyncio

async def slow():
    try:
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        yield 1
        yield 2
    finally:
        print("closed")

async def consume(g):
    print("got", await anext(g))

async def main():
    g = slow()
    task = asyncio.create_task(consume(g))
    await asyncio.sleep(0)
    for what in "aclose", "anext", "asend", "athrow":
        try:
            if what == "aclose":
                await g.aclose()
            elif what == "anext":
                await anext(g)
            elif what == "asend":
                await g.asend(None)
            else:
                await g.athrow(ValueError("thrown"))
        except RuntimeError as e:
            print(e)
    await task
    print("got", await anext(g))
    await g.aclose()

asyncio.run(main())

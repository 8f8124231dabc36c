# The consumer is cancelled while the generator awaits: the generator sees it first, and may go on.
import asyncio

async def ticks(stubborn):
    n = 0
    while True:
        try:
            await asyncio.sleep(9)
        except asyncio.CancelledError as e:
            print("generator cancelled:", e)
            if not stubborn:
                raise
        n += 1
        yield n

async def consume(g):
    try:
        async for n in g:
            print("tick", n)
            break
    except asyncio.CancelledError:
        print("consumer cancelled; next:", await anext(g, "none"))
        raise

async def main():
    for stubborn in False, True:
        g = ticks(stubborn)
        task = asyncio.create_task(consume(g))
        await asyncio.sleep(0)
        task.cancel("closing time")
        await asyncio.wait([task])
        print("cancelled:", task.cancelled())
        await g.aclose()

asyncio.run(main())

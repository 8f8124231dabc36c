# The end of a timeout can be moved, to later, to never and to the past.
import asyncio

async def main():
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(0.01) as t:
        t.reschedule(loop.time() + 9)
        await asyncio.sleep(0.02)
    print("moved to later: expired", t.expired())
    async with asyncio.timeout(0.01) as t:
        t.reschedule(None)
        print("when", t.when())
        await asyncio.sleep(0.02)
    print("moved to never: expired", t.expired())
    try:
        async with asyncio.timeout(None) as t:
            t.reschedule(loop.time() - 1)
            print("moved to the past: expired", t.expired())
            try:
                await asyncio.sleep(0)
                print("not reached")
            except asyncio.CancelledError:
                print("cancelled: expired", t.expired())
                try:
                    t.reschedule(loop.time() + 9)
                except RuntimeError as e:
                    print(e)
                raise
    except TimeoutError:
        print("TimeoutError")

asyncio.run(main())

# Two timeouts in one another: the inner ends first, the outer ends first, both end at once.
import asyncio

async def scope(inner_delay, outer_delay):
    now = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout_at(now + outer_delay) as outer:
            try:
                async with asyncio.timeout_at(now + inner_delay) as inner:
                    await asyncio.sleep(9)
            except TimeoutError:
                print("inner raised TimeoutError")
                await asyncio.sleep(0)
                print("and the outer scope goes on")
            except asyncio.CancelledError:
                print("inner lets CancelledError through")
                raise
    except TimeoutError:
        print("outer raised TimeoutError")
    print("expired: inner", inner.expired(), "outer", outer.expired(),
          "cancelling", asyncio.current_task().cancelling())

async def main():
    await scope(0.01, 9)
    await scope(9, 0.01)
    await scope(0.01, 0.01)
    await scope(-1, 9)
    await scope(9, -1)
    await scope(-1, -1)

asyncio.run(main())

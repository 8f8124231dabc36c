# gather() of shielded and bare: cancelling it cancels only what has no shield.
import asyncio

async def job(name, passes):
    try:
        for _ in range(passes):
            await asyncio.sleep(0)
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise
    print(name, "done")
    return name

async def main():
    safe = asyncio.create_task(job("safe", 5))
    bare = asyncio.create_task(job("bare", 5))
    both = asyncio.gather(asyncio.shield(safe), bare)
    await asyncio.sleep(0)
    print("cancel:", both.cancel())
    try:
        await both
    except asyncio.CancelledError:
        print("gather cancelled; safe done:", safe.done(), "bare cancelled:", bare.cancelled())
    print(await safe)
    both = asyncio.gather(job("one", 1), job("two", 4))
    shielded = asyncio.shield(both)
    await asyncio.sleep(0)
    shielded.cancel()
    try:
        await shielded
    except asyncio.CancelledError:
        print("shield cancelled; gather done:", both.done())
    print(await both, "cancel a done gather:", both.cancel())

asyncio.run(main())

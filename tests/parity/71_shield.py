# A shield: the outer is cancelled and the inner is not; the inner is cancelled and so is the outer.
import asyncio

async def payment(passes):
    for _ in range(passes):
        await asyncio.sleep(0)
    print("paid")
    return "receipt"

async def main():
    inner = asyncio.create_task(payment(3))
    outer = asyncio.shield(inner)
    await asyncio.sleep(0)
    print("cancel:", outer.cancel("impatient"))
    try:
        await outer
    except asyncio.CancelledError as e:
        print("outer cancelled:", e, "inner done:", inner.done())
    print(await inner)
    inner = asyncio.create_task(payment(3))
    outer = asyncio.shield(inner)
    await asyncio.sleep(0)
    inner.cancel("withdrawn")
    try:
        await outer
    except asyncio.CancelledError as e:
        print("inner cancelled, outer too:", outer.cancelled())
    done = asyncio.get_running_loop().create_future()
    done.set_result("already")
    print("a done one is its own shield:", asyncio.shield(done) is done)
    twice = asyncio.shield(asyncio.shield(payment(1)))
    await asyncio.sleep(0)
    twice.cancel()
    try:
        await twice
    except asyncio.CancelledError:
        print("the outermost was cancelled")
    for _ in range(3):
        await asyncio.sleep(0)

asyncio.run(main())

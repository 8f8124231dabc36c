# Cancelling the outermost of tasks that await each other cancels the innermost future first.
import asyncio

async def link(name, awaitable):
    try:
        await awaitable
    except asyncio.CancelledError as e:
        print(name, "cancelled:", e)
        raise

async def main():
    future = asyncio.get_running_loop().create_future()
    inner = asyncio.create_task(link("inner", future))
    middle = asyncio.create_task(link("middle", inner))
    outer = asyncio.create_task(link("outer", middle))
    for _ in range(2):
        await asyncio.sleep(0)
    print("cancel:", outer.cancel("the shop closes"))
    print("future", future.cancelled(), "inner", inner.cancelled(), "outer", outer.cancelled())
    print("cancel again:", outer.cancel("again"), "cancelling", outer.cancelling())
    for turn in range(4):
        await asyncio.sleep(0)
        print(turn, inner.done(), middle.done(), outer.done())
    try:
        await outer
    except asyncio.CancelledError as e:
        print("main:", e)
    print("inner was asked", inner.cancelling(), "times, outer", outer.cancelling())

asyncio.run(main())

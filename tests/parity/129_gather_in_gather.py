# 3.12: the CancelledError behind a TimeoutError is its cause
import asyncio


async def leaf(name, delay, fail=None):
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError as e:
        print(f"  {name} cancelled {e.args}")
        raise
    if fail:
        raise fail
    print(" ", name)
    return name


async def swallow(name):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print(f"  {name} swallows")
    return name


def outcome(t):
    if not t.done():
        return "pending"
    if t.cancelled():
        return "cancelled"
    return repr(t.exception() or t.result())


async def main():
    inner = asyncio.gather(leaf("a", 0.2), leaf("b", 0.1))
    print(await asyncio.gather(leaf("c", 0.3), inner, asyncio.gather(leaf("d", 0.15), asyncio.sleep(0, "e"))))

    tasks = [asyncio.create_task(leaf(n, 0.1 * i, f)) for i, (n, f) in
             enumerate((("f", None), ("g", KeyError("g")), ("h", OSError("h")), ("i", None)))]
    inner = asyncio.gather(*tasks[:2])
    outer = asyncio.gather(inner, tasks[2], tasks[3], return_exceptions=True)
    print([repr(r) for r in await outer])

    tasks = [asyncio.create_task(leaf(n, 5)) for n in "jk"]
    outer = asyncio.gather(asyncio.gather(*tasks), leaf("l", 5))
    await asyncio.sleep(0.1)
    print(outer.cancel("stop"), outer.done())
    try:
        await outer
    except asyncio.CancelledError as e:
        print("outer", e.args, outer.cancelled())
    print([outcome(t) for t in tasks])

    try:
        async with asyncio.timeout(0.1):
            print(await asyncio.gather(leaf("m", 5), swallow("n"), return_exceptions=True))
    except TimeoutError as e:
        print("timeout", type(e.__cause__).__name__)

    t = asyncio.create_task(leaf("twice", 0.1))
    a, b, c = await asyncio.gather(t, t, leaf("once", 0.05))
    print(a, b, c)

    tasks = [asyncio.create_task(leaf("o", 0.1, ValueError("o"))), asyncio.create_task(leaf("p", 0.3))]
    try:
        await asyncio.wait_for(asyncio.gather(*tasks), 1)
    except ValueError as e:
        print(repr(e), [outcome(t) for t in tasks])
    tasks[1].cancel("later")
    try:
        await asyncio.gather(*tasks[1:])
    except asyncio.CancelledError as e:
        print("child", e.args, asyncio.current_task().cancelling())
    print(await asyncio.gather())
    fut = asyncio.gather(leaf("q", 0.1, ValueError("late")), leaf("r", 0.2))
    fut.add_done_callback(lambda f: print("done", repr(f.exception())))
    await asyncio.sleep(0.5)


asyncio.run(main())

# wait_for(): the time is up already, the cleanup raises, the caller is cancelled.
import asyncio

async def fails_in_cleanup():
    try:
        await asyncio.sleep(9)
    except asyncio.CancelledError:
        raise IndexError("cleanup failed")

async def attempt(what, awaitable, timeout):
    try:
        print(what, "->", await asyncio.wait_for(awaitable, timeout))
    except (TimeoutError, IndexError, ValueError) as e:
        print(what, "raised", type(e).__name__, e)
    except asyncio.CancelledError as e:
        print(what, "cancelled", e)

async def main():
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    done.set_result("tea")
    await attempt("done future, 0", done, 0)
    await attempt("done future, -1", done, -1)
    pending = loop.create_future()
    await attempt("pending future, 0", pending, 0)
    print("pending future cancelled:", pending.cancelled())
    await attempt("cleanup raises", fails_in_cleanup(), 0.001)
    failed = loop.create_future()
    failed.set_exception(ValueError("sold out"))
    await attempt("failed future, 0", failed, 0)
    await attempt("no timeout", asyncio.sleep(0, "slept"), None)
    order = loop.create_future()
    task = asyncio.create_task(attempt("caller cancelled", order, 9))
    await asyncio.sleep(0)
    task.cancel("closing")
    await task
    print("order cancelled:", order.cancelled())

asyncio.run(main())

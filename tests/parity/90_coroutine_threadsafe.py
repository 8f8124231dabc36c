# run_coroutine_threadsafe(): a thread has the loop run a coroutine, and gets its result or error.
import asyncio
import concurrent.futures

cancelled = []

async def order(what):
    await asyncio.sleep(0)
    if what == "soup":
        raise ValueError("sold out")
    try:
        if what == "cake":
            await asyncio.sleep(9)
    except asyncio.CancelledError:
        cancelled.append(what)
        raise
    return f"one {what}"

def waiter(loop):
    print(asyncio.run_coroutine_threadsafe(order("tea"), loop).result())
    future = asyncio.run_coroutine_threadsafe(order("soup"), loop)
    try:
        future.result()
    except ValueError as e:
        print("ValueError:", e, "again:", future.exception())
    future = asyncio.run_coroutine_threadsafe(order("cake"), loop)
    try:
        future.result(timeout=0.02)
    except TimeoutError:
        print("TimeoutError; cancel:", future.cancel())
    try:
        future.result()
    except concurrent.futures.CancelledError:
        print("cancelled:", future.cancelled(), "done:", future.done())

async def main():
    await asyncio.to_thread(waiter, asyncio.get_running_loop())
    await asyncio.sleep(0.01)
    print("the loop cancelled", cancelled)

asyncio.run(main())

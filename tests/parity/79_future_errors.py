# What a future says when it is asked too early or told too often.
import asyncio

def attempt(what, call, *args):
    try:
        print(what, "->", call(*args))
    except (asyncio.InvalidStateError, asyncio.CancelledError, ValueError) as e:
        print(what, type(e).__name__, e)

async def main():
    loop = asyncio.get_running_loop()
    pending, done, failed, cancelled = (loop.create_future() for _ in range(4))
    done.set_result(1)
    failed.set_exception(ValueError("sold out"))
    cancelled.cancel("no customers")
    futures = {"pending": pending, "done": done, "failed": failed, "cancelled": cancelled}
    for name, future in futures.items():
        print(name, "done:", future.done(), "cancelled:", future.cancelled())
        attempt("  result", future.result)
        attempt("  exception", future.exception)
        if name != "pending":
            attempt("  set_result", future.set_result, 2)
            attempt("  set_exception", future.set_exception, ValueError())
            attempt("  cancel", future.cancel)
    task = asyncio.create_task(asyncio.sleep(0, "slept"))
    attempt("task", task.result)
    print(await task, task.result(), task.exception())

asyncio.run(main())

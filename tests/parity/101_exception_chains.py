# 3.13: before, a TimeoutError was not put into the chain of what a cleanup raises.
# The chains of exceptions that come out of tasks, futures, timeouts and groups.
import asyncio

def show(e):
    while e is not None:
        cause = type(e.__cause__).__name__ if e.__cause__ else None
        print("  ", type(e).__name__, e, "| cause", cause, "suppressed", e.__suppress_context__)
        e = e.__context__

async def fails():
    raise ValueError("in a task")

async def fails_in_cleanup():
    try:
        await asyncio.sleep(9)
    except asyncio.CancelledError:
        raise ValueError("in cleanup")

async def awaited_in_a_handler():
    task = asyncio.create_task(fails())
    await asyncio.wait([task])
    try:
        raise KeyError(1)
    except KeyError:
        await task

async def cancelled_future():
    future = asyncio.get_running_loop().create_future()
    future.cancel("gone")
    try:
        raise KeyError(1)
    except KeyError:
        await future

async def cancelled_task_twice():
    task = asyncio.create_task(asyncio.sleep(9))
    await asyncio.sleep(0)
    task.cancel("told once")
    await asyncio.wait([task])
    try:
        await task
    except asyncio.CancelledError as e:
        show(e)
    await task

async def wait_for():
    await asyncio.wait_for(asyncio.sleep(9), 0.001)

async def timeout():
    async with asyncio.timeout(0.001):
        await fails_in_cleanup()

async def timeout_of_group():
    async with asyncio.timeout(0.001):
        async with asyncio.TaskGroup() as group:
            group.create_task(fails_in_cleanup())

async def main():
    for function in (awaited_in_a_handler, cancelled_future, cancelled_task_twice, wait_for,
                     timeout, timeout_of_group):
        print(function.__name__)
        try:
            await function()
        except (Exception, asyncio.CancelledError) as e:
            show(e)
            if isinstance(e, ExceptionGroup):
                show(e.exceptions[0])

asyncio.run(main())

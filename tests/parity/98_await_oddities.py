# A task that awaits itself; futures awaited by several; a wait for what has failed already.
import asyncio

async def awaits_itself():
    try:
        await asyncio.current_task()
    except RuntimeError as e:
        print("RuntimeError:", str(e).startswith("Task cannot await on itself"))
    return "and goes on"

async def reader(name, future):
    try:
        print(name, "got", await future)
    except (ValueError, asyncio.CancelledError) as e:
        print(name, type(e).__name__, e)
        raise

async def main():
    loop = asyncio.get_running_loop()
    print(await asyncio.create_task(awaits_itself()))
    for outcome in "result", "error", "cancelled":
        future = loop.create_future()
        tasks = [asyncio.create_task(reader(name, future)) for name in "AB"]
        await asyncio.sleep(0)
        if outcome == "result":
            future.set_result("tea")
        elif outcome == "error":
            future.set_exception(ValueError("sold out"))
        else:
            future.cancel("closed")
        await asyncio.wait(tasks)
        print([task.cancelled() for task in tasks])
        if outcome == "error":
            print([str(task.exception()) for task in tasks])
    future = loop.create_future()
    tasks = [asyncio.create_task(reader(name, future)) for name in "CD"]
    await asyncio.sleep(0)
    tasks[0].cancel("only C")
    await asyncio.wait(tasks)
    print("with the future of C, D was cancelled too:", tasks[1].cancelled())

asyncio.run(main())

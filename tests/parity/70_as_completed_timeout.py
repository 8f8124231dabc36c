# as_completed() with a timeout: TimeoutError for what is late; nothing is cancelled.
import asyncio

async def main():
    loop = asyncio.get_running_loop()
    soon, late = loop.create_future(), loop.create_future()
    loop.call_soon(soon.set_result, "soon")
    for next_one in asyncio.as_completed([soon, late], timeout=0.001):
        try:
            print(await next_one)
        except TimeoutError as e:
            print("TimeoutError", e)
    print("late cancelled:", late.cancelled(), "done:", late.done())
    waiting = asyncio.as_completed([late], timeout=9)
    task = asyncio.create_task(asyncio.wait_for(next(waiting), 0.001))
    try:
        await task
    except TimeoutError:
        print("waited no longer; late done:", late.done())
    late.set_result("at last")
    await asyncio.sleep(0)
    print("left:", len(list(waiting)))

asyncio.run(main())

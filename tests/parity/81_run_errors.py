# run() in a running loop; a main that raises, and one that is cancelled.
import asyncio

async def inner():
    print("never runs")

async def nested():
    coroutine = inner()
    try:
        asyncio.run(coroutine)
    except RuntimeError:
        print("RuntimeError: run() in a running loop")
    coroutine.close()
    loop = asyncio.get_running_loop()
    try:
        loop.run_until_complete(loop.create_future())
    except RuntimeError:
        print("RuntimeError: run_until_complete() in a running loop")

async def fails():
    asyncio.create_task(waits())
    await asyncio.sleep(0)
    raise ValueError("main failed")

async def waits():
    try:
        await asyncio.sleep(9)
    finally:
        print("the one that was left cleans up")

async def cancels_itself():
    asyncio.current_task().cancel("enough")
    await asyncio.sleep(0)

asyncio.run(nested())
try:
    asyncio.run(fails())
except ValueError as e:
    print("ValueError:", e)
try:
    asyncio.run(cancels_itself())
except asyncio.CancelledError as e:
    print("CancelledError:", e)

# A timeout around a body that swallows the cancellation, raises, or is cancelled from outside too.
import asyncio

async def swallows():
    async with asyncio.timeout(0) as t:
        try:
            await asyncio.sleep(9)
        except asyncio.CancelledError:
            print("swallowed; expired", t.expired())
    print("no TimeoutError; cancelling", asyncio.current_task().cancelling())

async def raises():
    try:
        async with asyncio.timeout(0):
            try:
                await asyncio.sleep(9)
            except asyncio.CancelledError:
                raise ValueError("in cleanup")
    except ValueError as e:
        print("ValueError:", e, "cancelling", asyncio.current_task().cancelling())

async def twice():
    task = asyncio.current_task()
    try:
        async with asyncio.timeout(0):
            asyncio.get_running_loop().call_soon(task.cancel, "from outside")
            await asyncio.sleep(9)
    except asyncio.CancelledError as e:
        print("CancelledError, cancelling", task.cancelling())
        task.uncancel()

async def main():
    await swallows()
    await raises()
    await twice()
    await asyncio.sleep(0)
    print("still alive")

asyncio.run(main())

# Behind a shield that was cancelled, a result is lost, and an error is reported.
import asyncio

def handler(loop, context):
    exception = context["exception"]
    print("handler:", context["message"], "|", type(exception).__name__, exception)

async def work(fails):
    await asyncio.sleep(0)
    if fails:
        raise ValueError("late")

async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(handler)
    for fails in False, True:
        inner = asyncio.create_task(work(fails))
        outer = asyncio.shield(inner)
        outer.cancel()
        for _ in range(3):
            await asyncio.sleep(0)
        print("inner done:", inner.done(), "outer cancelled:", outer.cancelled())
        del inner
    inner = asyncio.create_task(work(True))
    task = asyncio.create_task(asyncio.wait_for(asyncio.shield(inner), 9))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task, inner])
    print("task cancelled:", task.cancelled(), "inner:", inner.exception())

asyncio.run(main())

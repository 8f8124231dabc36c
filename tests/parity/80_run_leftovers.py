# What run() does with a task that is left: cancels it, waits for it, and reports what it raises.
import asyncio

def handler(loop, context):
    exception = context["exception"]
    print("handler:", context["message"], "|", type(exception).__name__, exception)

async def left(kind):
    print(kind, "begins")
    try:
        await asyncio.sleep(9)
    except asyncio.CancelledError:
        print(kind, "is cancelled")
        await asyncio.sleep(0)
        if kind == "one that refuses":
            return "refused"
        if kind == "one that fails":
            raise ValueError("in cleanup")
        raise

async def main(kind):
    asyncio.get_running_loop().set_exception_handler(handler)
    task = asyncio.create_task(left(kind))
    await asyncio.sleep(0)
    print("main ends")
    return task

for kind in "a decent one", "one that refuses", "one that fails":
    task = asyncio.run(main(kind))
    print("done:", task.done(), "cancelled:", task.cancelled())

async def one_more_step():
    print("the loop stops a pass after main has ended")
    await asyncio.sleep(0)
    print("never reached")

async def ends_at_once():
    asyncio.create_task(one_more_step())

asyncio.run(ends_at_once())

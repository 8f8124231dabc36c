# What run() does with a task that is left: cancels it, waits for it, and reports what it raises.
import asyncio

def handler(loop, context):
    exception = context["exception"]
    message = context["message"].split(" during ")[0]
    print("handler:", message, "|", type(exception).__name__, exception)

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
    task.add_done_callback(lambda task: print(kind, "cancelled:", task.cancelled()))
    await asyncio.sleep(0)
    print("main ends")

for kind in "a decent one", "one that refuses", "one that fails":
    asyncio.run(main(kind))

async def one_more_step():
    print("the loop stops a pass after main has ended")
    await asyncio.sleep(0)
    print("never reached")

async def ends_at_once():
    asyncio.create_task(one_more_step())

asyncio.run(ends_at_once())

# A task's exception that nobody asks for is reported when the task goes; asking once is enough.
import asyncio
import gc

def handler(loop, context):
    exception = context["exception"]
    print("handler:", context["message"], "|", type(exception).__name__, exception)

async def fails(message):
    raise ValueError(message)

async def main():
    asyncio.get_running_loop().set_exception_handler(handler)
    asked = asyncio.create_task(fails("asked for"))
    lost = asyncio.create_task(fails("lost"))
    await asyncio.wait([asked, lost])
    print("asked:", asked.exception())
    del asked
    gc.collect()
    print("now the other")
    del lost
    gc.collect()
    gathered = asyncio.gather(fails("one"), fails("two"))
    try:
        await gathered
    except ValueError as e:
        print("gather raised", e)
    del gathered
    gc.collect()
    future = asyncio.get_running_loop().create_future()
    future.set_exception(OSError("a future's"))
    print("main ends")

asyncio.run(main())

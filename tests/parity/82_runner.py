# A Runner runs several mains in one loop; tasks live on between them, and end with it.
import asyncio

async def background():
    print("background begins")
    try:
        while True:
            await asyncio.sleep(0)
    finally:
        print("background ends")

async def first():
    asyncio.create_task(background())
    await asyncio.sleep(0)
    return asyncio.get_running_loop()

async def second(loop):
    await asyncio.sleep(0)
    return loop is asyncio.get_running_loop()

with asyncio.Runner() as runner:
    loop = runner.run(first())
    print("between the runs; running:", loop.is_running())
    print("the same loop:", runner.run(second(loop)), runner.get_loop() is loop)
    print("the with block ends")
print("the runner is closed")

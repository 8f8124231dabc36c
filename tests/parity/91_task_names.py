# Names of tasks, the current task, and all tasks; callbacks run in no task.
import asyncio

async def child():
    print("child is", asyncio.current_task().get_name())
    await asyncio.sleep(0)

def names():
    return sorted(t.get_name() for t in asyncio.all_tasks())

async def main():
    loop = asyncio.get_running_loop()
    main_task = asyncio.current_task()
    main_task.set_name("main")
    a = asyncio.create_task(child(), name="fetch Rome")
    b = asyncio.create_task(child())
    b.set_name("fetch Oslo")
    print("before they begin:", names())
    loop.call_soon(lambda: print("in a callback:", asyncio.current_task(), names()))
    await asyncio.sleep(0)
    b.cancel()
    print("asked to end:", names())
    await asyncio.wait([a, b])
    print("at the end:", names(), a.get_name(), b.get_name())
    print(asyncio.current_task() is main_task, len(asyncio.all_tasks(loop)))

asyncio.run(main())

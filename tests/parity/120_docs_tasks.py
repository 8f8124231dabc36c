import asyncio


async def factorial(name, number):
    f = 1
    for i in range(2, number + 1):
        print(f"Task {name}: Compute factorial({number}), currently i={i}...")
        await asyncio.sleep(1)
        f *= i
    print(f"Task {name}: factorial({number}) = {f}")
    return f


async def eternity():
    await asyncio.sleep(3600)
    print("yay!")


async def long_running():
    await asyncio.sleep(2)
    return "long"


async def display(end_time):
    loop = asyncio.get_running_loop()
    while True:
        print(f"date at {loop.time():.1f}")
        if loop.time() + 1.0 >= end_time:
            break
        await asyncio.sleep(1)


async def cancel_me():
    print("cancel_me(): before sleep")
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        print("cancel_me(): cancel sleep")
        raise
    finally:
        print("cancel_me(): after sleep")


async def main():
    print(await asyncio.gather(factorial("A", 2), factorial("B", 3), factorial("C", 4)))
    try:
        await asyncio.wait_for(eternity(), timeout=1.0)
    except TimeoutError:
        print("timeout!")
    try:
        async with asyncio.timeout(None) as cm:
            print(cm.when())
            new_deadline = asyncio.get_running_loop().time() + 1
            cm.reschedule(new_deadline)
            print(await long_running())
    except TimeoutError:
        print("rescheduled timeout")
    if cm.expired():
        print("Looks like we haven't finished on time.")
    await display(asyncio.get_running_loop().time() + 3.0)
    task = asyncio.create_task(cancel_me(), name="cancellee")
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("main(): cancel_me is cancelled now", task.get_name(), task.cancelled())
    done, pending = await asyncio.wait({asyncio.create_task(long_running())})
    for task in done:
        print(task.result(), len(pending))


asyncio.run(main())

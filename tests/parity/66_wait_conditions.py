# wait() until all are done, until the first is, until the first fails; nothing is cancelled.
import asyncio

async def order(passes, fails=False):
    for _ in range(passes):
        await asyncio.sleep(0)
    if fails:
        raise ValueError("sold out")
    return passes

def show(label, done, pending):
    print(f"{label:16} done", sorted(t.get_name() for t in done),
          "pending", sorted(t.get_name() for t in pending))

async def main():
    for condition in asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED:
        tasks = [asyncio.create_task(order(9), name="late"),
                 asyncio.create_task(order(1), name="early"),
                 asyncio.create_task(order(5, fails=True), name="fails")]
        show(condition, *await asyncio.wait(tasks, return_when=condition))
        show("again", *await asyncio.wait(tasks, return_when=condition))
        done, _ = await asyncio.wait(tasks)
        print(tasks[0].result(), tasks[1].result(), tasks[2].exception())
    tasks = [asyncio.create_task(order(9), name="cancelled"),
             asyncio.create_task(order(4), name="last")]
    tasks[0].cancel()
    show("cancelled one", *await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION))

asyncio.run(main())

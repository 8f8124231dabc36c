# 3.12: wait_for() takes more passes in 3.11
import asyncio
tick = 0
async def ticker():
    global tick
    while True: await asyncio.sleep(0); tick += 1
async def coro(): return 1
async def main():
    global tick
    loop = asyncio.get_running_loop()
    tk = asyncio.create_task(ticker()); await asyncio.sleep(0); await asyncio.sleep(0)
    async def hop(name, aw):
        t0 = tick; await aw; print(f"{name:34}", tick - t0)
    await hop("await coro() (no task)", coro())
    f = loop.create_future(); f.set_result(1)
    await hop("await done future", f)
    await hop("sleep(0)", asyncio.sleep(0))
    await hop("await create_task(coro())", asyncio.create_task(coro()))
    f = loop.create_future(); loop.call_soon(f.set_result, 1)
    await hop("future set by a call_soon callback", f)
    await hop("gather(coro())", asyncio.gather(coro()))
    await hop("gather of 3", asyncio.gather(coro(), coro(), coro()))
    await hop("wait_for(coro(), 1)", asyncio.wait_for(coro(), 1))
    await hop("wait_for(task, 1)", asyncio.wait_for(asyncio.create_task(coro()), 1))
    await hop("wait([task])", asyncio.wait([asyncio.create_task(coro())]))
    await hop("uncontended lock", asyncio.Lock().acquire())
    q = asyncio.Queue(); await hop("queue.put unbounded", q.put(1)); await hop("queue.get nonempty", q.get())
    await hop("shield(task)", asyncio.shield(asyncio.create_task(coro())))
    async def tg():
        async with asyncio.TaskGroup() as g: g.create_task(coro())
    await hop("TaskGroup of 1", tg())
    tk.cancel()
asyncio.run(main())

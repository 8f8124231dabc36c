# A future is set and the task that awaits it is cancelled, in one pass, in both orders.
import asyncio

async def customer(name, order):
    try:
        print(name, "got", await order)
    except asyncio.CancelledError:
        print(name, "was cancelled")
        raise

async def main():
    for first in "set", "cancel":
        order = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(customer(first + " first:", order))
        await asyncio.sleep(0)
        if first == "set":
            order.set_result("tea")
            print("cancel:", task.cancel(), "order cancelled:", order.cancelled())
        else:
            print("cancel:", task.cancel(), "order cancelled:", order.cancelled())
            try:
                order.set_result("tea")
            except asyncio.InvalidStateError:
                print("too late to set the result")
        done = await asyncio.gather(task, return_exceptions=True)
        print(type(done[0]).__name__, task.cancelled(), "cancelling", task.cancelling())

asyncio.run(main())

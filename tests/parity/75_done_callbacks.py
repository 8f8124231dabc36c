# Done-callbacks: in order, each as often as it was added, removed by function, late ones too.
import asyncio

def a(future):
    print("a", future.result())

def b(future):
    print("b", future.result())

def c(future):
    print("c removes b:", future.remove_done_callback(b))

async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    for callback in a, b, a, b:
        future.add_done_callback(callback)
    print("removed", future.remove_done_callback(b), "then", future.remove_done_callback(b))
    future.add_done_callback(c)
    future.add_done_callback(b)
    future.set_result(1)
    print("removed after it is done:", future.remove_done_callback(a))
    print("set, nobody called yet")
    await asyncio.sleep(0)
    future.add_done_callback(a)
    print("added late; removed:", future.remove_done_callback(a))
    loop.call_soon(print, "after the late one")
    await asyncio.sleep(0)

asyncio.run(main())

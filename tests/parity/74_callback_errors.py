# A callback that raises stops nobody; the loop's handler hears of it.
import asyncio

def handler(loop, context):
    exception = context["exception"]
    message = " ".join(context["message"].split()[:3])
    print("handler:", message, "|", type(exception).__name__, exception)

def fails(*args):
    raise ValueError(f"callback with {len(args)} argument(s)")

async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(handler)
    future = loop.create_future()
    future.add_done_callback(fails)
    future.add_done_callback(lambda f: print("the next callback runs, result", f.result()))
    future.set_result(5)
    loop.call_soon(fails)
    loop.call_later(0, fails)
    loop.call_soon(print, "and the loop goes on")
    for _ in range(3):
        await asyncio.sleep(0)
    loop.call_exception_handler({"message": "told by hand", "exception": OSError("disk")})

asyncio.run(main())

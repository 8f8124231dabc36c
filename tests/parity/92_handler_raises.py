# An exception handler that raises itself: the loop goes on. (What it logs is not compared.)
import asyncio
import logging

def handler(loop, context):
    print("handler:", context["exception"])
    raise LookupError("the handler fails")

def fails():
    raise ValueError("the callback fails")

async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(handler)
    loop.call_soon(fails)
    loop.call_soon(print, "the next callback")
    await asyncio.sleep(0)
    loop.call_exception_handler({"message": "by hand", "exception": OSError("disk")})
    print("still here")

logging.disable()
asyncio.run(main())

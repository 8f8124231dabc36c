# Exits of a stack may suppress the exception or replace it; those below see the change.
import asyncio
from contextlib import AsyncExitStack

def watcher(name):
    async def leave(kind, exception, traceback):
        await asyncio.sleep(0)
        print(name, "sees", kind and kind.__name__, exception)
        return False
    return leave

async def suppresses(kind, exception, traceback):
    print("suppressed", kind.__name__)
    return True

async def replaces(kind, exception, traceback):
    raise LookupError("raised while leaving")

async def main():
    async with AsyncExitStack() as stack:
        stack.push_async_exit(watcher("outer"))
        stack.push_async_exit(suppresses)
        stack.push_async_exit(watcher("inner"))
        raise ValueError("body")
    print("behind the block")
    try:
        async with AsyncExitStack() as stack:
            stack.push_async_exit(watcher("outer"))
            stack.push_async_exit(replaces)
            stack.push_async_exit(watcher("inner"))
            raise ValueError("body")
    except LookupError as e:
        print("LookupError:", e, "| context:", type(e.__context__).__name__, e.__context__)
    try:
        async with AsyncExitStack() as stack:
            stack.push_async_exit(watcher("outer"))
            stack.push_async_exit(replaces)
            print("body ends well")
    except LookupError as e:
        print("LookupError:", e, "| context:", e.__context__)

asyncio.run(main())

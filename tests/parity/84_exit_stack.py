# An exit stack undoes in reverse order; callbacks and contexts mix; pop_all() takes all of it away.
import asyncio
from contextlib import AsyncExitStack

class Connection:
    def __init__(self, city):
        self.city = city

    async def __aenter__(self):
        await asyncio.sleep(0)
        print("open", self.city)
        return self

    async def __aexit__(self, kind, exception, traceback):
        await asyncio.sleep(0)
        print("close", self.city, kind and kind.__name__)

async def say(text):
    await asyncio.sleep(0)
    print(text)

async def main():
    async with AsyncExitStack() as stack:
        for city in "Rome", "Oslo":
            connection = await stack.enter_async_context(Connection(city))
            stack.push_async_callback(say, f"callback behind {connection.city}")
        stack.callback(print, "a plain callback")
        print("body")
    try:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(Connection("Bonn"))
            stack.callback(print, "callbacks see nothing of it")
            raise ValueError("body failed")
    except ValueError as e:
        print("ValueError:", e)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(Connection("Bern"))
        kept = stack.pop_all()
    print("nothing was closed")
    await kept.aclose()
    await kept.aclose()

asyncio.run(main())

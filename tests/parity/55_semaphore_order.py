# A semaphore counts: several releases at once, in order; a bounded one has an upper end.
import asyncio

async def caller(name, lines):
    async with lines:
        print(name, "in; locked:", lines.locked())
        await asyncio.sleep(0)
    print(name, "out")

async def main():
    lines = asyncio.Semaphore(0)
    calls = [asyncio.create_task(caller(name, lines)) for name in "ABC"]
    await asyncio.sleep(0)
    print("nobody is in")
    lines.release()
    lines.release()
    print("two releases; locked:", lines.locked())
    await asyncio.gather(*calls)
    print("locked:", lines.locked())
    bounded = asyncio.BoundedSemaphore(2)
    async with bounded:
        print("bounded, locked:", bounded.locked())
    try:
        bounded.release()
    except ValueError as e:
        print("ValueError:", e)
    try:
        asyncio.Semaphore(-1)
    except ValueError as e:
        print("ValueError:", e)

asyncio.run(main())

# 3.12: the CancelledError behind a TimeoutError is its cause
import asyncio


class ServiceDown(ConnectionError):
    pass


async def fetch(n, attempt):
    await asyncio.sleep(0.1)
    if attempt < n:
        raise ServiceDown(f"attempt {attempt}")
    return f"data after {attempt}"


async def retry(n, tries, base):
    last = None
    for attempt in range(tries):
        try:
            return await fetch(n, attempt)
        except ServiceDown as e:
            last = e
            print(f"{e}: wait {base * 2 ** attempt:.1f}")
            await asyncio.sleep(base * 2 ** attempt)
        else:
            print("never")
        finally:
            print("tried", attempt)
    raise RuntimeError("out of tries") from last


async def lookup(key):
    try:
        await asyncio.sleep(0)
        raise KeyError(key)
    except KeyError:
        await asyncio.sleep(0)
        raise ValueError("in handler")


async def hidden():
    try:
        await lookup("rome")
    except ValueError:
        raise OSError("hidden") from None


def chain(e):
    while e is not None:
        print(" ", type(e).__name__, e.args[0] if e.args else "", e.__suppress_context__)
        e = e.__cause__ or e.__context__


async def main():
    print(await retry(2, 5, 0.5))
    for call in (retry(9, 2, 1), lookup("oslo"), hidden()):
        try:
            await call
        except (RuntimeError, ValueError, OSError) as e:
            chain(e)
    loop = asyncio.get_running_loop()
    print(f"{loop.time():.1f}")
    start = loop.time()
    try:
        async with asyncio.timeout(1.0):
            await retry(9, 9, 0.2)
    except TimeoutError as e:
        chain(e)
        print(f"{loop.time() - start:.1f}")


asyncio.run(main())

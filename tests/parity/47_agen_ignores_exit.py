# A generator that yields while it is closed, one that returns, and one that raises.
import asyncio

async def yields_again():
    try:
        yield 1
    except GeneratorExit:
        yield 2

async def returns():
    try:
        yield 1
    except GeneratorExit:
        print("returns quietly")

async def raises():
    try:
        yield 1
    finally:
        await asyncio.sleep(0)
        raise ValueError("while closing")

async def main():
    for function in yields_again, returns, raises:
        g = function()
        await anext(g)
        try:
            await g.aclose()
            print(function.__name__, "closed")
        except (RuntimeError, ValueError) as e:
            print(function.__name__, type(e).__name__, e)
        print("next:", await anext(g, "the end"))

asyncio.run(main())

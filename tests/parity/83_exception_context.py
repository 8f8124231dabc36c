# Where an exception came from: __context__ by itself, __cause__ by `raise from`.
import asyncio

def show(e):
    while e is not None:
        cause = type(e.__cause__).__name__ if e.__cause__ else None
        print("  ", type(e).__name__, e, "| cause", cause, "suppressed", e.__suppress_context__)
        e = e.__context__

async def query():
    await asyncio.sleep(0)
    raise OSError("connection lost")

async def plain():
    try:
        await query()
    except OSError:
        raise LookupError("no answer")

async def caused():
    try:
        await query()
    except OSError as e:
        raise LookupError("no answer") from e

async def hidden():
    try:
        await query()
    except OSError:
        raise LookupError("no answer") from None

async def in_finally():
    try:
        await query()
    finally:
        await asyncio.sleep(0)
        raise ValueError("cleanup failed")

async def handled():
    try:
        await query()
    except OSError:
        pass
    raise ValueError("unrelated")

async def main():
    for function in plain, caused, hidden, in_finally, handled:
        print(function.__name__)
        try:
            await function()
        except (LookupError, ValueError) as e:
            show(e)

asyncio.run(main())

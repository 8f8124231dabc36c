# asend() passes values into a generator; what the yield gives is what was sent.
import asyncio

async def averager():
    total = count = 0
    average = None
    while True:
        value = yield average
        print("received", value)
        if value is None:
            return
        await asyncio.sleep(0)
        total += value
        count += 1
        average = total // count

async def main():
    a = averager()
    try:
        await a.asend(1)
    except TypeError as e:
        print("TypeError:", e)
    print("first:", await a.asend(None))
    for value in 10, 20, 60:
        print("average", await a.asend(value))
    try:
        await anext(a)
    except StopAsyncIteration:
        print("the end")
    try:
        await a.asend(5)
    except StopAsyncIteration:
        print("still the end")

asyncio.run(main())

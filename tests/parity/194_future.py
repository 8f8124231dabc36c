import asyncio


async def wait_for_reading(who, reading):
    print(f"{who}: waits for the reading")
    print(f"{who}: {await reading}")


def bring_reading(reading):
    print("station: here it is")
    reading.set_result("21 degrees")
    print("station: that was all")


async def main():
    loop = asyncio.get_running_loop()
    reading = loop.create_future()
    loop.call_later(2, bring_reading, reading)
    page = asyncio.create_task(wait_for_reading("page", reading))
    desk = asyncio.create_task(wait_for_reading("desk", reading))
    print(f"main: the future is {'done' if reading.done() else 'not done'}")
    await asyncio.gather(page, desk)
    print(f"main: the future is {'done' if reading.done() else 'not done'}")
    await wait_for_reading("archive", reading)


asyncio.run(main())

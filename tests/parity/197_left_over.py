import asyncio


async def send_ticket(name, delay):
    print(f"  post: a ticket for {name}")
    await asyncio.sleep(delay)
    print(f"  post: {name}'s ticket has left")


async def forget():
    asyncio.create_task(send_ticket("Ada", 1))
    asyncio.create_task(send_ticket("Ben", 3))
    await asyncio.sleep(2)
    print("  desk: closed")


async def remember():
    ada = asyncio.create_task(send_ticket("Ada", 1))
    ben = asyncio.create_task(send_ticket("Ben", 3))
    await asyncio.sleep(2)
    print("  desk: closed, waiting for the post")
    await asyncio.gather(ada, ben)


print("started and forgotten:")
asyncio.run(forget())
print("started and awaited:")
asyncio.run(remember())

import asyncio


async def ask_server(delay, forecast):
    await asyncio.sleep(delay)
    return forecast


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()
    servers = [asyncio.create_task(ask_server(3, "north: rain at six")),
               asyncio.create_task(ask_server(1, "east: rain at seven")),
               asyncio.create_task(ask_server(2, "south: rain at six"))]

    done, pending = await asyncio.wait(servers, return_when=asyncio.FIRST_COMPLETED)
    print(f"page, {loop.time() - start:.1f} s: {len(done)} of {len(servers)}")
    print(f"  {done.pop().result()}")

    done, pending = await asyncio.wait(servers, timeout=1.5)
    print(f"news, {loop.time() - start:.1f} s: {len(done)} of {len(servers)}")
    for server in sorted(done, key=servers.index):
        print(f"  {server.result()}")

    print(f"late, but there: {await pending.pop()}")


asyncio.run(main())

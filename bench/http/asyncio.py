#!/usr/bin/python3 -I
"""aiohttp, as in its manual."""

import asyncio
import sys
import time

import aiohttp

REQUESTS = 2000


async def get(session, url):
    async with session.get(url) as response:
        return await response.text()


async def main(port, count):
    url = f"http://127.0.0.1:{port}/"
    requests = max(REQUESTS, count)
    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(get(session, url) for _ in range(100)))
        began = time.monotonic()
        for _ in range(requests // count):
            await asyncio.gather(*(get(session, url) for _ in range(count)))
        print(f"rate {requests / (time.monotonic() - began):.0f}")


asyncio.run(main(sys.argv[1], int(sys.argv[2])))

#!/usr/bin/python3 -I
"""asyncio.to_thread(), one call after the other, on uvloop."""

import asyncio
import time

import uvloop

CALLS = 4000


def work():
    pass


async def main():
    for _ in range(CALLS // 10):
        await asyncio.to_thread(work)
    began = time.monotonic()
    for _ in range(CALLS):
        await asyncio.to_thread(work)
    print(f"time {(time.monotonic() - began) * 1e6 / CALLS:.3f}")


uvloop.install()
asyncio.run(main())

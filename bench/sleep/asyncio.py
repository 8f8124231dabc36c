#!/usr/bin/python3 -I
"""asyncio: tasks that each await sleep(0), again and again."""

import asyncio
import sys
import time

TURNS = 300_000  # of all tasks together

tasks = unfinished = int(sys.argv[1])
began = ended = None


async def take_turns(turns):
    global unfinished, began, ended
    await asyncio.sleep(0)  # by then all tasks have begun
    if began is None:
        began = time.monotonic_ns()
    for _ in range(turns):
        await asyncio.sleep(0)
    unfinished -= 1
    if unfinished == 0:
        ended = time.monotonic_ns()


async def main():
    await asyncio.gather(*(take_turns(TURNS // tasks) for _ in range(tasks)))
    print(f"time {(ended - began) / (TURNS // tasks * tasks):.2f}")


asyncio.run(main())

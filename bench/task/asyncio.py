#!/usr/bin/python3 -I
"""asyncio: tasks are created in batches, and awaited. Each takes a number and gives it back."""

import asyncio
import sys
import time

TASKS = 100_000


async def work(number):
    return number


async def main(batch):
    rounds = TASKS // batch
    total = 0
    began = time.monotonic_ns()
    for number in range(rounds):
        tasks = [asyncio.create_task(work(number)) for _ in range(batch)]
        for task in tasks:
            total += await task
    taken = time.monotonic_ns() - began
    assert total == rounds * (rounds - 1) // 2 * batch
    print(f"time {taken / (rounds * batch):.2f}")


asyncio.run(main(int(sys.argv[1])))

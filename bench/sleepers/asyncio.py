#!/usr/bin/python3 -I
"""asyncio: tasks that all sleep for a second."""

import asyncio
import re
import sys
import time


def memory_bytes(what):
    with open("/proc/self/status") as status:
        return int(re.search(rf"{what}:\s*(\d+) kB", status.read())[1]) * 1024


async def main(tasks):
    memory = memory_bytes("VmRSS")
    began = time.monotonic()
    for task in [asyncio.create_task(asyncio.sleep(1)) for _ in range(tasks)]:
        await task
    print(f"time {(time.monotonic() - began - 1) * 1e3:.2f}")
    print(f"bytes {(memory_bytes('VmHWM') - memory) / tasks:.0f}")


asyncio.run(main(int(sys.argv[1])))

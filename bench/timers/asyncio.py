#!/usr/bin/python3 -I
"""asyncio: call_at() and TimerHandle.cancel()."""

import asyncio
import random
import re
import sys
import time

ROUNDS = 3  # behind the first, which brings the memory
EARLIEST, LATEST = 0.05, 0.1


def memory_bytes(what):
    with open("/proc/self/status") as status:
        return int(re.search(rf"{what}:\s*(\d+) kB", status.read())[1]) * 1024


class Round:
    """Adds all timers, cancels every second one, and lets the others expire."""

    def __init__(self, delays):
        self.delays = delays
        self.left = len(delays) - len(delays) // 2
        self.over = asyncio.get_running_loop().create_future()

    def on_time(self):
        self.left -= 1
        if self.left == 0:
            self.over.set_result(time.monotonic())

    async def run(self):
        loop = asyncio.get_running_loop()
        began = loop.time()
        timers = [loop.call_at(began + delay, self.on_time) for delay in self.delays]
        for timer in timers[1::2]:
            timer.cancel()
        taken = time.monotonic() - began
        time.sleep(max(0, began + LATEST + 0.002 - time.monotonic()))
        expiring = time.monotonic()
        return taken + await self.over - expiring


async def main(count):
    chance = random.Random(17)
    delays = [chance.uniform(EARLIEST, LATEST) for _ in range(count)]
    memory = memory_bytes("VmRSS")
    await Round(delays).run()
    taken = 0
    for _ in range(ROUNDS):
        taken += await Round(delays).run()
    print(f"time {taken * 1e9 / (ROUNDS * count):.2f}")
    print(f"bytes {(memory_bytes('VmHWM') - memory) / count:.0f}")


asyncio.run(main(int(sys.argv[1])))

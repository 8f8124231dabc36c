"""Runs an asyncio program on a virtual clock: python3 virtual.py PROGRAM.py

Time moves only when nothing is ready, and then at once to the first timer: so the order of what
happens does not depend on how busy the machine is. A program with threads runs in real time.
"""

import asyncio
import selectors
import sys


class VirtualTime(selectors.DefaultSelector):
    """Instead of waiting for a timer, moves the clock to it."""

    def __init__(self):
        super().__init__()
        self.now = 0.0

    def select(self, timeout=None):
        if timeout is None:
            return super().select()
        ready = super().select(0)
        if not ready:
            self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        super().__init__(VirtualTime())
        self._clock_resolution = 1e-9

    def time(self):
        return self._selector.now


class Policy(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self):
        return VirtualLoop()


program = sys.argv[1]
with open(program) as source:
    text = source.read()
if not any(word in text for word in ("thread", "executor", "time.sleep")):
    asyncio.set_event_loop_policy(Policy())
exec(compile(text, program, "exec"), globals())

"""Words of streams, by theme: readers that the program feeds, and the two ends of a connection.

The connection is a pair of sockets, whose bytes are there at once. Read words are for both: their
"reader" is one of two that are fed, their "end" one of the two ends. A program of "readers" reads
from one reader, in most of its steps; one of "connection" from both ends.

streams.c has the same in C.
"""

import asyncio
import os
import socket
import sys

# As in scenario.py: "piece" is a number of PIECES; "size" a number of bytes; or a reader, or an end.
THEMES = {
    "readers": {
        "feed": (24, ["reader", "piece"]),
        "feed_eof": (1, ["reader"]),
        "read": (6, ["reader", "size"]),
        "exactly": (8, ["reader", "size"]),
        "line": (10, ["reader"]),
        "through": (8, ["reader"]),  # until "--"
        "lines": (3, ["reader"]),  # async for
        "at_eof": (2, ["reader"]),
    },
    "connection": {
        "write": (20, ["end", "piece"]),
        "flood": (4, ["end"]),  # more than the kernel takes
        "drain_end": (8, ["end"]),
        "write_eof": (1, ["end"]),
        "close": (2, ["end"]),
        "abort_end": (1, ["end"]),
        "wait_closed": (3, ["end"]),
        "state": (6, ["end"]),
        "read_end": (4, ["end", "size"]),
        "exactly_end": (6, ["end", "size"]),
        "line_end": (10, ["end"]),
        "through_end": (5, ["end"]),
        "skip": (3, ["end"]),  # read much
    },
}
CONNECTION = THEMES["connection"].keys()
WORDS = THEMES["readers"].keys() | CONNECTION
WAKERS = ["feed", "feed_eof", "write", "flood", "write_eof", "close", "abort_end", "skip"]
PIECES = [b"a", b"bc\n", b"-", b"--", b"\n", b"defg", b"h--i\n", b"jklmnopqrstu"]
OBJECTS = {"reader": 2}
READERS = OBJECTS["reader"]
ENDS = 2
SIZES = 10
FLOOD = b"x" * 300000
PASSED_OVER = 7  # the exit status of a program that CPython does not play to its end


def pass_over():
    """CPython does something here that we do not want to do."""
    sys.stdout.flush()
    os._exit(PASSED_OVER)


wait_for_data = asyncio.StreamReader._wait_for_data
waiting = set()


async def wait_alone(reader, name):
    """A task that was woken, but has not run yet, still waits, and a second one must not: CPython
    lets it, and it then waits for ever."""
    if reader in waiting and reader._waiter is None:
        pass_over()
    if reader in waiting:
        return await wait_for_data(reader, name)
    waiting.add(reader)
    try:
        await wait_for_data(reader, name)
    finally:
        waiting.remove(reader)


asyncio.StreamReader._wait_for_data = wait_alone


class Streams:
    """Part of play.Program."""

    def create_readers(self):
        self.readers = [asyncio.StreamReader(limit=limit) for limit in (4, 16)]

    async def create_connection(self):
        """If the program has a word of it."""
        if not any(step.word in CONNECTION for steps in self.steps for step in steps):
            return
        pairs = [await asyncio.open_connection(sock=s, limit=8) for s in socket.socketpair()]
        self.readers += [reader for reader, _ in pairs]
        self.writers = [writer for _, writer in pairs]
        for writer in self.writers:
            writer.transport.set_write_buffer_limits(high=1000)

    # ---- Readers: 0 and 1 are fed, the others are those of the ends ----

    async def play_feed(self, step, number, piece):
        self.readers[number].feed_data(PIECES[piece])

    async def play_feed_eof(self, step, number):
        self.readers[number].feed_eof()

    async def play_read(self, step, number, size):
        self.tell(step, "read", await self.readers[number].read(size))

    async def play_exactly(self, step, number, size):
        self.tell(step, "read", await self.readers[number].readexactly(size))

    async def play_line(self, step, number):
        self.tell(step, "read", await self.readers[number].readline())

    async def play_through(self, step, number):
        self.tell(step, "read", await self.readers[number].readuntil(b"--"))

    async def play_lines(self, step, number):
        async for line in self.readers[number]:
            self.tell(step, "read", line)

    async def play_at_eof(self, step, number):
        self.tell(step, self.readers[number].at_eof())

    # ---- The connection ----

    async def play_read_end(self, step, number, size):
        await self.play_read(step, READERS + number, size)

    async def play_exactly_end(self, step, number, size):
        await self.play_exactly(step, READERS + number, size)

    async def play_line_end(self, step, number):
        await self.play_line(step, READERS + number)

    async def play_through_end(self, step, number):
        await self.play_through(step, READERS + number)

    async def play_skip(self, step, number):
        data = await self.readers[READERS + number].read(len(FLOOD))
        self.tell(step, "skipped", len(data) > len(FLOOD) // 2)

    def write(self, number, data):
        try:
            self.writers[number].write(data)
        except AttributeError:
            pass_over()  # a transport that has sent what waited when it was closed has no socket

    async def play_write(self, step, number, piece):
        self.write(number, PIECES[piece])

    async def play_flood(self, step, number):
        self.write(number, FLOOD)

    async def play_drain_end(self, step, number):
        await self.writers[number].drain()
        self.tell(step, "drained")

    async def play_write_eof(self, step, number):
        self.writers[number].write_eof()

    async def play_close(self, step, number):
        self.writers[number].close()

    async def play_abort_end(self, step, number):
        self.writers[number].transport.abort()

    async def play_wait_closed(self, step, number):
        await self.writers[number].wait_closed()
        self.tell(step, "closed")

    async def play_state(self, step, number):
        transport, reader = self.writers[number].transport, self.readers[READERS + number]
        states = [transport.is_closing(), transport.is_reading(), reader.at_eof()]
        states += [transport.get_write_buffer_size() > 0, reader.exception() is not None]
        self.tell(step, "sees", "".join(str(int(state)) for state in states))

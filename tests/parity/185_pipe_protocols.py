"""Pipes by callbacks: what their protocols are told, and in which order."""

import asyncio
import os


class Log(asyncio.Protocol):
    def __init__(self, name):
        self.name = name
        self.over = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        print(self.name, "made")

    def data_received(self, data):
        print(self.name, "data", data)

    def eof_received(self):
        print(self.name, "eof")

    def connection_lost(self, exc):
        print(self.name, "lost", type(exc).__name__)
        self.over.set_result(None)

    def pause_writing(self):
        print(self.name, "pause")

    def resume_writing(self):
        print(self.name, "resume")


async def connect():
    loop = asyncio.get_running_loop()
    reading, writing = os.pipe()
    r, rp = await loop.connect_read_pipe(lambda: Log("reader"), os.fdopen(reading, "rb"))
    w, wp = await loop.connect_write_pipe(lambda: Log("writer"), os.fdopen(writing, "wb"))
    return r, rp, w, wp


async def talk():
    r, rp, w, wp = await connect()
    w.write(b"rain")
    await asyncio.sleep(0.01)
    r.pause_reading()
    w.write(b"snow")
    await asyncio.sleep(0.01)
    print("resumed")
    r.resume_reading()
    await asyncio.sleep(0.01)
    w.write(b"sun")
    w.write_eof()
    print("closing", w.is_closing(), r.is_closing())
    await wp.over
    await rp.over
    print("closing", w.is_closing(), r.is_closing())


async def reader_leaves():
    r, rp, w, wp = await connect()
    r.close()
    await rp.over
    await wp.over
    w.write(b"for nobody")

    r, rp, w, wp = await connect()
    r.pause_reading()
    w.write(bytes(200000))
    print("waiting", w.get_write_buffer_size() > 0)
    r.close()
    await rp.over
    await wp.over


async def no_pipe():
    with open("/etc/passwd", "rb") as file:
        for connect in "connect_read_pipe", "connect_write_pipe":
            try:
                await getattr(asyncio.get_running_loop(), connect)(lambda: Log("file"), file)
            except ValueError as e:
                print("ValueError:", e)


async def main():
    await talk()
    await reader_leaves()
    await no_pipe()


asyncio.run(main())

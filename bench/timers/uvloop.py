#!/usr/bin/python3 -I
"""asyncio.py, on uvloop: asyncio's calls, libuv's timers."""

import runpy

import uvloop

uvloop.install()
runpy.run_path(__file__.replace("uvloop.py", "asyncio.py"), run_name="__main__")

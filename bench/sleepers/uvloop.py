#!/usr/bin/python3 -I
"""asyncio.py, on uvloop: asyncio's tasks, libuv's loop."""

import runpy

import uvloop

uvloop.install()
runpy.run_path(__file__.replace("uvloop.py", "asyncio.py"), run_name="__main__")

"""A dialogue with another program, line by line."""

import asyncio
from asyncio.subprocess import PIPE


async def main():
    process = await asyncio.create_subprocess_exec("cat", stdin=PIPE, stdout=PIPE)
    for word in "rain", "snow", "sun":
        process.stdin.write(f"{word}\n".encode())
        await process.stdin.drain()
        print("got", await process.stdout.readline())
    process.stdin.write(b"the rest")
    process.stdin.close()
    print("closing:", process.stdin.is_closing())
    await process.stdin.wait_closed()
    print("got", await process.stdout.readline(), process.stdout.at_eof())
    print("got", await process.stdout.read(), process.stdout.at_eof())
    print("ended", await process.wait())

    process = await asyncio.create_subprocess_shell("printf 'a\\nb\\nc'; exit 2", stdout=PIPE)
    async for line in process.stdout:
        print("line", line)
    print("ended", await process.wait())

    process = await asyncio.create_subprocess_exec("head", "-n", "1", stdin=PIPE, stdout=PIPE)
    process.stdin.write(b"first\nsecond\n")
    print("got", await process.stdout.readuntil(b"\n"))
    print("ended", await process.wait())
    try:
        for _ in range(3):
            process.stdin.write(b"third\n")
            await process.stdin.drain()
    except ConnectionResetError as e:
        print(f"{type(e).__name__}: {e}")


asyncio.run(main())

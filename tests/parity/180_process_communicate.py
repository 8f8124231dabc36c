"""A report is sorted by another program: communicate() writes its input and reads its output."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE, STDOUT


async def sort_cities():
    process = await asyncio.create_subprocess_exec("cat", stdin=PIPE, stdout=PIPE)
    print("running:", process.returncode)
    out, err = await process.communicate(b"Oslo\nBergen\n")
    print(out, err, process.returncode)


async def without_input():
    process = await asyncio.create_subprocess_exec("printf", "%s-%s", "a", "b c", stdout=PIPE)
    print(process.stdin, process.stderr)
    print(await process.communicate())


async def both_outputs():
    process = await asyncio.create_subprocess_shell("echo well; echo badly >&2; exit 4",
                                                    stdout=PIPE, stderr=PIPE)
    print(await process.communicate(), process.returncode)
    process = await asyncio.create_subprocess_shell("echo well; echo badly >&2",
                                                    stdout=PIPE, stderr=STDOUT)
    print(await process.communicate(), process.returncode)
    process = await asyncio.create_subprocess_shell("cat; echo badly >&2",
                                                    stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)
    print(await process.communicate(), process.returncode)


async def unread_input():
    process = await asyncio.create_subprocess_exec("true", stdin=PIPE)
    print(await process.communicate(b"x" * 100), process.returncode)


async def much():
    process = await asyncio.create_subprocess_exec("cat", stdin=PIPE, stdout=PIPE)
    out, _ = await process.communicate(b"0123456789" * 100000)
    print(len(out), out[:12], out[-12:])


async def main():
    await sort_cities()
    await without_input()
    await both_outputs()
    await unread_input()
    await much()
    print(len(asyncio.all_tasks()), asyncio.create_task(asyncio.sleep(0)).get_name())


asyncio.run(main())

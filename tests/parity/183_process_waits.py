"""Waiting for another program: several at once, in vain, with a time limit, until it is killed."""

import asyncio
from asyncio.subprocess import PIPE


async def wait(name, process):
    code = await process.wait()
    print(name, "sees", code)
    return code


async def several():
    process = await asyncio.create_subprocess_exec("sleep", "100")
    waits = [asyncio.create_task(wait(name, process)) for name in ("one", "two", "three")]
    await asyncio.sleep(0)
    waits[1].cancel()
    await asyncio.sleep(0)
    print("two cancelled:", waits[1].cancelled(), "running:", process.returncode)
    process.terminate()
    print(await asyncio.gather(*waits, return_exceptions=True))


async def time_limit():
    process = await asyncio.create_subprocess_exec("sleep", "100")
    try:
        await asyncio.wait_for(process.wait(), 0.05)
    except TimeoutError:
        print("timed out; running:", process.returncode)
    process.kill()
    print("killed", await process.wait())


async def cancelled_communicate():
    process = await asyncio.create_subprocess_shell("echo early; read line; echo $line",
                                                    stdin=PIPE, stdout=PIPE)
    print("first", await process.stdout.readline())
    task = asyncio.create_task(process.communicate())
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled; running:", process.returncode)
    process.stdin.write(b"late\n")
    print(await process.communicate(), process.returncode)


async def many():
    async def echo(number):
        process = await asyncio.create_subprocess_exec("printf", str(number), stdout=PIPE)
        out, _ = await process.communicate()
        return int(out)

    print(sum(await asyncio.gather(*(echo(i) for i in range(100)))))


async def main():
    await several()
    await time_limit()
    await cancelled_communicate()
    await many()


asyncio.run(main())

"""How programs end: exit codes, signals, and those that never begin."""

import asyncio
import signal


async def end(command):
    process = await asyncio.create_subprocess_shell(command)
    print(command, "->", await process.wait(), await process.wait())


async def fail(program, **options):
    try:
        await asyncio.create_subprocess_exec(program, **options)
    except OSError as e:
        print(f"{type(e).__name__}: {e}")


async def signals():
    for send in ("terminate", "kill"):
        process = await asyncio.create_subprocess_exec("sleep", "100")
        getattr(process, send)()
        print(send, await process.wait(), process.returncode)
        try:
            process.terminate()
        except ProcessLookupError as e:
            print(f"too late: {type(e).__name__}: {e}")
    process = await asyncio.create_subprocess_exec("sleep", "100")
    process.send_signal(signal.SIGINT)
    print("interrupt", await process.wait())


async def main():
    await end("true")
    await end("false")
    await end("exit 42")
    await end("kill -TERM $$")
    await end("kill -KILL $$")
    await end("no-such-command 2>/dev/null")
    await fail("no-such-program")
    await fail("/etc/passwd")
    await fail("/etc/passwd/true")
    await fail("true", cwd="/no/such/folder")
    await fail("true", cwd="/etc/passwd")
    await signals()


asyncio.run(main())

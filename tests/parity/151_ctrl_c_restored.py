import asyncio, os, signal

def ctrl_c():
    os.kill(os.getpid(), signal.SIGINT)

async def main():
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, print, "the program's own handler")
    loop.call_soon(ctrl_c)
    await asyncio.sleep(1)
    print(loop.remove_signal_handler(signal.SIGINT))
    loop.call_later(1, ctrl_c)
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("cancelled")
        raise

try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("KeyboardInterrupt")

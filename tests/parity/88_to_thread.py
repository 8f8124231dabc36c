# to_thread(): a result, an error, and a thread that goes on though its task was cancelled.
import asyncio
import threading

def lookup(city):
    if city == "Atlantis":
        raise LookupError("no such city")
    return f"{city}: 21 degrees"

async def main():
    main_thread = threading.current_thread()
    print(await asyncio.to_thread(lookup, "Rome"))
    try:
        await asyncio.to_thread(lookup, city="Atlantis")
    except LookupError as e:
        print("LookupError:", e)
    print("another thread:", await asyncio.to_thread(threading.current_thread) is not main_thread)
    started, may_go, finished = (threading.Event() for _ in range(3))

    def slow():
        started.set()
        may_go.wait()
        finished.set()

    task = asyncio.create_task(asyncio.to_thread(slow))
    await asyncio.sleep(0)
    await asyncio.to_thread(started.wait)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled; finished:", finished.is_set())
    may_go.set()
    await asyncio.to_thread(finished.wait)
    print("finished:", finished.is_set())

asyncio.run(main())

# to_thread(): a result, an error, and a thread that goes on though its task was cancelled.
import asyncio
import threading
import time

finished = False

def lookup(city):
    if city == "Atlantis":
        raise LookupError("no such city")
    return f"{city}: 21 degrees"

def slow():
    global finished
    time.sleep(0.03)
    finished = True

async def main():
    main_thread = threading.current_thread()
    print(await asyncio.to_thread(lookup, "Rome"))
    try:
        await asyncio.to_thread(lookup, city="Atlantis")
    except LookupError as e:
        print("LookupError:", e)
    print("another thread:", await asyncio.to_thread(threading.current_thread) is not main_thread)
    task = asyncio.create_task(asyncio.to_thread(slow))
    await asyncio.sleep(0.01)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled; finished:", finished)
    await asyncio.sleep(0.06)
    print("finished:", finished)

asyncio.run(main())

# run_in_executor() with one worker does one after the other; what waits can be cancelled.
import asyncio
import concurrent.futures
import threading

log = []
b_is_cancelled = threading.Event()

def job(name):
    b_is_cancelled.wait()       # however busy the machine is
    if name == "fails":
        raise ValueError("job failed")
    log.append(name)
    return name

async def main():
    loop = asyncio.get_running_loop()
    with concurrent.futures.ThreadPoolExecutor(max_workers=1) as executor:
        jobs = [loop.run_in_executor(executor, job, name) for name in ("a", "b", "fails", "c")]
        print("cancel b:", jobs[1].cancel())
        await asyncio.sleep(0)      # the executor hears of it in the next pass
        b_is_cancelled.set()
        print("first:", await jobs[0])
        for outcome in await asyncio.gather(*jobs, return_exceptions=True):
            print(type(outcome).__name__, outcome)
        print("ran:", log)
    print("default:", await loop.run_in_executor(None, job, "d"))
    try:
        await loop.run_in_executor(executor, job, "e")
    except RuntimeError as e:
        print("RuntimeError:", e)

asyncio.run(main())

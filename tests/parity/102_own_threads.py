import asyncio, threading, time

async def measure(city, delay):
    await asyncio.sleep(delay)
    if city == "Atlantis": raise LookupError(city)
    return f"{city}: 3 degrees"

def post(loop, future):
    time.sleep(.01)
    loop.call_soon_threadsafe(future.set_result, "posted")

def ask(loop, city, answers):
    try:
        answers.append(asyncio.run_coroutine_threadsafe(measure(city, .01), loop).result())
    except LookupError as e:
        answers.append(f"no {e}")
    loop.call_soon_threadsafe(lambda: None)

async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    thread = threading.Thread(target=post, args=(loop, future))
    thread.start()
    print("nothing else to wait for:", await future)
    thread.join()
    for city in "Oslo", "Atlantis":
        answers = []
        thread = threading.Thread(target=ask, args=(loop, city, answers))
        thread.start()
        while not answers:
            await asyncio.sleep(.005)
        thread.join()
        print(answers[0])
asyncio.run(main())

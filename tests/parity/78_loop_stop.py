# stop() ends run_forever() after the pass at hand; what is ready stays ready.
import asyncio

loop = asyncio.new_event_loop()
loop.call_soon(print, "one")
loop.call_soon(loop.stop)
loop.call_soon(print, "two, behind stop, same pass")
loop.call_soon(loop.call_soon, print, "three, the next pass")
loop.run_forever()
print("stopped; running:", loop.is_running())
loop.stop()
loop.run_forever()
print("a stop before the run: one pass")
future = loop.create_future()
future.set_result("done already")
print(loop.run_until_complete(future))
pending = loop.create_future()
loop.call_soon(loop.stop)
try:
    loop.run_until_complete(pending)
except RuntimeError as e:
    print("RuntimeError:", e)
failed = loop.create_future()
failed.set_exception(ValueError("no tickets"))
try:
    loop.run_until_complete(failed)
except ValueError as e:
    print("ValueError:", e)
loop.close()

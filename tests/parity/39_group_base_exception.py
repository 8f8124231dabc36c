# Exceptions that are no Exception, in a group: BaseExceptionGroup.
import asyncio

class Alarm(BaseException):
    pass

async def fails(error):
    raise error

async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails(ValueError("usual")))
            group.create_task(fails(Alarm("fire")))
    except BaseExceptionGroup as e:
        print(type(e).__name__, e, isinstance(e, Exception))
        print([f"{type(x).__name__}: {x}" for x in e.exceptions])
        usual, rest = e.split(Exception)
        for part in usual, rest:
            print(type(part).__name__, len(part.exceptions))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails(Alarm("fire")))
            await asyncio.sleep(9)
    except* Alarm as e:
        print("except*", type(e).__name__, e)

asyncio.run(main())

# 3.13: a group leaves no cancellation counted behind it
import asyncio


class TerminateTaskGroup(Exception):
    pass


async def force_terminate_task_group():
    raise TerminateTaskGroup()


async def job(task_id, sleep_time):
    print(f"Task {task_id}: start")
    try:
        await asyncio.sleep(sleep_time)
        print(f"Task {task_id}: done")
    except asyncio.CancelledError as e:
        print(f"Task {task_id}: cancelled", repr(str(e)), asyncio.current_task().cancelling())
        raise
    return task_id


async def nested(fail):
    try:
        async with asyncio.TaskGroup() as inner:
            t = inner.create_task(job(11, 0.3))
            if fail:
                inner.create_task(crash(0.1, KeyError("inner")))
            await asyncio.sleep(5)
            print("inner body done")
    finally:
        print("inner left", t.done(), t.cancelled())


async def crash(delay, e):
    await asyncio.sleep(delay)
    raise e


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            a = group.create_task(job(1, 0.5))
            b = group.create_task(job(2, 1.5))
            await asyncio.sleep(1)
            group.create_task(force_terminate_task_group())
    except* TerminateTaskGroup:
        print("terminated")
    print(a.result(), b.cancelled(), asyncio.current_task().cancelling())

    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(nested(True))
            outer.create_task(job(3, 0.2))
            outer.create_task(job(4, 9))
    except* KeyError as group:
        print(repr(group))
        print(group.message, len(group.exceptions))

    try:
        async with asyncio.TaskGroup() as outer:
            n = outer.create_task(nested(False))
            outer.create_task(crash(0.2, ValueError("outer")))
            outer.create_task(crash(0.2, OSError("disk")))
            await n
    except* (ValueError, OSError) as group:
        print([repr(e) for e in group.exceptions])
    print(n.cancelled())

    async with asyncio.TaskGroup() as group:
        t = group.create_task(job(5, 1))
        await asyncio.sleep(0)
        print(t.cancel("lonely"))
    print(t.cancelled(), "no error")

    try:
        group.create_task(c := job(6, 1))
    except RuntimeError as e:
        print("RuntimeError", str(e).split("> ")[1])
        c.close()


asyncio.run(main())

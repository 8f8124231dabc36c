"""Words and guards of shields, wait(), as_completed(), task groups and groups of exceptions.

    group N         a task group, with the two children N % 4 and N // 4 of CHILDREN
    star N          except* ValueError, whose handler does HANDLERS[N]; then except* KeyError
    until N         timeout_at(N)
    moved N         timeout(1), moved by reschedule() to N seconds from now; tells if it expired

groups.c has the same in C.
"""

import asyncio

# As in scenario.py: "patience" is a number of seconds, or FOR_EVER.
WORDS = {
    "shield": (2, ["later"]),
    "gather_shields": (1, ["laters"]),
    "wait_for_shield": (1, ["later", "seconds"]),
    "shield_call": (1, ["seconds"]),  # of a coroutine: how long it sleeps; it fails if that is odd
    "wait_all": (1, ["patience", "laters"]),
    "wait_first": (1, ["patience", "laters"]),
    "wait_raise": (1, ["patience", "laters"]),
    "as_completed": (1, ["patience", "laters"]),
    "next_completed": (1, ["patience", "laters"]),  # the plain form
    "spawn": (2, ["later"]),  # create the task in the innermost group
}
GUARDS = {"group": (2, 15), "star": (1, 3), "until": (1, 6), "moved": (1, 3)}
FOR_EVER = 4
CHILDREN = ("none", "sleeps", "fails", "fails when cancelled")
HANDLERS = ("nothing", "raise", "raise another", "sleep")


class OrderedSet(dict):
    """What a TaskGroup keeps its tasks in: CPython's own set cancels them in any order."""

    def add(self, task):
        self[task] = None

    def discard(self, task):
        self.pop(task, None)


asyncio.taskgroups.set = OrderedSet


class Groups:
    """Part of play.Program."""

    # ---- Guards ----

    async def guarded_by_group(self, step, number, play):
        outer = self.groups.get(step.task)
        async with asyncio.TaskGroup() as group:
            self.groups[step.task] = group
            try:
                for child in (number % 4, number // 4):
                    if CHILDREN[child] != "none":
                        group.create_task(self.child(step, CHILDREN[child]))
                await play()
            finally:
                self.groups[step.task] = outer

    async def child(self, step, kind):
        try:
            await asyncio.sleep(1 if kind == "fails" else 2)
            if kind == "fails":
                raise ValueError(f"of a child of {step}")
        except asyncio.CancelledError:
            self.tell(step, "child is cancelled")
            if kind == "fails when cancelled":
                await asyncio.sleep(1)
                raise KeyError() from None
            raise
        self.tell(step, "child ends")

    async def guarded_by_star(self, step, number, play):
        try:
            await play()
        except* ValueError as group:
            self.tell(step, "star", self.name(group))
            if HANDLERS[number] == "raise":
                raise
            if HANDLERS[number] == "raise another":
                raise KeyError()
            if HANDLERS[number] == "sleep":
                await asyncio.sleep(1)
        except* KeyError as group:
            self.tell(step, "star", self.name(group))

    async def guarded_by_until(self, step, number, play):
        async with asyncio.timeout_at(number):
            await play()

    async def guarded_by_moved(self, step, seconds, play):
        async with asyncio.timeout(1) as limit:
            limit.reschedule(self.loop.time() + seconds)
            try:
                await play()
            finally:
                self.tell(step, "expired" if limit.expired() else "in time", f"{limit.when():g}")

    # ---- Words ----

    async def play_shield(self, step, number):
        if self.tasks[number]:
            self.tell(step, "got", await asyncio.shield(self.tasks[number]))

    async def play_gather_shields(self, step, *numbers):
        shields = [asyncio.shield(self.tasks[n]) for n in numbers if self.tasks[n]]
        self.tell(step, "gathered", *await asyncio.gather(*shields))

    async def play_wait_for_shield(self, step, number, limit):
        if self.tasks[number]:
            shield = asyncio.shield(self.tasks[number])
            self.tell(step, "got", await asyncio.wait_for(shield, limit))

    async def play_shield_call(self, step, seconds):
        async def call():
            await asyncio.sleep(seconds)
            self.tell(step, "is over")
            if seconds % 2:
                raise ValueError("of what is shielded")
            return 100 + step.task

        self.tell(step, "got", await asyncio.shield(call()))

    async def wait(self, step, condition, patience, numbers):
        tasks = [self.tasks[n] for n in numbers if self.tasks[n]]
        timeout = None if patience == FOR_EVER else patience
        done, _ = await asyncio.wait(tasks, timeout=timeout, return_when=condition)
        self.tell(step, "waited", *["done" if task in done else "pending" for task in tasks])

    async def play_wait_all(self, step, patience, *numbers):
        await self.wait(step, asyncio.ALL_COMPLETED, patience, numbers)

    async def play_wait_first(self, step, patience, *numbers):
        await self.wait(step, asyncio.FIRST_COMPLETED, patience, numbers)

    async def play_wait_raise(self, step, patience, *numbers):
        await self.wait(step, asyncio.FIRST_EXCEPTION, patience, numbers)

    def completing(self, patience, numbers):
        """Over the tasks, but of those that are done only over the first: CPython has a set."""
        tasks = [self.tasks[n] for n in numbers if self.tasks[n]]
        done = [task for task in tasks if task.done()][:1]
        tasks = done + [task for task in tasks if not task.done()]
        return asyncio.as_completed(tasks, timeout=None if patience == FOR_EVER else patience)

    async def play_as_completed(self, step, patience, *numbers):
        async for task in self.completing(patience, numbers):
            self.tell(step, "completed", self.tasks.index(task))

    async def play_next_completed(self, step, patience, *numbers):
        for future in self.completing(patience, numbers):
            self.tell(step, "got", await future)

    async def play_spawn(self, step, number):
        if self.groups.get(step.task) and not self.tasks[number]:
            self.create_task(number, self.groups[step.task].create_task)

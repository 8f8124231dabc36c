"""Performs a random program with asyncio, and prints what happens. scenario.py has the language.

    python3 tests/parity/random/play.py FILE        FILE ends with the program or with a blank line

What CPython leaves open is settled here as common/ settles it:

- Time is virtual. When nothing is ready, it jumps to the next timer.
- Timers of one time run in the order they were made in. CPython's heap knows only their times.
- What is left when the main task is done is cancelled in the order it was created in. CPython has
  a set of them.

And a program after which tasks wait for ever ends with the exit status DEADLOCK.
"""

import asyncio
import itertools
import os
import selectors
import sys

import groups
import objects
import scenario
import scopes
import streams

DEADLOCK = streams.PASSED_OVER


class OrderedTimer(asyncio.TimerHandle):
    numbers = itertools.count()

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self._number = next(self.numbers)

    def __lt__(self, other):
        return (self._when, self._number) < (other._when, other._number)


class VirtualSelector(selectors.DefaultSelector):
    now = 0.0

    def select(self, timeout=None):
        ready = super().select(0)
        if not ready and timeout is None:
            sys.stdout.flush()
            os._exit(DEADLOCK)
        if not ready:
            self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        super().__init__(VirtualSelector())
        self._clock_resolution = 1e-9
        self.set_exception_handler(lambda loop, context: None)

    def time(self):
        return self._selector.now


class Step:
    """One line of a program."""

    def __init__(self, words, number):
        self.task, self.number = int(words[0]), number
        self.guards = []
        at = 1
        while words[at] in scenario.GUARDS:
            has_number = scenario.GUARDS[words[at]][1] is not None
            self.guards.append((words[at], int(words[at + 1]) if has_number else 0))
            at += 2 if has_number else 1
        self.word, self.arguments = words[at], [int(word) for word in words[at + 1 :]]

    def __str__(self):
        return f"{self.task}.{self.number}"


class Program(groups.Groups, objects.Objects, scopes.Scopes, streams.Streams):
    def __init__(self, text):
        first, *lines = text.split("\n\n")[0].splitlines()
        counts = first.split()
        self.steps = [[] for _ in range(int(counts[0]))]
        self.tasks = [None] * len(self.steps)
        self.groups = {}
        self.future_count = int(counts[2])
        for line in lines:
            steps = self.steps[int(line.split()[0])]
            steps.append(Step(line.split(), len(steps)))

    # ---- What runs ----

    async def main(self):
        self.loop = asyncio.get_running_loop()
        self.futures = [self.loop.create_future() for _ in range(self.future_count)]
        self.create_objects()
        self.create_readers()
        await self.create_connection()
        self.tasks[0] = asyncio.current_task()
        for number in range(1, len(self.tasks), 2):
            self.create_task(number)
        await self.run(0)

    def create_task(self, number, create=asyncio.create_task):
        self.tasks[number] = create(self.run(number))
        self.tasks[number].add_done_callback(self.tell_done)

    async def run(self, number):
        try:
            for step in self.steps[number]:
                self.tell(step, step.word)
                await self.guarded(step, step.guards)
        finally:
            self.tell(number, "ends")
        return number

    async def guarded(self, step, guards):
        if not guards:
            await getattr(self, "play_" + step.word)(step, *step.arguments)
            return
        (kind, seconds), *rest = guards
        if kind in groups.GUARDS or kind in scopes.GUARDS:
            guard = getattr(self, "guarded_by_" + kind)
            await guard(step, seconds, lambda: self.guarded(step, rest))
        elif kind == "try":
            try:
                await self.guarded(step, rest)
            except BaseException as exception:
                self.tell(step, "caught", name(exception))
        elif kind == "limit":
            async with asyncio.timeout(seconds):
                await self.guarded(step, rest)
        else:
            try:
                await self.guarded(step, rest)
            finally:
                self.tell(step, "cleans up")
                await asyncio.sleep(seconds)

    # ---- What is printed ----

    def name(self, result):
        return name(result)

    def tell(self, *parts):
        print(f"[{self.loop.time():g}]", *parts)

    def tell_done(self, task):
        if task.cancelled():
            self.tell("done: cancelled")
        elif task.exception() is not None:
            self.tell("done:", name(task.exception()))
        else:
            self.tell("done:", task.result())

    # ---- The words: a task that was not created yet is passed over ----

    async def play_sleep(self, step, seconds):
        await asyncio.sleep(seconds)

    async def play_await(self, step, number):
        if self.tasks[number]:
            self.tell(step, "got", await self.tasks[number])

    async def play_gather(self, step, *numbers):
        results = await asyncio.gather(*[self.tasks[n] for n in numbers if self.tasks[n]])
        self.tell(step, "gathered", *results)

    async def play_outcomes(self, step, *numbers):
        tasks = [self.tasks[n] for n in numbers if self.tasks[n]]
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        self.tell(step, "gathered", *map(name, outcomes))

    async def play_wait_for(self, step, number, limit):
        if self.tasks[number]:
            self.tell(step, "got", await asyncio.wait_for(self.tasks[number], limit))

    async def play_wait_for_call(self, step, seconds, limit):
        async def call():
            self.tell(step, "is called")
            await asyncio.sleep(seconds)
            return 100 + step.task

        self.tell(step, "got", await asyncio.wait_for(call(), limit))

    async def play_create(self, step, number):
        if not self.tasks[number]:
            self.create_task(number)

    async def play_cancel(self, step, number):
        if self.tasks[number]:
            asked = self.tasks[number].cancel(f"by {step}")
            self.tell(step, asked, self.tasks[number].cancelling())

    async def play_cancel_later(self, step, number, seconds):
        if self.tasks[number]:
            self.loop.call_later(seconds, self.tasks[number].cancel, f"later, by {step}")

    async def play_uncancel(self, step):
        self.tell(step, asyncio.current_task().uncancel())

    async def play_raise(self, step):
        raise ValueError(f"of {step}")

    async def play_call_soon(self, step):
        self.loop.call_soon(self.tell, step, "is called")

    async def play_call_later(self, step, seconds):
        self.loop.call_later(seconds, self.tell, step, "is called")

    async def play_future(self, step, number):
        self.tell(step, "got", await self.futures[number])

    async def play_set_result(self, step, number):
        if not self.futures[number].done():
            self.futures[number].set_result(step.task)

    async def play_set_exception(self, step, number):
        if not self.futures[number].done():
            self.futures[number].set_exception(KeyError())

    async def play_cancel_future(self, step, number):
        self.tell(step, self.futures[number].cancel(f"by {step}"))


def name(result):
    """A result, or the type and message of an exception. Messages of RuntimeErrors are Python's."""
    if not isinstance(result, BaseException):
        return str(result)
    if isinstance(result, BaseExceptionGroup):
        return f"{type(result).__name__}[{', '.join(map(name, result.exceptions))}]"
    if isinstance(result, RuntimeError) or not str(result):
        return type(result).__name__
    return f"{type(result).__name__}({result})"


def play(text):
    """Play the program, and leave the process as it then is: for one program only."""
    all_tasks = asyncio.all_tasks
    asyncio.tasks.all_tasks = lambda loop=None: sorted(
        all_tasks(loop), key=lambda task: int(task.get_name().removeprefix("Task-"))
    )
    asyncio.events.TimerHandle = OrderedTimer
    failure = None
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        try:
            runner.run(Program(text).main())
        except BaseException as exception:
            failure = exception  # handled, so that it is not the context of what the end raises
    if failure:
        print("main:", name(failure))
    print("end")


if __name__ == "__main__":
    with open(sys.argv[1], encoding="ascii") as file:
        play(file.read())
    sys.stdout.flush()
    os._exit(0)  # and not by way of the collector, which would throw GeneratorExit into coroutines

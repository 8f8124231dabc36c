"""What play.py does where a step stands inside of a context manager, an exit stack or a generator.

    manager N       async with a manager of kind N
    stack N         enter some managers on an exit stack, and call something behind the step
    generator N     in a generator, which yields before and behind the step; N is how it is used
"""

import asyncio
import contextlib

GUARDS = {"manager": (2, 13), "stack": (1, 15), "generator": (2, 15)}


def chain(exception):
    """The types of an exception and of the contexts behind it, up to a CancelledError: which context
    that has, one that is thrown in from outside, depends on how far out it has come."""
    names = []
    while exception is not None:
        names.append(type(exception).__name__)
        thrown = isinstance(exception, asyncio.CancelledError)
        exception = exception.__context__ if not thrown else None
    return " <- ".join(names) or "None"


class Manager:
    """What it does when it is entered and left depends on its kind."""

    def __init__(self, program, step, kind):
        self.program, self.step, self.kind = program, step, kind

    async def __aenter__(self):
        self.program.tell(self.step, "enters", self.kind)
        if self.kind == 5:
            await asyncio.sleep(1)
        if self.kind == 6:
            raise ValueError(f"entering, of {self.step}")
        return self.kind

    async def __aexit__(self, kind, exception, traceback):
        self.program.tell(self.step, "leaves", self.kind, chain(exception))
        if self.kind == 3:
            raise KeyError()
        if self.kind == 4:
            await asyncio.sleep(1)
        return self.kind == 1 or (self.kind == 2 and isinstance(exception, ValueError))


@contextlib.asynccontextmanager
async def manager(program, step, kind):
    """The kinds from 7 on."""
    if kind == 11:
        return
    try:
        await asyncio.sleep(kind % 2)
        yield kind
    except ValueError as exception:
        program.tell(step, "manager handles", chain(exception))
        if kind == 9:
            raise KeyError()
        if kind == 12:
            raise StopAsyncIteration()
        if kind == 13:
            raise
    finally:
        program.tell(step, "manager cleans up")
        await asyncio.sleep(kind % 2)
    if kind == 10:
        yield kind


class Scopes:
    def manager(self, step, kind):
        return (Manager if kind < 7 else manager)(self, step, kind)

    async def called(self, step, seconds):
        self.tell(step, "is called")
        await asyncio.sleep(seconds)
        if seconds == 2:
            raise ValueError(f"called, of {step}")

    async def guarded_by_manager(self, step, kind, inside):
        async with self.manager(step, kind) as entered:
            self.tell(step, "has entered", entered)
            await inside()

    async def guarded_by_stack(self, step, kind, inside):
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(self.manager(step, kind % 14))
            stack.push_async_callback(self.called, step, kind % 3)
            await stack.enter_async_context(self.manager(step, kind * 5 % 14))
            if kind % 2:
                stack.push_async_exit(self.manager(step, kind % 5))
            if kind % 5 == 4:
                kept = stack.pop_all()
                self.tell(step, "keeps them")
                await kept.aclose()
            await inside()

    # ---- Generators ----

    async def generator(self, step, inside, kind):
        try:
            got = yield 1
            self.tell(step, "generator got", got)
            await inside()
            yield 2
            await asyncio.sleep(kind % 2)
            yield 3
        except ValueError as exception:
            self.tell(step, "generator handles", chain(exception))
            if kind > 7:
                yield 4
        finally:
            self.tell(step, "generator cleans up")
            await asyncio.sleep(kind % 3)

    async def guarded_by_generator(self, step, kind, inside):
        if kind % 8 < 3:
            async for value in self.generator(step, inside, kind):
                self.tell(step, "for", value)
                if value == kind % 8:
                    break
        else:
            uses = self.use_aclosing, self.use_athrow, self.use_asend, self.use_two, self.use_relay
            await uses[kind % 8 - 3](step, inside, kind)
        self.tell(step, "behind it")

    async def use_aclosing(self, step, inside, kind):
        async with contextlib.aclosing(self.generator(step, inside, kind)) as generator:
            async for value in generator:
                self.tell(step, "for", value)
                if value == 2:
                    break

    # A traceback keeps the variables of the functions in it: hence `del`, and clear().

    async def use_athrow(self, step, inside, kind):
        generator = self.generator(step, inside, kind)
        try:
            self.tell(step, "anext", await anext(generator))
            if kind > 7:
                self.tell(step, "anext", await anext(generator))
            self.tell(step, "athrow", await generator.athrow(ValueError()))
            self.tell(step, "aclose", await generator.aclose())
        finally:
            del generator

    async def use_asend(self, step, inside, kind):
        generator = self.generator(step, inside, kind)
        try:
            self.tell(step, "anext", await generator.asend(None))
            self.tell(step, "asend", await generator.asend(7))
            await generator.aclose()
            self.tell(step, "anext", await anext(generator))
        finally:
            del generator

    async def use_two(self, step, inside, kind):
        held = [self.generator(step, inside, kind)]
        try:
            self.tell(step, "anext", await anext(held[0]))
            task = asyncio.create_task(self.ask(step, held))
            try:
                await asyncio.sleep(0)
                self.tell(step, "anext", await anext(held[0]))
            except RuntimeError as exception:
                self.tell(step, exception)
            finally:
                await asyncio.gather(task, return_exceptions=True)
            await held[0].aclose()
        finally:
            held.clear()

    async def ask(self, step, held):
        self.tell(step, "other anext", await anext(held[0]))

    async def use_relay(self, step, inside, kind):
        async def relay():
            async for value in self.generator(step, inside, kind):
                yield value * 10
                await asyncio.sleep(kind % 3)

        async for value in relay():
            self.tell(step, "for", value)
            if kind > 7 and value == 20:
                break

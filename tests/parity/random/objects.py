"""Words of locks, events, conditions, semaphores, barriers and queues, by theme.

Every program has the objects that OBJECTS counts, and a program with a theme uses one of a kind.
Its tasks can wait for each other in a circle; compare.py passes such programs over.

objects.c has the same in C.
"""

import asyncio

# As in scenario.py: "count" is as many as seconds; "flag"; or an object.
THEMES = {
    "locks": {
        "lock": (22, ["lock", "seconds"]),  # async with, and sleep in it
        "acquire": (4, ["lock"]),
        "release": (5, ["lock"]),
        "look": (2, []),
    },
    "events": {
        "event": (16, ["event"]),  # wait for it
        "set_event": (8, ["event"]),
        "clear_event": (4, ["event"]),
    },
    "conditions": {
        "wait": (12, ["condition"]),
        "wait_until": (10, ["condition"]),  # there is a token of it, and take it
        "notify": (12, ["condition", "count"]),  # of that many tokens
        "notify_all": (2, ["condition"]),
        "lock": (6, ["lock", "seconds"]),
        "release": (1, ["lock"]),
    },
    "semaphores": {
        "semaphore": (22, ["semaphore", "seconds"]),  # async with, and sleep in it
        "take": (4, ["semaphore"]),
        "give": (5, ["semaphore"]),
        "look": (2, []),
    },
    "barriers": {
        "barrier": (24, ["barrier"]),  # wait there
        "reset": (3, ["barrier"]),
        "abort": (1, ["barrier"]),
        "look": (2, []),
    },
    "queues": {
        "put": (14, ["queue", "count"]),  # an item of that priority
        "get": (14, ["queue"]),
        "put_nowait": (4, ["queue", "count"]),
        "get_nowait": (4, ["queue"]),
        "done": (5, ["queue"]),
        "join": (3, ["queue"]),
        "shutdown": (1, ["queue", "flag"]),
        "fill": (3, ["queue", "count"]),  # put several in, of priorities that repeat
        "drain": (3, ["queue"]),
        "look": (2, []),
    },
}
OBJECTS = {"lock": 2, "event": 2, "condition": 2, "semaphore": 2, "barrier": 2, "queue": 4}
# What else happens in such a program.
BACKGROUND = {
    **{"sleep": 6, "cancel": 10, "cancel_later": 4, "await": 1, "outcomes": 1, "wait_for": 1},
    **{"wait_for_call": 1, "create": 1, "uncancel": 1, "raise": 1, "call_soon": 1, "shield": 1},
}
# Behind these someone is often cancelled, before who was woken runs.
WAKERS = [
    *["lock", "release", "set_event", "notify", "semaphore", "give", "barrier"],
    *["put", "get", "put_nowait", "get_nowait", "fill", "drain", "done", "shutdown"],
]


class Item:
    """What is put into a queue: the step that did so, and a priority."""

    def __init__(self, step, priority, number=0):
        self.step, self.priority, self.number = step, priority, number

    def __lt__(self, other):
        return self.priority < other.priority

    def __str__(self):
        return f"{self.step}.{self.number} ({self.priority})"


class Objects:
    """Part of play.Program."""

    def create_objects(self):
        """As many as OBJECTS says."""
        self.locks = [asyncio.Lock(), asyncio.Lock()]
        self.events = [asyncio.Event(), asyncio.Event()]
        self.conditions = [asyncio.Condition(), asyncio.Condition(self.locks[0])]
        self.tokens = [0, 0]
        self.semaphores = [asyncio.Semaphore(1), asyncio.BoundedSemaphore(2)]
        self.barriers = [asyncio.Barrier(2), asyncio.Barrier(3)]
        self.queues = [
            asyncio.Queue(),
            asyncio.Queue(1),
            asyncio.PriorityQueue(),
            asyncio.LifoQueue(2),
        ]

    # ---- Locks, events, conditions ----

    async def play_lock(self, step, number, seconds):
        async with self.locks[number]:
            self.tell(step, "has it")
            await asyncio.sleep(seconds)

    async def play_acquire(self, step, number):
        self.tell(step, "got", await self.locks[number].acquire())

    async def play_release(self, step, number):
        self.locks[number].release()

    async def play_event(self, step, number):
        self.tell(step, "got", await self.events[number].wait())

    async def play_set_event(self, step, number):
        self.events[number].set()

    async def play_clear_event(self, step, number):
        self.events[number].clear()

    async def play_wait(self, step, number):
        async with self.conditions[number]:
            self.tell(step, "has it")
            self.tell(step, "got", await self.conditions[number].wait())

    async def play_wait_until(self, step, number):
        async with self.conditions[number]:
            await self.conditions[number].wait_for(lambda: self.tokens[number] > 0)
            self.tokens[number] -= 1
            self.tell(step, "leaves", self.tokens[number])

    async def play_notify(self, step, number, count):
        async with self.conditions[number]:
            self.tokens[number] += count
            self.conditions[number].notify(count)

    async def play_notify_all(self, step, number):
        self.conditions[number].notify_all()  # an error, unless somebody has the lock

    # ---- Semaphores, barriers ----

    async def play_semaphore(self, step, number, seconds):
        async with self.semaphores[number]:
            self.tell(step, "has it")
            await asyncio.sleep(seconds)

    async def play_take(self, step, number):
        self.tell(step, "got", await self.semaphores[number].acquire())

    async def play_give(self, step, number):
        self.semaphores[number].release()

    async def play_barrier(self, step, number):
        async with self.barriers[number] as index:
            self.tell(step, "got", index)

    async def play_reset(self, step, number):
        await self.barriers[number].reset()

    async def play_abort(self, step, number):
        await self.barriers[number].abort()

    async def play_look(self, step):
        states = [lock.locked() for lock in self.locks]
        states += [event.is_set() for event in self.events]
        states += [semaphore.locked() for semaphore in self.semaphores]
        states += [barrier.broken for barrier in self.barriers]
        states += [queue.full() for queue in self.queues]
        counts = [barrier.n_waiting for barrier in self.barriers]
        counts += [queue.qsize() for queue in self.queues]
        self.tell(step, "sees", "".join(str(int(state)) for state in states), *counts)

    # ---- Queues ----

    async def play_put(self, step, number, priority):
        await self.queues[number].put(Item(step, priority))
        self.tell(step, "put it")

    async def play_get(self, step, number):
        self.tell(step, "got", await self.queues[number].get())

    async def play_put_nowait(self, step, number, priority):
        self.queues[number].put_nowait(Item(step, priority))

    async def play_get_nowait(self, step, number):
        self.tell(step, "got", self.queues[number].get_nowait())

    async def play_fill(self, step, number, priority):
        for i in range(6):
            self.queues[number].put_nowait(Item(step, (priority + 3 * i) % 4, i))

    async def play_drain(self, step, number):
        while not self.queues[number].empty():
            self.tell(step, "got", self.queues[number].get_nowait())

    async def play_done(self, step, number):
        self.queues[number].task_done()

    async def play_join(self, step, number):
        await self.queues[number].join()
        self.tell(step, "joined")

    async def play_shutdown(self, step, number, immediate):
        self.queues[number].shutdown(bool(immediate))

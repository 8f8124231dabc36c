"""Draws random programs: what several tasks do, one step a line.

    5 tasks, 2 futures
    0 wait_for 2 1
    1 try limit 2 gather 3 4
    1 sleep 3

The first word of a step is the number of its task. Task 0 is the main task; it first creates the
tasks with odd numbers, and the others have to be created by a step. The last word and the numbers
behind it say what to do; WORDS has them all. Between the two there may be guards:

    try             catch whatever the step raises, and go on
    limit N         raise TimeoutError if it takes longer than N seconds
    finally N       clean up behind it, which takes N seconds

and those of groups.py, which has more words, too.

So that tasks do not wait for each other in a circle, a task awaits only tasks with higher numbers.
Times are whole seconds: many things then happen at the same time, and their order matters.
"""

import random

import groups

# Each word with its weight, and with the kinds of its arguments: "task" is any, "later" one with a
# higher number, "laters" up to three of these, which may be the same; "future"; "seconds"; and
# "patience", which may be groups.FOR_EVER.
WORDS = {
    "sleep": (6, ["seconds"]),
    "await": (3, ["later"]),
    "gather": (3, ["laters"]),
    "outcomes": (2, ["laters"]),  # gather(return_exceptions=True)
    "wait_for": (2, ["later", "seconds"]),
    "wait_for_call": (1, ["seconds", "seconds"]),  # of a coroutine: how long it sleeps; the limit
    "create": (2, ["task"]),
    "cancel": (3, ["task"]),
    "cancel_later": (2, ["task", "seconds"]),
    "uncancel": (1, []),
    "raise": (1, []),
    "call_soon": (1, []),
    "call_later": (1, ["seconds"]),
    "future": (2, ["future"]),  # await it
    "set_result": (2, ["future"]),
    "set_exception": (1, ["future"]),
    "cancel_future": (1, ["future"]),
    **groups.WORDS,
}
# Each guard with its weight, and with the largest number that may stand behind it.
GUARDS = {"try": (6, None), "limit": (1, 3), "finally": (1, 3), **groups.GUARDS}
GUARDS_OF_A_STEP = {0: 4, 1: 7, 2: 2, 3: 1}


def draw(source: random.Random) -> str:
    tasks = source.randint(3, 7)
    futures = source.randint(1, 3)
    lines = [f"{tasks} tasks, {futures} futures"]
    for task in range(tasks):
        for _ in range(source.randint(1, 6)):
            words = [str(task), *draw_guards(source), *draw_call(source, task, tasks, futures)]
            lines.append(" ".join(words))
    return "\n".join(lines) + "\n"


def draw_guards(source):
    words = []
    for _ in range(weighted(source, GUARDS_OF_A_STEP)):
        guard = weighted(source, {guard: weight for guard, (weight, _) in GUARDS.items()})
        most = GUARDS[guard][1]
        words += [guard] if most is None else [guard, str(source.randint(0, most))]
    return words


def draw_call(source, task, tasks, futures):
    word = weighted(source, {word: weight for word, (weight, _) in WORDS.items()})
    kinds = WORDS[word][1]
    if task == tasks - 1 and "later" in kinds:
        return ["sleep", "0"]
    arguments = []
    for kind in kinds:
        if kind == "seconds":
            arguments.append(source.randint(0, 3))
        elif kind == "patience":
            arguments.append(source.randint(0, groups.FOR_EVER))
        elif kind == "future":
            arguments.append(source.randrange(futures))
        elif kind == "task":
            arguments.append(source.randrange(tasks))
        elif kind == "later":
            arguments.append(source.randrange(task + 1, tasks))
        elif kind == "laters" and task < tasks - 1:
            count = source.randint(0, 3)
            arguments += [source.randrange(task + 1, tasks) for _ in range(count)]
    return [word, *map(str, arguments)]


def weighted(source, weights):
    """One of the keys. random.choices() would use floats; this is the same everywhere."""
    return source.choice([key for key, weight in weights.items() for _ in range(weight)])

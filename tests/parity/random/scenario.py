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

and those of groups.py, which has more words, too, and of scopes.py.

So that tasks do not wait for each other in a circle, a task awaits only tasks with higher numbers.
Times are whole seconds: many things then happen at the same time, and their order matters.

Some programs have one or two of the themes of objects.py and streams.py. Most of their words are
about these, the main task creates all others at once, and waits for some of them in the end, so
that much happens.
"""

import random

import groups
import objects
import scopes
import streams

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
GUARDS = {
    **{"try": (8, None), "limit": (2, 3), "finally": (1, 3)},
    **groups.GUARDS,
    **scopes.GUARDS,
}
THEMES = {**objects.THEMES, **streams.THEMES}
WAKERS = objects.WAKERS + streams.WAKERS
THEMES_OF_A_PROGRAM = {0: 1, 1: 1, 2: 1}
MOST_ARGUMENTS = 4
GUARDS_OF_A_STEP = {0: 4, 1: 7, 2: 2, 3: 1}


def draw(source: random.Random) -> str:
    return Scenario(source).text()


class Scenario:
    def __init__(self, source):
        self.source = source
        self.tasks = source.randint(3, 7)
        self.futures = source.randint(1, 3)
        self.themes = source.sample(list(THEMES), weighted(source, THEMES_OF_A_PROGRAM))
        self.words = WORDS
        if self.themes:
            self.words = {word: (n, WORDS[word][1]) for word, n in objects.BACKGROUND.items()}
        for theme in self.themes:
            self.words.update(THEMES[theme])
        objects_of_all = {**objects.OBJECTS, **streams.OBJECTS}
        self.objects = {kind: source.randrange(n) for kind, n in objects_of_all.items()}
        if "conditions" in self.themes and source.randint(0, 3) > 0:
            self.objects |= {"condition": 1, "lock": 0}  # the one that is on this lock

    def text(self):
        lines = [f"{self.tasks} tasks, {self.futures} futures"]
        if self.themes:
            lines += [f"0 create {task}" for task in range(2, self.tasks, 2)]
        for task in range(self.tasks):
            most = 12 if task > 0 and self.themes and self.themes[0] in streams.THEMES else 6
            for _ in range(self.source.randint(1, most)):
                lines += self.draw_step(task)
        if self.themes:
            others = min(self.tasks - 1, MOST_ARGUMENTS)
            awaited = self.source.sample(range(1, self.tasks), others)
            lines.append(f"0 try limit 12 outcomes {' '.join(map(str, awaited))}")
        return "\n".join(lines) + "\n"

    def draw_step(self, task):
        call = self.draw_call(task)
        guards = self.draw_guards()
        if call[0] in streams.WORDS and "try" not in guards:
            guards.insert(0, "try")  # most of them may fail
        lines = [" ".join([str(task), *guards, *call])]
        if self.themes and call[0] in WAKERS and self.source.randint(0, 1) == 0:
            lines.append(f"{task} cancel {self.source.randrange(self.tasks)}")
        return lines

    def draw_guards(self):
        words = []
        for _ in range(weighted(self.source, GUARDS_OF_A_STEP)):
            guard = weighted(self.source, {guard: weight for guard, (weight, _) in GUARDS.items()})
            most = GUARDS[guard][1]
            words += [guard] if most is None else [guard, str(self.source.randint(0, most))]
        return words

    def draw_call(self, task):
        weights = {word: weight for word, (weight, _) in self.words.items()}
        word = weighted(self.source, weights)
        kinds = self.words[word][1]
        if task == self.tasks - 1 and "later" in kinds:
            return ["sleep", "0"]
        arguments = []
        for kind in kinds:
            arguments += self.draw_arguments(kind, task)
        return [word, *map(str, arguments)]

    def draw_arguments(self, kind, task):
        ends = {"seconds": 4, "count": 4, "flag": 2, "patience": groups.FOR_EVER + 1}
        ends |= {"future": self.futures, "task": self.tasks, "end": streams.ENDS}
        ends |= {"piece": len(streams.PIECES), "size": streams.SIZES}
        if kind in ends:
            return [self.source.randrange(ends[kind])]
        if kind in self.objects:
            return [self.objects[kind]]
        if kind == "later":
            return [self.source.randrange(task + 1, self.tasks)]
        if task == self.tasks - 1:
            return []
        count = self.source.randint(0, 3)
        return [self.source.randrange(task + 1, self.tasks) for _ in range(count)]


def weighted(source, weights):
    """One of the keys. random.choices() would use floats; this is the same everywhere."""
    return source.choice([key for key, weight in weights.items() for _ in range(weight)])

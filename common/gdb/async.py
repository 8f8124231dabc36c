"""For gdb: the tasks of a program, and where each is. In gdb:

    source common/gdb/async.py
    async-tasks             all tasks that are not done, and what each waits for
    async-bt TASK           the backtrace of one, by its number or name: async-bt 3

A task that runs is on the stack that gdb shows by itself. One that rests has a stack of its own:
for the time of a backtrace the registers are set to where that stands. So it needs a process, not a
core file. Both commands show the tasks of the thread that is selected.
"""

import gdb

# What switch-ucontext.c leaves: the numbers of the registers in struct ucontext_t, of x86-64.
CONTEXT = {"rip": 16, "rsp": 15, "rbp": 10, "rbx": 11, "r12": 4, "r13": 5, "r14": 6, "r15": 7}


def tasks():
    """The tasks of this thread that are not done, the oldest first."""
    task = gdb.parse_and_eval("'task.c'::unfinished")["first"]
    while task:
        yield task.dereference()
        task = task["next"]


def running():
    return int(gdb.lookup_global_symbol("here").value()["task"])


def name_of(task):
    return task["name"].string() if task["name"] else "Task-%d" % int(task["number"])


def site(pointer):
    at = pointer.dereference()
    return "%s:%d" % (at["file"].string(), int(at["line"]))


def state_of(task):
    here = task["errors"]["here"]
    at = " at " + site(here) if here else ""
    if int(task.address) == running():
        return "runs"
    if int(task["coroutine"]["state"]) == 0:
        return "has not begun"
    if not task["waits_for"]:
        return "is about to go on" + at
    if int(task["waits_for"]["awaitable"]["kind"]) == 1:
        other = task["waits_for"].cast(task.type.pointer()).dereference()
        return "waits for %s%s" % (name_of(other), at)
    how = task["waits_how"]
    return "waits for %s%s" % (how.string() if how else "a future", at)


def registers_of(coroutine):
    """What the registers were when the coroutine paused."""
    sp = coroutine["sp"]
    rest = address_of("switch_at_rest")
    if rest is not None:
        return {"sp": int(sp), "pc": rest}
    context = sp.cast(gdb.lookup_type("ucontext_t").pointer())["uc_mcontext"]["gregs"]
    return {name: int(context[number]) for name, number in CONTEXT.items()}


def address_of(name):
    """The address of a label of switch.S; None where that is not part of the program."""
    try:
        return int(gdb.parse_and_eval("(long)&" + name))
    except gdb.error:
        return None


def print_resting(coroutine):
    """The backtrace of a coroutine that has paused; of a generator that it asks, first."""
    if coroutine["inner"]:
        print_resting(coroutine["inner"].dereference())
    there = registers_of(coroutine)
    gdb.newest_frame().select()
    here = {name: int(gdb.parse_and_eval("(long)$" + name)) for name in there}
    try:
        for name, value in there.items():
            gdb.execute("set var $%s = %d" % (name, value), to_string=True)
        gdb.execute("backtrace")
    finally:
        for name, value in here.items():
            gdb.execute("set var $%s = %d" % (name, value), to_string=True)


class Tasks(gdb.Command):
    """async-tasks: the tasks that are not done, and what each waits for."""

    def __init__(self):
        super().__init__("async-tasks", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        for task in tasks():
            print("%s (%s), created at %s: %s" % (
                name_of(task), task["coroutine"]["function"].string(), site(task["future"]["site"]),
                state_of(task)))


class Backtrace(gdb.Command):
    """async-bt TASK: where that task is, by its number or its name."""

    def __init__(self):
        super().__init__("async-bt", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        for task in tasks():
            if argument in (str(int(task["number"])), name_of(task)):
                break
        else:
            raise gdb.GdbError("there is no such task: async-tasks lists them")
        if int(task.address) == running():
            gdb.execute("backtrace")
        elif int(task["coroutine"]["state"]) == 0:
            print("%s has not begun" % name_of(task))
        else:
            print_resting(task["coroutine"])


Tasks()
Backtrace()

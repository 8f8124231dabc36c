# What is raised in the clauses of except*: again, anew, and both; and what nobody takes.
def show(e, depth=1):
    print("  " * depth + type(e).__name__, e)
    for inner in getattr(e, "exceptions", ()):
        show(inner, depth + 1)

def raise_all():
    raise ExceptionGroup("all", [
        ValueError("a"),
        ExceptionGroup("deeper", [
            KeyError(1),
            ValueError("b"),
            ExceptionGroup("deepest", [OSError("c")]),
        ]),
        TypeError("d"),
    ])

def again():
    try:
        raise_all()
    except* ValueError:
        raise

def again_and_anew():
    try:
        raise_all()
    except* ValueError:
        raise
    except* OSError:
        raise RuntimeError("new")
    except* TypeError:
        print("handled")

def two_again():
    try:
        raise_all()
    except* ValueError:
        raise
    except* KeyError:
        print("handled")
    except* OSError:
        raise

def anew_of_one():
    try:
        raise ValueError("alone")
    except* ValueError:
        raise IndexError("other")

def again_of_one():
    try:
        raise ValueError("alone")
    except* ValueError:
        raise

def taken_by_none():
    try:
        raise ValueError("alone")
    except* KeyError:
        print("not reached")

for function in again, again_and_anew, two_again, anew_of_one, again_of_one, taken_by_none:
    print(function.__name__)
    try:
        function()
    except Exception as e:
        show(e)
        print("  context:", type(e.__context__).__name__)

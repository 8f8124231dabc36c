# except*: each clause takes its part of the group, at every depth; what is left goes on.
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

try:
    try:
        raise_all()
    except* ValueError as e:
        print("ValueError:")
        show(e)
    except* LookupError as e:
        print("LookupError:")
        show(e)
    except* OSError as e:
        print("OSError:")
        show(e)
except* TypeError as e:
    print("the rest:")
    show(e)

try:
    try:
        raise_all()
    except* ValueError as e:
        raise RuntimeError("in the handler")
    except* KeyError:
        print("the next clause runs all the same")
except ExceptionGroup as e:
    print("raised in a handler:")
    show(e)
    print("context:", type(e.exceptions[0].__context__).__name__)

try:
    raise ValueError("alone")
except* ValueError as e:
    print("wrapped:")
    show(e)

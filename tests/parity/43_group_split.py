# Groups can be split and filtered by type; the structure is kept.
def shape(e):
    if not isinstance(e, BaseExceptionGroup):
        return None if e is None else type(e).__name__ + "(" + str(e) + ")"
    return e.message + "[" + ", ".join(shape(x) for x in e.exceptions) + "]"

tree = ExceptionGroup("root", [
    ValueError("a"),
    ExceptionGroup("left", [ValueError("b"), TypeError("c")]),
    ExceptionGroup("right", [OSError("d")]),
])
print(tree, len(tree.exceptions))
match, rest = tree.split(ValueError)
print(shape(match))
print(shape(rest))
match, rest = tree.split(KeyError)
print(shape(match), "|", shape(rest))
match, rest = tree.split(Exception)
print(match is tree, rest)
print(shape(tree.subgroup(TimeoutError)), shape(tree.subgroup(OSError)))
print(ExceptionGroup("one", [ValueError("e")]))
try:
    ExceptionGroup("none", [])
except ValueError as e:
    print("ValueError:", e)

#!/bin/sh
# Tests weave on a small tree: what it writes, and that it finds each kind of error.

set -u
case ${CONFIG_DIR:=build/release} in
/*) ;;
*) CONFIG_DIR=$PWD/$CONFIG_DIR ;;
esac
weave=$CONFIG_DIR/tests/tutorial/weave
passed=0 failed=0

tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
cd "$tree" || exit 1
mkdir -p common chapters/01-lake built/chapters/01-lake built/course
export CONFIG_DIR=built

cat >common/lake.h <<'END'
/* async_fill() is only spoken of. */
struct async_lake { int depth; };
int async_drain(int depth);
#define async_freeze(lake) async_drain(0)
END
cat >chapters/01-lake/1-swim.c <<'END'
/* Swimming. */

#include <stdio.h>

#define DEPTH 3			/* metres */

static int swim(int depth);

struct swim {
	int depth;
};

static const char *const lakes[] = {
	"Inari",
};

/* How deep? "}" is no end, nor is '{' a beginning. */
static int measure(const struct swim *self, int swimmers)
{
	if (swimmers) {
		puts("}");
	}
	return self->depth + '{';	/* } */
}

ASYNC static int swim(int depth)
{
	return measure(&(struct swim){ depth }, DEPTH);
}

int main(void)
{
	return swim(2);
}
END
cat >chapters/01-lake/swim.py <<'END'
import asyncio

lakes = [
    "Inari",
]


async def swim(depth):
    await asyncio.sleep(depth)

    print(depth)


asyncio.run(swim(2))
END
cat >built/chapters/01-lake/1-swim <<'END'
#!/bin/sh
echo "swims on the $ASYNC_CLOCK clock, $# words: $*"
echo "and sinks" >&2
echo
exit 1
END
printf '#!/bin/sh\necho "course $*"\n' >built/course/course
printf '#!/bin/sh\nkill -SEGV $$\n' >built/chapters/01-lake/2-sink
chmod +x built/chapters/01-lake/* built/course/course

pass() {
	passed=$((passed + 1))
}

fail() {
	echo "$1"
	failed=$((failed + 1))
}

# writes LABEL: `weave` makes of the text in "before" the text in "after", and then `weave --check`
# is content.
writes() {
	cp before text.md
	"$weave" text.md >said 2>&1 && diff -u after text.md && pass ||
		fail "$1: wrote something else: $(cat said)"
	"$weave" --check text.md >said 2>&1 && pass ||
		fail "$1: not content with what it wrote: $(cat said)"
}

# finds LABEL PATTERN: `weave --check` fails on the text on stdin, with the pattern in what it
# says, and changes nothing.
finds() {
	cat >before
	cp before text.md
	if "$weave" --check text.md >said 2>&1; then
		fail "$1: not found"
	elif ! grep -q "$2" said; then
		fail "$1: said something else: $(cat said)"
	elif ! tail -n 1 said | grep -qx '[0-9]* passed, 1 failed'; then
		fail "$1: more or less than one failure: $(cat said)"
	elif ! cmp -s before text.md; then
		fail "$1: changed the text"
	else
		pass
	fi
}

# accepts LABEL: `weave --check` has nothing to say on the text on stdin.
accepts() {
	cat >text.md
	"$weave" --check text.md >said 2>&1 && pass || fail "$1: $(cat said)"
}

# ---- What it writes ----

cat >before <<'END'
Before.

<!-- snippet chapters/01-lake/1-swim.c swim -->
```c
old
```
<!-- snippet chapters/01-lake/1-swim.c measure lakes DEPTH -->
```c
```
<!-- output chapters/01-lake/1-swim -->
```text
old
```
<!-- output course check 01-lake -->
```text
```

```sh
make run
```
After.
END
cat >after <<'END'
Before.

<!-- snippet chapters/01-lake/1-swim.c swim -->
```c
struct swim {
	int depth;
};

ASYNC static int swim(int depth)
{
	return measure(&(struct swim){ depth }, DEPTH);
}
```
<!-- snippet chapters/01-lake/1-swim.c measure lakes DEPTH -->
```c
/* How deep? "}" is no end, nor is '{' a beginning. */
static int measure(const struct swim *self, int swimmers)
{
	if (swimmers) {
		puts("}");
	}
	return self->depth + '{';	/* } */
}

static const char *const lakes[] = {
	"Inari",
};

#define DEPTH 3			/* metres */
```
<!-- output chapters/01-lake/1-swim -->
```text
swims on the virtual clock, 0 words: 
and sinks
```
<!-- output course check 01-lake -->
```text
course check 01-lake
```

```sh
make run
```
After.
END
writes 'snippets and outputs'

{ echo '<!-- snippet chapters/01-lake/1-swim.c -->'; echo '```c'; echo '```'; } >before
{ head -n 2 before; cat chapters/01-lake/1-swim.c; echo '```'; } >after
writes 'a whole file'

cat >before <<'END'
<!-- snippet chapters/01-lake/swim.py swim lakes -->
```python
```
```python
free = True
```
END
cat >after <<'END'
<!-- snippet chapters/01-lake/swim.py swim lakes -->
```python
async def swim(depth):
    await asyncio.sleep(depth)

    print(depth)

lakes = [
    "Inari",
]
```
```python
free = True
```
END
writes 'snippets of Python'

# ---- What it finds ----

finds 'a Python function that does not exist' 'swim.py defines no wim' <<'END'
<!-- snippet chapters/01-lake/swim.py wim -->
```python
```
END

finds 'a snippet of Python in another fence' 'the next line must be ```python' <<'END'
<!-- snippet chapters/01-lake/swim.py swim -->
```sh
```
END

finds 'a snippet that is not what the program has' 'text.md:3: not what it should be' <<'END'
<!-- snippet chapters/01-lake/1-swim.c main -->
```c
int main(int argc)
{
	return swim(2);
}
```
END
grep -q 'is:        int main(int argc)$' said && grep -q 'should be: int main(void)$' said &&
	pass || fail "both lines should be shown: $(cat said)"

finds 'a line too few' 'text.md:6: not what it should be' <<'END'
<!-- snippet chapters/01-lake/1-swim.c main -->
```c
int main(void)
{
	return swim(2);
```
END

finds 'a line too many' 'text.md:7: not what it should be' <<'END'
<!-- snippet chapters/01-lake/1-swim.c main -->
```c
int main(void)
{
	return swim(2);
}
/* more */
```
END

finds 'an output that is not what the program prints' 'text.md:6: not what it should be' <<'END'


<!-- output chapters/01-lake/1-swim -->
```text
swims on the virtual clock, 0 words: 
and floats
```
END

finds 'a C fence that nothing owns' 'text.md:2: no line above' <<'END'
Look:
```c
int x;
```
END

finds 'an output fence that nothing owns' 'text.md:1: no line above' <<'END'
```text
x
```
END

finds 'a fence without a language' 'text.md:1: no line above' <<'END'
```
x
```
END

finds 'an indented fence' 'text.md:2: no line above' <<'END'
- Look:
  ```c
  int x;
  ```
END

finds 'an empty line between' 'text.md:1: the next line must be ```c' <<'END'
<!-- snippet chapters/01-lake/1-swim.c main -->

END

finds 'the wrong kind of fence' 'text.md:1: the next line must be ```text' <<'END'
<!-- output chapters/01-lake/1-swim -->
```sh
```
END

finds 'a fence that is never closed' 'text.md:1: this fence is never closed' <<'END'
```sh
make
END

finds 'a file that does not exist' 'text.md:1: there is no file chapters/01-lake/9.c' <<'END'
<!-- snippet chapters/01-lake/9.c main -->
```c
```
END

finds 'a function that does not exist' 'text.md:1: .*1-swim.c defines no dive' <<'END'
<!-- snippet chapters/01-lake/1-swim.c main dive -->
```c
```
END

finds 'a parameter, which is no definition' 'defines no swimmers' <<'END'
<!-- snippet chapters/01-lake/1-swim.c swimmers -->
```c
```
END

finds 'a program that does not exist' 'text.md:1: chapters/01-lake/9 does not run' <<'END'
<!-- output chapters/01-lake/9 -->
```text
```
END

finds 'a program that crashes' 'text.md:1: chapters/01-lake/2-sink was ended by signal 11' <<'END'
<!-- output chapters/01-lake/2-sink -->
```text
```
END

finds 'another command' 'text.md:1: an output is of' <<'END'
<!-- output rm -rf chapters -->
```text
```
END

finds 'a name that no header has' 'text.md:1: .* knows async_swim()' <<'END'
Call `async_swim()`.
END

finds 'a name that only a comment has' 'knows async_fill()' <<'END'
Call `async_fill()`.
END

finds 'a name of ours without parentheses' 'text.md:3: .*knows async_pond$' <<'END'
One line.

A `struct async_pond` is a small one.
END

finds 'a name in code that goes over two lines' 'text.md:2: .*knows dive()' <<'END'
One may `swim
dive()` here.
END

finds 'a name of a program that is not shown' 'text.md:1: .*knows measure()' <<'END'
`measure()` is not shown.
END

accepts 'known names' <<'END'
`async_drain()`, `async_freeze()`, `struct async_lake`, `async_*`, libevent's
`event_base_dispatch()` and `evtimer_new()`, POSIX's `select()`, the macro `assert()`, Python's
`asyncio.swim()`, and `main()` and `swim()`, which are shown.

An unknown() name outside of backticks is text. So is ``one'' in
other quotes.

<!-- snippet chapters/01-lake/1-swim.c main -->
```c
int main(void)
{
	return swim(2);
}
```
```sh
dive `unknown()`
```
END

echo '`unknown()`' >text.md
"$weave" text.md >said 2>&1 && fail 'weave without --check must fail on errors, too' || pass

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

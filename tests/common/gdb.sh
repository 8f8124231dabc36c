#!/bin/sh
# gdb on a program with a task that runs and tasks that rest: each backtrace begins where the task
# is, and ends cleanly at the first function on its stack.

set -u

build=${CONFIG_DIR:-build/release}
passed=0
failed=0

if [ -n "${RUNNER:-}" ]; then
	echo "(A program that another one runs is not for gdb: $RUNNER)"
	echo '0 passed, 0 failed'
	exit 0
fi

said=$(mktemp) || exit 1
trap 'rm -f "$said"' EXIT

ASYNC_CLOCK=virtual ASAN_OPTIONS=detect_leaks=0 timeout 120 gdb -batch -nx \
	-iex 'set debuginfod enabled off' -ex 'source common/gdb/async.py' \
	-ex 'break stop_here' -ex run \
	-ex 'echo == running\n' -ex bt \
	-ex 'echo == tasks\n' -ex async-tasks \
	-ex 'echo == worker\n' -ex 'async-bt worker' \
	-ex 'echo == fetcher\n' -ex 'async-bt fetcher' \
	-ex 'echo == number\n' -ex 'async-bt 1' \
	-ex 'echo == asker\n' -ex 'async-bt asker' \
	-ex 'echo == nobody\n' -ex 'async-bt nobody' \
	-ex 'echo == running again\n' -ex bt -ex 'finish' \
	--args "$build/tests/common/debug-tree" --program program_for_gdb >"$said" 2>&1 </dev/null

# Behind our first function, where that was reached by makecontext(), gdb shows two frames of libc
# without a name. They are the end.
case $build in
*ucontext*) glibc_end='^#.* in ?? ()' ;;
*) glibc_end='^$' ;;
esac

# part NAME: what was said under that headline.
part() {
	sed -n "/^== $1\$/,/^== /p" "$said" | grep -v -e '^== ' -e "$glibc_end"
}

# says NAME PATTERN...: each is found in that part, one behind the other.
says() {
	name=$1 text=$(part "$1" | tr '\n' ' ') pattern=
	shift
	for piece; do
		pattern="$pattern$piece.*"
	done
	if printf '%s' "$text" | grep -q "$pattern"; then
		passed=$((passed + 1))
	else
		echo "$name: expected \"$pattern\", found:"
		part "$name"
		failed=$((failed + 1))
	fi
}

# ends_cleanly NAME: with the first function of a stack, and no complaint.
ends_cleanly() {
	last=$(part "$1" | tail -n 1)
	if printf '%s' "$last" | grep -Eq ' (switch_)?begin \(' &&
	   ! part "$1" | grep -Eqi 'corrupt|cannot|previous frame|\?\?'; then
		passed=$((passed + 1))
	else
		echo "$1: does not end cleanly:"
		part "$1"
		failed=$((failed + 1))
	fi
}

says running '#0  stop_here (number=[a-z@=]*7)' ' work (' ' enter ('
ends_cleanly running
says tasks 'fetcher (fetch), created at tests/common/debug-tree.c:[0-9]*: waits for sleep' \
	'asker (ask_for_one), ' 'worker (work), created at tests/common/debug-tree.c:[0-9]*: runs'
says worker '#0  stop_here (number=[a-z@=]*7)' ' work ('
ends_cleanly worker
says fetcher 'switch_' ' async_sleep (' ' download (' ' fetch (' ' enter ('
ends_cleanly fetcher
says number ' async_sleep (' ' download (' ' fetch (' ' enter ('
ends_cleanly number
says asker ' deliver (' ' enter (' ' go_on (' ' ask_for_one (' ' enter ('
ends_cleanly asker
says nobody 'there is no such task: async-tasks lists them'
says 'running again' '#0  stop_here (number=[a-z@=]*7)' ' work ('
says 'running again' ' switch_begin ()\| begin (' 'AWAIT(async_sleep(1))'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

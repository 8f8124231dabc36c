#!/bin/sh
# Every program of every chapter prints what stands in tests/chapters/CHAPTER/NAME.out, to the line.
#
# Each is run on the virtual clock, with stdout and stderr in one, as the player shows them. The
# tutorial shows the same output, so a file here changes together with it: see `make tutorial`.

set -u

build=${CONFIG_DIR:-build/release}
printed=$(mktemp) || exit 1
trap 'rm -f "$printed"' EXIT
passed=0
failed=0

fail() {
	echo "$1"
	failed=$((failed + 1))
}

# A program may end with an error, which then is what it shows. It may not be killed: by a signal,
# or by the time limit, which measures nothing and ends what would never end.
play() {
	ASYNC_CLOCK=virtual NO_COLOR=1 timeout 60 ${RUNNER:-} "$build/$1" \
		>"$printed" 2>&1 </dev/null
	status=$?
	if [ $status -ge 124 ]; then
		echo "(ended with status $status)" >>"$printed"
	fi
}

for source in chapters/*/*.c; do
	name=${source%.c}
	expected=tests/$name.out
	if [ ! -f "$expected" ]; then
		fail "$source: what it should print is missing: write it to $expected"
		continue
	fi
	play "$name"
	if diff -u --label "$expected" --label "printed by $name" "$expected" "$printed"; then
		passed=$((passed + 1))
	else
		fail "$name: prints something else than $expected says"
	fi
done

for expected in tests/chapters/*/*.out; do
	name=${expected#tests/}
	name=${name%.out}
	if [ ! -f "$name.c" ]; then
		fail "$expected: there is no program $name.c: remove the one or write the other"
	fi
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

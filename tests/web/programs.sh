#!/bin/sh
# Every program in tests/web/programs prints what stands beside it, on the virtual clock: at once,
# and 20 times the same.

set -u

build=${CONFIG_DIR:-build/release}
printed=$(mktemp) || exit 1
trap 'rm -f "$printed"' EXIT
passed=0
failed=0

for expected in tests/web/programs/*.out; do
	name=${expected%.out}
	times=0
	while [ $times -lt 20 ]; do
		ASYNC_CLOCK=virtual timeout 60 ${RUNNER:-} "$build/$name" \
			>"$printed" 2>&1 </dev/null
		diff -u --label "$expected" --label "printed" "$expected" "$printed" || break
		times=$((times + 1))
	done
	if [ $times -eq 20 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

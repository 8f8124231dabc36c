#!/bin/sh
# A starter that shows the program which its answers are about shows the very program that the
# judge runs: its scene, without the includes, the opening comment, and what it tells the record.
# Blank lines do not count.

set -u

passed=0
failed=0
shown=$(mktemp) || exit 1
played=$(mktemp) || exit 1
trap 'rm -f "$shown" "$played"' EXIT

tab=$(printf '\t')

for scene in tests/exercises/*/*.scene.c; do
	name=${scene#tests/exercises/}
	name=${name%.scene.c}
	starter=chapters/${name%/*}/exercises/${name#*/}.c
	grep -q "^ \*${tab}int main(" "$starter" || continue
	sed -n "s/^ \*${tab}//p" "$starter" >"$shown"
	sed -e '1,/^#include "record.h"/d' -e '/record_returned();/d' -e '/record_mark(/d' \
		-e '/^$/d' "$scene" >"$played"
	if diff -u --label "$starter" --label "$scene" "$shown" "$played"; then
		passed=$((passed + 1))
	else
		echo "$starter: shows another program than $scene is"
		failed=$((failed + 1))
	fi
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

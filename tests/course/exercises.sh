#!/bin/sh
# All exercises are as they should be: starters, solutions, mistakes, and the rest that `course dev
# check` looks at. And by `course check`, where learners work, all solutions earn every point.

. tests/course/functions

run "$build/course/course" dev check
expect 'dev check: exit status' 0 "$status"
expect 'dev check' "$(cd "$build/exercises" && echo */* | wc -w) exercises, $(
	ls tests/mistakes/*/*/*.c | wc -l) mistakes, all as they should be" "$out"
expect 'dev check: what is told on the way' '' "$(echo "$err" | grep -v '[0-9] of [0-9]* judged')"

make_tree tree

names=$(cd "$build/exercises" && echo */*)

for name in $names; do
	cp "solutions/$name.c" "$tree/$(source_of "$name")"
done
run "$course" check --json
expect 'check with all solutions' 0 "$status"
expect 'a verdict for each' "$(echo "$names" | wc -w)" "$(echo "$out" | grep -c '"exercise":')"
expect 'each passed' "$(echo "$names" | wc -w)" "$(echo "$out" | grep -c '"outcome": "passed"')"
expect 'points and their maximum' "$(echo "$out" | sed -n 's/"maximum"/"points"/p')" \
	"$(echo "$out" | grep '"points"')"
run "$course" check
expect_match 'the sum' '* passed, *' "$(echo "$out" | tail -n 1)"
expect 'nothing else is said' '' "$err$(echo "$out" | grep -i warning)"

finish

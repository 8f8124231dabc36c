#!/bin/sh
# Through `course check`: all solutions together earn every point there is. (That each exercise is
# as it should be, with its starter and its mistakes, is for dev-check.sh.)

. tests/course/functions
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

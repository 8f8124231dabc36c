#!/bin/sh
# Through `course check`: every starter fails, and for the reason that its judge names; every
# solution earns every point; every mistake gets the feedback that it names in its first line.

. tests/course/functions
make_tree tree

names=$(cd "$build/exercises" && echo */*)

# What a judge says of itself: describe EXERCISE KEY
describe() {
	"$build/exercises/$1/judge" --describe | tr ',' '\n' |
		sed -n "s/^.*\"$2\": *\"\{0,1\}\([^\"}]*\).*/\1/p" | tail -n 1
}

for name in $names; do
	run "$course" check "$name" --json
	expect "$name: the starter" "1: wrong, $(describe "$name" starter)" \
		"$status: $(echo "$out" | outcomes)"
done

for name in $names; do
	cp "solutions/$name.c" "$tree/$(source_of "$name")" 2>"$scratch/err" ||
		not_ok "$name: the solution" "$(cat "$scratch/err")"
done
run "$course" check --json
expect 'check with all solutions' 0 "$status"
expect 'a verdict for each' "$(echo "$names" | wc -w)" "$(echo "$out" | grep -c '"exercise":')"
expect 'each passed' "$(echo "$names" | wc -w)" "$(echo "$out" | grep -c '"outcome": "passed"')"
expect 'points and their maximum' "$(echo "$out" | sed -n 's/"maximum"/"points"/p')" \
	"$(echo "$out" | grep '"points"')"
run "$course" check
expect_match 'the sum' '* passed, *' "$(echo "$out" | tail -n 1)"
expect 'the compiler has nothing to say of solutions' '' "$err$(echo "$out" | grep -i warning)"

for name in $names; do
	for mistake in tests/mistakes/"$name"/*.c; do
		feedback=$(sed -n '1s,^/\* *feedback: *\([a-z-]*\).*,\1,p' "$mistake")
		cp "$mistake" "$tree/$(source_of "$name")"
		run "$course" check "$name" --json
		found=$(echo "$out" | outcomes)
		expect "$mistake" "1: $feedback" "$status: ${found#*, }"
	done
done

finish

#!/bin/sh
# The submissions in tests/course/attacks try to get a verdict that they have not earned. Each says
# in its first comment what it does and which outcome it must have from `course grade`, and from
# `course check`, where that is another. And since every layer should hold alone, the judge takes
# none of them either when nobody has looked into its object file.

. tests/course/functions
make_tree tree $some
exercise=03-gather/7-overlap
parts=$build/exercises/$exercise

learner=$(sed 's/ : /\n/g' "$build/flags" | sed -n 2p)
link=$(sed 's/ : /\n/g' "$build/flags" | sed -n 3p)
libraries=$(sed 's/.* : //' "$build/flags")

# What the first comment of $1 has for $2: "outcome", "outcome of check".
said() {
	sed -n "1,/\*\//s,^ \* $2: \([a-z, -]*[a-z]\).*,\1,p" "$1"
}

# Build and judge $1 without a look into its object file. Prints the outcome; nothing if it
# cannot be built.
judge_bare() {
	# shellcheck disable=SC2086
	$learner -w -c -o "$scratch/bare.o" "$1" 2>"$scratch/err" &&
		objcopy --redefine-sym main=exercise_main --keep-global-symbols="$parts/names" \
			"$scratch/bare.o" 2>"$scratch/err" &&
		$link -o "$scratch/bare" "$parts/stage.o" "$scratch/bare.o" \
			$libraries 2>"$scratch/err" ||
		return 0
	"$parts/judge" --source "$1" --object "$scratch/bare.o" -- "$scratch/bare" | tr ',' '\n' |
		sed -n 's/^.*"outcome": *"\([a-z]*\)".*/\1/p'
}

expect 'the judge alone takes the solution' passed "$(judge_bare "solutions/$exercise.c")"

for attack in tests/course/attacks/*.c; do
	slug=$(basename "$attack" .c)
	wanted=$(said "$attack" 'outcome of check')
	cp "$attack" "$tree/$(source_of $exercise)"
	run "$course" check $exercise --json
	expect "$slug: check" "1: ${wanted:-$(said "$attack" outcome)}" \
		"$status: $(echo "$out" | outcomes)"
	expect "$slug: check gives no points" 0 "$(echo "$out" | grep -c '"points": [1-9]')"
	expect "$slug: the judge alone does not take it" 0 \
		"$(judge_bare "$attack" | grep -cx passed)"
	mkdir -p "$scratch/class/$slug"
	cp "$attack" "$scratch/class/$slug/7-overlap.c"
done

run "$course" grade "$scratch/class" --out "$scratch/grades"
expect 'grade: somebody has to look at something' 1 "$status"
for attack in tests/course/attacks/*.c; do
	slug=$(basename "$attack" .c)
	expect "$slug: grade" "$(said "$attack" outcome)" \
		"$(echo "$err" | sed -n "s,^[0-9]* of [0-9]*: $slug $exercise: ,,p")"
done
expect 'grade gives no points' '' \
	"$(sed '1d;s/^"[^"]*"//;s/[0,]//g' "$scratch/grades/gradebook.csv" | tr -d '\n')"
expect 'what could not be judged is not scored' '"03-system-call",0,0,,0,0,' \
	"$(grep system-call "$scratch/grades/gradebook.csv")"

finish

#!/bin/sh
# `course dev check`: whatever is not as it should be, in trees that are broken here, gets a line of
# its own. (exercises.sh has it look at the exercises that there are.)

. tests/course/functions

name=03-gather/7-overlap
other=02-coroutines/4-count-down
source=$(source_of $name)
solution=solutions/$name.c
mistakes=tests/mistakes/$name

# A tree with two exercises: sets $tree and $course.
make_small_tree() {
	make_tree "$1"
	# What is changed here must not be a link to what it is a copy of.
	rm -rf "$tree/build/$config/exercises" "$tree/solutions"
	for exercise in $name $other; do
		mkdir -p "$tree/build/$config/exercises/$exercise" \
			"$tree/tests/mistakes/$exercise" "$tree/tests/exercises/${exercise%/*}" \
			"$tree/solutions/${exercise%/*}"
		cp "$root/$build/exercises/$exercise"/* "$tree/build/$config/exercises/$exercise/"
		cp "$root/solutions/$exercise.c" "$tree/solutions/${exercise%/*}/"
		cp "$root/tests/exercises/$exercise".* "$tree/tests/exercises/${exercise%/*}/"
		cp "$root/tests/mistakes/$exercise"/* "$tree/tests/mistakes/$exercise/"
	done
	for file in "$tree"/chapters/*/exercises/*; do
		case $file in
		*/${name##*/}.c | */${other##*/}.c) ;;
		*) rm "$file" ;;
		esac
	done
	cp "$root/tutorial.md" "$tree/"
}

# Have the judge of the exercise describe it otherwise: describe SCRIPT-FOR-SED
describe() {
	judge=$tree/build/$config/exercises/$name/judge
	mv "$judge" "$judge.real"
	cat >"$judge" <<-END
		#!/bin/sh
		[ "\$1" = --describe ] || exec "\$0.real" "\$@"
		"\$0.real" --describe | sed '$1'
	END
	chmod +x "$judge"
}

# finds DESCRIPTION PATTERN...: dev check of the exercise tells of these, and of nothing else
finds() {
	description=$1
	shift
	run "$course" dev check ${name%/*}
	expect "$description: exit status" 1 "$status"
	expect_match "$description: how many" "1 exercise, * mistakes, $# thing* to put right" \
		"$(echo "$out" | tail -n 1)"
	for pattern; do
		expect_match "$description: $pattern" "*
$pattern
*" "
$out"
	done
}

make_small_tree whole
run "$course" dev check --json
expect 'a small tree: exit status' 0 "$status"
expect 'a small tree' "{ \"exercises\": 2, \"mistakes\": $(
	ls $mistakes/*.c tests/mistakes/$other/*.c | wc -l), \"wrong\": [] }" \
	"$(echo "$out" | tr -s '\n ' '  ' | sed 's/ $//')"
run "$course" dev chek
expect 'no such command of dev' \
	'2: course: There is no command "dev chek"; there is: course dev check' "$status: $err"
run "$course" dev check overlop
expect_match 'no such exercise' '2: *did you mean 03-gather/7-overlap[?]' "$status: $err"

# ---- What the judge says ----

make_small_tree said
describe '
	s/"title": ".*"/"title": "Let all the fetches of all the stations overlap"/
	s/"minutes": [0-9]*/"minutes": 40/
	s/"starter": ".*"/"starter": "order-of-completion"/
	s/"tutorial": ".*"/"tutorial": "Nowhere"/
	s/"points": [0-9]*/"points": 0/
	s/"id": "asked-again",/&"untried": "no",/
	s/"id": "page-too-early"/"id": "never-tried"/
	/"hints"/{n;n;s/".*"/"The function fetch_page() awaits each fetch"/}'
finds 'what the judge says' \
	"$name: has a title of 47 letters: 40 *" \
	"$name: takes 40 minutes: *" \
	"$name: has no points: *" \
	"$name: has a hint 2 that says nothing that the earlier ones do not: say which rule." \
	"$name: has the feedback \"never-tried\", and no mistake that gets it: *" \
	"$name: has the feedback \"one-after-the-other\", and no mistake that gets it: *" \
	"$name: says why no mistake gets the feedback \"asked-again\", and $mistakes/*.c does: *" \
	"$name: refers to \"Nowhere\", which is no heading of tutorial.md: *" \
	"$source: gets the feedback \"one-after-the-other\", and its judge says \"order-of-comp*"

make_small_tree twice
describe 's/"title": ".*"/"title": "Count down"/
	/"hints"/{n;s/".*"/""/}'
sed -i '/^### Several at once/{p;s/.*/### In turn/}' "$tree/tutorial.md"
echo '### Several at once' >>"$tree/tutorial.md"
finds 'what there is twice' \
	"$name: has the title of $other, \"Count down\": *" \
	"$name: has a hint 1 that says nothing at all: say where to look." \
	"$name: refers to \"Several at once\", which is a heading of tutorial.md twice: *"

# ---- What it uses ----

make_small_tree untaught
grep -v "${name##*/}" tutorial.md >"$tree/tutorial.md"
finds 'not in the text' "$name: is not named in tutorial.md behind \"Several at once\": *"
cp tutorial.md "$tree/"
sed -i '/^	return 0/s/.*/	EXCEPTION(e);\
	TRY(0);	\/* async_shield() *\/\
	if (EXCEPT(OSError, e))\
		async_task_cancel(NULL, "coroutine_switch()");\
&/' "$tree/$solution"
sed -i 's/^struct fetch_weather/\/\* Given: async_task_cancel() ends a task. \*\/\n&/' \
	"$tree/$source"
sed -i 's/`ASYNC`/ASYNC/' "$tree/tutorial.md"
finds 'not taught yet' \
	"$name: uses EXCEPTION, which tutorial.md has not introduced up to there: *" \
	"$name: uses EXCEPT, *" "$name: uses OSError, *" "$name: uses TRY, *"

# ---- Files ----

make_small_tree files
cd "$tree" || exit 1
touch chapters/03-gather/exercises/notes solutions/03-gather/7-overlap.c.orig \
	tests/exercises/03-gather/7-overlap.h $mistakes/README tests/mistakes/stray.c \
	solutions/02-coroutines/elsewhere.c
mkdir tests/mistakes/03-gather/6-gone
touch tests/mistakes/03-gather/6-gone/x.c
rm $solution tests/exercises/$name.c
cd "$root" || exit 1
run "$course" dev check
expect_match 'a file in another chapter' '*solutions/02-coroutines/elsewhere.c: belongs to no *' \
	"$out"
expect_match 'a file in none' '*tests/mistakes/stray.c: belongs to no exercise *' "$out"
finds 'files' \
	'chapters/03-gather/exercises/notes: belongs to no exercise *' \
	'solutions/03-gather/7-overlap.c.orig: belongs to no exercise *' \
	'tests/exercises/03-gather/7-overlap.h: belongs to no exercise *' \
	"$mistakes/README: belongs to no exercise *" \
	'tests/mistakes/03-gather/6-gone/x.c: belongs to no exercise *' \
	"$name: has no solution: write $solution." \
	"$name: is built, and has no judge any more: write tests/exercises/$name.c, or *"

make_small_tree few
rm "$tree/$source"
for file in "$tree/$mistakes"/*; do
	case $file in
	*/gathers-two.c | */stores-as-they-come.c) ;;
	*) rm "$file" ;;
	esac
done
describe 's/"id": "[^"]*"/&, "untried": "it is not tried"/
	s/\("id": "\)page-too-early\(".*\), "untried": "[^"]*"/\1order-of-completion\2/'
run "$course" dev check gather
expect_match 'few mistakes' "*$name: has 2 of at least 3 mistakes: *" "$out"
expect_match 'no starter' "*$name: has no starter: write $source.*" "$out"

# ---- Verdicts ----

make_small_tree verdicts
cd "$tree" || exit 1
mv $source it
mv $solution $source
mv it $solution
sed -i '1s/.*/\/* The page. *\//' $mistakes/gathers-two.c
sed -i '1s/feedback: [a-z-]*/feedback: asked-again/' $mistakes/stores-as-they-come.c
{
	echo '/* feedback: order-of-completion */'
	cat $source
	echo 'enum { UNUSED };'
} >$mistakes/is-right.c
{
	echo '/* feedback: awaited-too-soon, and nothing else */'
	sed 's/	/  /' $mistakes/awaits-each-at-once.c
} >$mistakes/the-same.c
cd "$root" || exit 1
finds 'verdicts' \
	"$source: passes as it is handed out: *" \
	"$solution: does not pass (wrong, one-after-the-other; found: *): correct it, *" \
	"$mistakes/gathers-two.c: does not say in its first line which feedback it must get: *" \
	"$mistakes/stores-as-they-come.c: gets the feedback \"order-of-completion\", and its *" \
	"$mistakes/is-right.c: passes, and is to get the feedback \"order-of-completion\": *" \
	"$mistakes/the-same.c: is the same code as $mistakes/awaits-each-at-once.c: *"

make_small_tree compiler
sed -i 's/^ASYNC int fetch_page/int 3;\n&/' "$tree/$source"
sed -i 's/^ASYNC int fetch_page/static int unused(void) { return 0; }\n&/
	s/^	AWAIT/AWAIT/' "$tree/$solution"
finds 'what the compiler says' \
	"$source: does not compile: *" \
	"$solution: makes the compiler warn, \"*unused*\": *" \
	"$solution: line [0-9]* has fewer tabs in front than braces around it."
sed -i 's/^AWAIT/	AWAIT/
	s/^static int unused.*/enum { UNUSED }; /' "$tree/$solution"
cp "$root/$source" "$tree/$source"
finds 'form' "$solution: line [0-9]* ends in white space."

finish

#!/bin/sh
# A class of ten, five of them hostile, is graded right, and nobody is harmed: `course grade`.

. tests/course/functions
make_tree tree $some
class=$scratch/class
secret='Nobody outside may read this'
overlap=03-gather/7-overlap

# handin STUDENT EXERCISE FILE [AS]
handin() {
	mkdir -p "$class/$1/${4:+$(dirname "$4")}"
	cp "$3" "$class/$1/${4:-${2#*/}.c}"
}

starter() {
	echo "chapters/${1%/*}/exercises/${1#*/}.c"
}

# A program for 03-gather/7-overlap whose fetch_page() is what stands on stdin: program STUDENT
program() {
	mkdir -p "$class/$1"
	{
		sed '/^ASYNC int fetch_page/,$d' "$(starter $overlap)"
		echo '#include <stdio.h>'
		echo 'ASYNC int fetch_page(const char *const cities[CITIES],'
		echo '                     const char *weather[CITIES])'
		cat
	} >"$class/$1/7-overlap.c"
}

names=$(cd "$build/exercises" && echo */*)

# ---- Five who do their best, under names that a file format might choke on ----

for name in $names; do
	handin 'ada' "$name" "solutions/$name.c" "$(starter "$name")"
	handin "O'Neill, \"Ben\"" "$name" "$(starter "$name")" "$name.c"
done
handin '=1+1' $overlap "solutions/$overlap.c" $overlap.c
handin "two
lines" 02-coroutines/4-count-down solutions/02-coroutines/4-count-down.c
red=$(printf '\033[31mred\377')
handin "$red" $overlap tests/mistakes/$overlap/does-not-wait.c
echo 'not a student' >"$class/notes.txt"

# ---- Five who do not ----

program crash <<'E2'
{
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	return *(volatile int *)0;
}
E2
handin crash 08-best-practices/5-free-the-loop solutions/08-best-practices/5-free-the-loop.c

program hang <<'E2'
{
	for (volatile int i = 0; cities[0] != weather[0]; i = 1 - i)
		;
	return 0;
}
E2

program flood <<'E2'
{
	while (cities != weather)
		puts("more and more and more");
	return 0;
}
E2

# What compilers can be made to do: read files, wait for ever, fill memory or the disk
mkdir -p "$class/compilers"
echo "$secret" >"$class/compilers/secret"
printf '#include "%s"\nint broken(void) { return }\n' "$class/compilers/secret" \
	>"$class/compilers/2-who-runs-first.c"
printf '__asm__(".incbin \\"%s\\"");\n' "$class/compilers/secret" >"$class/compilers/4-count-down.c"
printf 'int huge[1 << 28] = { 1 };\n' >"$class/compilers/7-overlap.c"
printf '#include __FILE__\n#include __FILE__\n' >"$class/compilers/6-one-city-is-down.c"
printf '#include "/dev/zero"\n' >"$class/compilers/5-free-the-loop.c"

# What is no file, or not a student's; and what forks without end
mkdir -p "$class/links/4-count-down.c" "$class/links/04-exceptions"
ln -s "$class/ada/$(starter 01-event-loop/2-who-runs-first)" "$class/links/2-who-runs-first.c"
mkfifo "$class/links/04-exceptions/6-one-city-is-down.c"
ln -s / "$class/links/08-best-practices"
program links <<'E2'
{
	extern int fork(void);

	while (cities != weather)
		fork();
	return 0;
}
E2
mkdir -p "$class/hang/02-coroutines"
truncate -s 1G "$class/hang/02-coroutines/4-count-down.c"

# ---- The grades ----

run "$course" grade "$class" --out "$scratch/out folder/grades" --seed 7
expect 'exit status: all could be judged' 0 "$status"
expect_match 'a summary' '10 students, 5 exercises: 8 passed, *, 0 could not be judged*' "$out"
expect 'a line for each' 50 "$(echo "$err" | grep -c '^[0-9]* of 50: ')"
expect 'nothing but these lines' 50 "$(echo "$err" | wc -l)"

printf 'student,"%s","%s","%s","%s","%s",total\n' >"$scratch/wanted" \
	01-event-loop/2-who-runs-first 02-coroutines/4-count-down $overlap \
	04-exceptions/6-one-city-is-down 08-best-practices/5-free-the-loop
cat >>"$scratch/wanted" <<'E2'
"\x1b[31mred\xff",0,0,0,0,0,0
"'=1+1",0,0,10,0,0,10
"O'Neill, ""Ben""",0,0,0,0,0,0
"ada",10,10,10,10,10,50
"compilers",0,0,0,0,0,0
"crash",0,0,0,0,10,10
"flood",0,0,0,0,0,0
"hang",0,0,0,0,0,0
"links",0,0,0,0,0,0
"two\x0alines",0,10,0,0,0,10
E2
expect 'gradebook.csv' '' "$(diff "$scratch/wanted" "$scratch/out folder/grades/gradebook.csv")"
expect 'only these two files' 'gradebook.csv verdicts.json' \
	"$(cd "$scratch/out folder/grades" && echo *)"

# verdict STUDENT EXERCISE OUTCOME
verdict() {
	expect "$1, $2" "$3" "$(echo "$err" | sed -n "s|^[0-9]* of 50: $1 $2: ||p")"
}

verdict '\\x1b\[31mred\\xff' $overlap 'wrong, page-too-early'
verdict "O'Neill, \"Ben\"" $overlap 'wrong, one-after-the-other'
verdict crash $overlap 'wrong, crashed'
verdict crash 01-event-loop/2-who-runs-first 'wrong, not-handed-in'
verdict hang $overlap 'limit, out-of-time'
verdict flood $overlap 'limit, too-much-output'
verdict compilers 01-event-loop/2-who-runs-first 'wrong, did-not-compile'
verdict compilers 02-coroutines/4-count-down 'wrong, did-not-compile'
verdict compilers $overlap 'limit, compiler-limit'
verdict compilers 04-exceptions/6-one-city-is-down 'wrong, did-not-compile'
verdict links 01-event-loop/2-who-runs-first 'wrong, not-a-file'
verdict links 02-coroutines/4-count-down 'wrong, not-a-file'
verdict links $overlap 'wrong, forbidden-function'
verdict links 04-exceptions/6-one-city-is-down 'wrong, not-a-file'
verdict hang 02-coroutines/4-count-down 'wrong, too-large'
verdict links 08-best-practices/5-free-the-loop 'wrong, not-a-file'

expect 'no secret gets out' 0 \
	"$(cat "$scratch/out folder/grades"/* "$scratch/err" "$scratch/out" | grep -c "$secret")"
expect 'nor where it is graded' 0 \
	"$(grep -c "$root\\|course-......\\|room-" "$scratch/out folder/grades/verdicts.json")"
expect 'no control character gets out' 0 \
	"$(cat "$scratch/out folder/grades"/* "$scratch/err" "$scratch/out" |
		LC_ALL=C grep -c '[[:cntrl:]]')"

# ---- The same again: nothing depends on the order or the time ----

rm -rf "$class/hang" "$class/compilers" "$class/flood"
run "$course" grade "$class" --out "$scratch/first" --seed 7
run "$course" grade "$class" --out "$scratch/second" --seed 7 --json
expect 'exit status of the second run' 0 "$status"
# Addresses, which sanitizers print, differ.
for file in first/verdicts.json second/verdicts.json out; do
	sed -i "s/0x[0-9a-f]*/0x/g" "$scratch/$file"
done
expect 'the same verdicts' '' \
	"$(diff "$scratch/first/verdicts.json" "$scratch/second/verdicts.json" | head)"
expect 'and on stdout' '' "$(diff "$scratch/second/verdicts.json" "$scratch/out" | head)"

finish

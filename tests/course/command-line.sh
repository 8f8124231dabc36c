#!/bin/sh
# The command line of `course`: what it says, to whom, and with which exit status; and that nothing
# is left behind or lost.

. tests/course/functions
make_tree tree $some
mkdir "$scratch/tmp"
export TMPDIR="$scratch/tmp"

# ---- Help ----

run "$course" --help
expect '--help: exit status' 0 "$status"
expect_match '--help: the commands' \
	'Usage: course *course COMMAND*run*list*check*hint*grade*' "$out"
run "$course" --version
expect '--version' 'course 1, 0' "$out, $status"
for command in init run list check hint reset solution debug doctor grade review dev; do
	run "$course" $command --help
	expect "$command --help: exit status" 0 "$status"
	expect_match "$command --help" "Usage: course $command *--plain*" "$out"
done

# ---- What is wrong with a call ----

complains 'a mistyped command' '*"chek"; did you mean check[?]' "$course" chek
complains 'no such command' '*"frobnicate": course --help lists them' "$course" frobnicate
complains 'no such option' '*--slow*' "$course" list --slow
complains 'no argument' 'hint needs EXERCISE*' "$course" hint
complains 'an argument too many' '"b" is one argument too many*' "$course" run a b
complains 'no seed' 'a seed is a number*' "$course" check --seed banana
complains 'a mistyped exercise' \
	'There is no exercise "overlpa"; did you mean 03-gather/7-overlap[?]' \
	"$course" check overlpa
complains 'a mistyped path' '*did you mean 03-gather/7-overlap[?]' \
	"$course" check chapters/03-gather/exercises/7-overlop.c
complains 'no such exercise' 'There is no exercise "xylophone": *course list names them.' \
	"$course" check xylophone
complains 'part of a name' 'There is no exercise "over"; did you mean 03-gather/7-overlap[?]' \
	"$course" check over
complains 'a hostile name' 'There is no exercise "\\x1b\[31m\\x0ax": *' \
	"$course" check "$(printf '\033[31m\nx')"
complains 'a mistyped chapter' '*did you mean 03-gather[?]' "$course" run 03-gathr
complains 'no such hint' 'An exercise has hints 1, 2 and 3, not "4".' "$course" hint overlap 4
complains 'no such folder' \
	'The folder of submissions, "/nowhere", cannot be read: No such file or directory.' \
	"$course" grade /nowhere
mkdir "$scratch/empty"
complains 'no submissions' 'There is no submission in *' "$course" grade "$scratch/empty"

# ---- list, hint ----

cd / || exit 1
run "$course" list
cd "$root" || exit 1
expect 'list, from another folder' 0 "$status"
expect_match 'list' '*03-gather*7-overlap*modify*10 points  Let the fetches overlap*' "$out"
run "$course" list --json
expect 'list --json' "$(set -- $some; echo $#)" \
	"$(echo "$out" | grep -c '"title"')"
for name in overlap 7-overlap 03-gather/7-overlap chapters/03-gather/exercises/7-overlap.c \
	./7-overlap.c; do
	run "$course" hint $name 2
	expect_match "hint $name" '03-gather/7-overlap, hint 2 of 3:*' "$out"
done
for name in best-practices 8 08; do
	run "$course" hint $name 1
	expect_match "hint $name" '08-best-practices/5-free-the-loop, hint 1 of 3:*' "$out"
done

# ---- run ----

run "$course" run 03-gather/2-gathered
expect 'run: exit status' 0 "$status"
expect 'run: title, output, clock' "chapters/03-gather/2-gathered.c
The same three fetches gathered take as long as the slowest of them: 3 seconds.

$(cat tests/chapters/03-gather/2-gathered.out)
3.000 s on the clock" "$out"
run "$course" run 3
expect 'run a chapter' "$(ls chapters/03-gather/*.c)" "$(echo "$out" | grep '^chapters/')"
run "$course" run 1-libevent-bare
expect 'a program without the runtime has no clock' 0 "$(echo "$out" | grep -c 'on the clock')"

make_tree other
rm "$tree/build/$config/chapters"
for name in 1-fails 2-lives 3-killed; do
	mkdir -p "$tree/build/$config/chapters/09-ends" "$tree/chapters/09-ends"
	printf '/* It %s: so\n * it is. And more. */\n' $name >"$tree/chapters/09-ends/$name.c"
	program=$tree/build/$config/chapters/09-ends/$name
	case $name in
	1-fails) printf '#!/bin/sh\necho out\necho error >&2\nexit 3\n' ;;
	2-lives) printf '#!/bin/sh\necho "clock $ASYNC_CLOCK"\ntest -t 1 && echo "a terminal"\n' ;;
	3-killed) printf '#!/bin/sh\nkill -ABRT $$\n' ;;
	esac >"$program"
	chmod +x "$program"
done
run "$course" run 9
expect 'an error does not stop the playing' "chapters/09-ends/1-fails.c
It 1-fails: so it is.

out
error
ended with exit status 3

chapters/09-ends/2-lives.c
It 2-lives: so it is.

clock virtual
a terminal

chapters/09-ends/3-killed.c
It 3-killed: so it is.

ended by signal 6, Aborted" "$out"
expect 'a signal is no way to end' 1 "$status"
run "$course" run fails
expect 'an exit status is' 0 "$status"
run env ASYNC_CLOCK=real "$course" run lives
expect_match 'the real clock' '*clock real*' "$out"
rm "$tree/build/$config/chapters/09-ends/2-lives"
complains 'not built' 'chapters/09-ends/2-lives.c is not built yet: type make.' "$course" run lives
mv "$course" "$scratch/course"
complains 'moved away' '*has been moved away from its chapters*' "$scratch/course" list
make_tree bare
rm "$tree/build/$config/exercises"
complains 'no exercise built' 'No exercise is built yet: type make in *' "$course" list

# ---- check ----

make_tree learner $some
source=$tree/chapters/03-gather/exercises/7-overlap.c
printf '#include <async.h>\nint broken(void) { return nothing; }\n' >"$source"
run "$course" check overlap
expect 'does not compile: exit status' 1 "$status"
expect_match 'does not compile: the compiler first' \
	"${source#"$tree/"}:*nothing*03-gather/7-overlap: not yet*does not compile*" "$out"
sed 's/fetch_weather, cities\[i\])/fetch_weather(NULL))/' solutions/03-gather/7-overlap.c >"$source"
run "$course" check overlap
expect_match 'a call for a task' '*[Gg]eneric*not yet*a task wants the function, a comma*' \
	"$(echo "$out" | tr -s ' \n' ' ' | tr A a)"
cp solutions/03-gather/7-overlap.c "$source"
sed -i 's/^ASYNC int fetch_page/static int unused(void) { return 0; }\n&/' "$source"
run "$course" check overlap
expect 'a warning is no error' 0 "$status"
expect_match 'but it is shown' \
	'*warning*03-gather/7-overlap: passed, 10 of 10 points*1 of 1 passed, 10 of 10 points' \
	"$out"
echo 'int fetch_side(void) { return 0; }' >"$source"
run "$course" check overlap --json
expect 'a function is missing' 'wrong, missing-function' "$(echo "$out" | outcomes)"
sed 's/^	struct async_task/	sleep(1);\n&/
	s/#include "async.h"/#include <unistd.h>\n&/' \
	solutions/03-gather/7-overlap.c >"$source"
run "$course" check overlap
expect_match 'what to do instead' '*uses sleep,*AWAIT(async_sleep(seconds))*' \
	"$(echo "$out" | tr -s ' \n' '  ')"
rm "$source"
run "$course" check overlap --json
expect 'no file' '1: wrong, not-there' "$status: $(echo "$out" | outcomes)"
cp chapters/03-gather/exercises/7-overlap.c "$source"
run "$course" check overlap --seed 17
expect_match 'a seed' '*seed 17:*--seed 17*' "$out"

# A folder with links to what is needed, and to nothing else: tools NAME...
tools() {
	rm -rf "$scratch/bin"
	mkdir "$scratch/bin"
	for tool; do
		ln -s "$(command -v "$tool")" "$scratch/bin/$tool"
	done
}

tools sh objcopy
complains 'no compiler' \
	'*, which is needed to compile, is not installed: build/course doctor says how to get it.' \
	env PATH="$scratch/bin" "$course" check overlap

# ---- grade, where it cannot be done ----

mkdir -p "$scratch/class/ada" "$scratch/grades"
cp solutions/03-gather/7-overlap.c "$scratch/class/ada/"
echo before >"$scratch/grades/gradebook.csv"
tools sh objcopy prlimit setpriv
complains 'no bubblewrap' \
	'*bubblewrap, which makes it, is not installed: type  sudo apt-get install bubblewrap' \
	env PATH="$scratch/bin" "$course" grade "$scratch/class" --out "$scratch/grades"
denied='bwrap: No permissions to create a new namespace'
printf '#!/bin/sh\necho "%s" >&2\nexit 1\n' "$denied" >"$scratch/bin/bwrap"
chmod -R a+rx "$scratch/bin"
complains 'no namespaces' \
	"*none was graded: bubblewrap says \"$denied\". In a container, allow *" \
	env PATH="$scratch/bin" "$course" grade "$scratch/class" --out "$scratch/grades"
complains 'nowhere to write' 'cannot write into *: Not a directory' \
	"$course" grade "$scratch/class" --out "$scratch/class/ada/7-overlap.c"
expect 'the grades of before are still there' before "$(cat "$scratch/grades/gradebook.csv")"
expect 'and nothing else' gradebook.csv "$(ls "$scratch/grades")"

# ---- Colours ----

# On a terminal of its own: on_terminal COMMAND
on_terminal() {
	TERM=xterm script -qec "$1" /dev/null </dev/null
}

expect 'colours on a terminal' 1 \
	"$(NO_COLOR='' on_terminal "$course list" | grep -c "$(printf '\033')\[1m03-gather")"
expect 'none with NO_COLOR' 0 \
	"$(NO_COLOR=1 on_terminal "$course list" | grep -c "$(printf '\033')")"
expect 'none with --plain' 0 \
	"$(NO_COLOR='' on_terminal "$course list --plain" | grep -c "$(printf '\033')")"

# ---- Interrupted ----

mkdir -p "$scratch/class/hang"
sed 's/^	for (int i.*/	for (;;);/;/weather\[i\] =/d' \
	chapters/03-gather/exercises/7-overlap.c >"$scratch/class/hang/7-overlap.c"
mkfifo "$scratch/progress"
"$course" grade "$scratch/class" --out "$scratch/grades" >"$scratch/out" 2>"$scratch/progress" &
grader=$!
{
	read -r line		# the first verdict: now it is in the midst of its work
	kill -TERM $grader
	rest=$(cat)
} <"$scratch/progress"
wait $grader
expect 'interrupted: exit status' 130 $?
expect_match 'interrupted: it was at work' '1 of 10: ada *' "$line"
expect_match 'interrupted: it says so' '*course: interrupted' "$rest"
expect 'interrupted: the grades of before' before "$(cat "$scratch/grades/gradebook.csv")"

expect 'nothing is left in the folder for temporary files' '' "$(ls -A "$TMPDIR")"

finish

#!/bin/sh
# `course trace`: rows, times, and who woke whom, as a picture and in sentences.

. tests/course/functions
make_tree tree

run "$course" trace 03-gather/2-gathered
expect 'three fetches: exit status' '0, ' "$status, $err"
expect 'three fetches' 'chapters/03-gather/2-gathered.c: 4 tasks, 3 s on the virtual clock

on the clock       0 s             1 s              2 s             3 s
Task-1 main_task   |. gather ................ woken as Task-2 ends .| done
Task-2 fetch_data  |. sleep 3 s ............... woken by its timer .| done
Task-3 fetch_data  |. sleep 1 s ...| done
Task-4 fetch_data  |. sleep 2 s ....................| done

. waits   | a step' "$out"
picture=$out
run "$course" trace 2-gathered --plain
expect 'the same with --plain, and by another name' "$picture" "$out"

run "$course" trace 2-gathered --text
line=$(grep -n 'AWAIT(async_sleep' chapters/03-gather/2-gathered.c | cut -d: -f1)
expect 'in sentences' "Task-2 fetch_data waits from 0 to 3 s: sleep 3 s (2-gathered.c:$line). \
It is woken by its timer.
Task-2 fetch_data is done at 3 s." "$(echo "$out" | grep '^Task-2')"

run "$course" trace one-blocks-all
expect_match 'a callback that blocks' '*: 0 tasks, 7.2 s on*
loop  *|  *|#####*|*# runs, and nobody else can*' "$out"
run "$course" trace blocking-call --text
expect_match 'a task that blocks' '*Task-1 block_the_loop runs from 0.5 to 2.5 s, and nothing else*
Task-2 blink is ready from 1 to 2.5 s, and waits for its turn.*
Task-5 use_a_thread waits from 5 to 7 s: thread: print_ticket (*). It is woken by its thread.*' \
	"$out"

run "$course" trace libevent-bare
expect 'nothing to trace: exit status' 2 "$status"
expect_match 'nothing to trace' \
	'course: chapters/01-event-loop/1-libevent-bare.c has run no event loop*' "$err"

# ---- Programs of all kinds ----

make_tree others
rm "$tree/build/$config/chapters"
mkdir -p "$tree/build/$config/chapters/09-runs" "$tree/chapters/09-runs"
for program in tests/course/programs/*.c; do
	name=$(basename "$program" .c)
	cp "$program" "$tree/chapters/09-runs/1-$name.c"
	cp "$build/tests/course/programs/$name" "$tree/build/$config/chapters/09-runs/1-$name"
done

# The picture alone: without the title and the key.
picture() {
	echo "$out" | sed -n '4,/^$/p' | sed '$d'
}

run "$course" trace kitchen
expect 'every way to wait' \
	'Task-1 main_task  |. gather .......................|. queue .....|..| done
Task-2 cook       |. event ....|. queue .....|.....| done
Task-3 serve      |. 1 s ......|. sleep 1 s .| done
Task-4 clean_up   |. thread: wash ...........|.....x cancelled' "$(picture)"
run "$course" trace kitchen --text
expect 'every way to be woken' \
	'Task-1 main_task creates Task-2 cook, Task-3 serve and Task-4 clean_up at 0 s.
gather It is woken as Task-2 ends.
queue It is cancelled by a timer.
sleep 0.25 s It is woken by its timer.
event It is woken by Task-3.
queue It is woken by Task-3.
sleep 0.5 s It is woken by its timer.
sleep 1 s It is woken by its timer.
sleep 1 s It is woken by its timer.
thread: wash It is woken by its thread.
sleep 60 s It is cancelled by Task-1.' \
	"$(echo "$out" | sed -n 's/^.* s: \(.*\) ([^)]*)\./\1/p; / creates /p')"

run "$course" trace deadlock
expect 'a deadlock' 'Task-1 main_task         |. gather .................................. for ever
Task-2 take_left_first   |. sleep 1 s .....................|. lock .. for ever
Task-3 take_right_first  |. sleep 1 s .....................|. lock .. for ever' "$(picture)"
expect_match 'a deadlock: its end' '*
Task-2 take_left_first waits for ever: the lock *
It ended with exit status 1.' "$out"
run "$course" trace deadlock --text
expect_match 'a deadlock in sentences' \
	'*Task-3 take_right_first waits from 1 s on, for ever: lock (deadlock.c:*).*' "$out"

run "$course" trace endless
expect 'a turn without end: exit status' '0, ' "$status, $err"
expect_match 'a turn without end' '*| still runs
*It did not come to its end in [0-9]* seconds*, and was ended.' "$out"
run "$course" trace endless --chrome "$scratch/endless.json"
expect_match 'no trace for Chrome' '2, course: The program was ended before *' \
	"$status, $err$out"
expect 'and no file' no "$(test -e "$scratch/endless.json" && echo yes || echo no)"

run "$course" trace thousand
expect_match 'a thousand tasks' 'Task-1 main_task  |. gather *. woken as Task-1001 ends .| done
500 x fetch       | done' "$(picture | head -n 2)"
expect 'a thousand tasks: the rest' \
	'490 x follow      == all at once ====================================' \
	"$(picture | tail -n 1)"
run "$course" trace thousand --text
expect_match 'a thousand tasks in sentences' \
	'*creates 1000 tasks, Task-2 to Task-1001, at 0 s.*
500 tasks of fetch do the same at the same times: so does Task-2 fetch.*
490 more tasks, of follow, are there from 0 to 249.5 s, all at once.' "$out"

run "$course" trace ticker
expect_match 'a long run' '*Task-1 main_task  |||||||||*||||||||| goes on*
There were more events than are recorded: the last are not shown.*' "$out"
run "$course" run ticker
expect_match 'a long run is not said to have taken no time' '*
more than [1-9]*.* s on the clock' "$out"
run "$course" trace ticker --text
expect 'a long run is told in short' 17 "$(echo "$out" | wc -l)"
run "$course" trace ticker --svg "$scratch/ticker.svg"
expect 'a long run as a picture that can be opened' 1 \
	"$(find "$scratch/ticker.svg" -size -200k | wc -l)"

run "$course" trace turns
expect 'turns' 'Task-1 main_task  ---#####.. gather ............### done
Task-2 count           ----##....##....##....### done
Task-3 count            ------##....##....### done' "$(picture)"

run "$course" trace hostile --text
expect_match 'hostile texts' \
	'*Zo*</desc>\\x1b\[2J fails fails at 1 s: ValueError: \\x1b\[31m<b>&"*' "$out"
expect 'hostile texts: nothing is obeyed' 0 "$(echo "$out" | grep -c "$(printf '\033')")"
run "$course" trace hostile --svg "$scratch/hostile.svg"
run xmllint --noout "$scratch/hostile.svg"
expect 'hostile texts: SVG' '0, ' "$status, $err"

# ---- Widths ----

run env COLUMNS=40 "$course" trace kitchen
expect 'on 40 columns' 40 \
	"$(echo "$out" | sed 1d | awk '{ if (length > l) l = length } END { print l }')"
run env COLUMNS=130 "$course" trace kitchen
expect_match 'on 130 columns there is room for words' '*thread: wash *. woken by its thread .|*' \
	"$out"
utf8() {
	TERM=xterm LC_ALL=C.UTF-8 COLUMNS='' NO_COLOR=1 script -qec "$1" /dev/null </dev/null
}
expect 'lines of Unicode on a terminal' 4 "$(utf8 "$course trace turns" | grep -c '█')"
expect 'but not with --plain' 0 "$(utf8 "$course trace turns --plain" | grep -c '█')"

# ---- Names ----

run "$course" trace
expect_match 'no name' '2, course: trace needs EXERCISE, since you have not checked any yet*' \
	"$status, $err"
run "$course" trace --help
expect_match '--help' \
	'0, Usage: course trace *--against-solution*--chrome=FILE*--svg=FILE*--text*' \
	"$status, $out"
run "$course" trace 9
expect_match 'several' '2, course: "9" means [0-9]* programs: name one of them.' "$status, $err"
run "$course" trace "$(printf 'x\033y')"
expect 'a hostile name' '2, course: There is no exercise and no program "x\x1by".' "$status, $err"
run "$course" trace kitchn
expect_match 'a mistyped name' '2, course: *did you mean 09-runs/1-kitchen?' "$status, $err"

# ---- Exercises ----

make_tree learner

run "$course" trace overlap
expect 'an exercise: exit status' '0, ' "$status, $err"
expect_match 'an exercise' 'chapters/03-gather/exercises/7-overlap.c: 1 task, * s on the virtual *
seed 1: ASYNC_CLOCK=virtual 7-overlap *
Task-1 show_page *|.*|.*|.*| done
*' "$out"
run "$course" trace overlap --seed 2
expect_match 'another seed' '*seed 2: *' "$out"
run "$course" trace overlap --against-solution
expect_match 'not before it has passed' \
	'2, course: 03-gather/7-overlap has not passed yet, *' \
	"$status, $err$out"
run "$course" trace overlap --against-solution --anyway
expect_match 'or anyway' '*7-overlap.c: 1 task, *
Task-1 show_page      |.*|.*|.*| done
                      ^ first difference
*solutions/03-gather/7-overlap.c: 4 tasks, *
Task-1 show_page      |. gather *| done
Task-2 fetch_weather  |.*| done
Task-3 fetch_weather  |.*| done
Task-4 fetch_weather  |.*| done
                      ^ first difference
*The first difference, at 0 s
  yours:    Task-1 show_page at 0 s: fetch Oslo.
  solution: Task-1 show_page creates Task-2 fetch_weather at 0 s.' "$out"
mistake=tests/mistakes/03-gather/7-overlap/fetches-twice.c
cp "$mistake" "$tree/chapters/03-gather/exercises/7-overlap.c"
run "$course" trace overlap --against-solution --anyway
expect_match 'a difference in the middle' '*
                      [ ]*^ first difference*
The first difference, at [123]*
  yours:    Task-1 show_page at * s: fetch Oslo.
  solution: Task-1 show_page at * s: page Oslo: *' "$out"
run "$course" trace overlap --against-solution --anyway --svg "$scratch/difference.svg"
run xmllint --noout --xpath 'count(//*[@class="mark"])' "$scratch/difference.svg"
expect 'its mark in a picture' '0, 1' "$status, $out"
echo 'int fetch_page(void) { return nothing; }' >"$tree/chapters/03-gather/exercises/7-overlap.c"
run "$course" trace overlap
expect_match 'what does not compile' '1, *nothing*does not compile*' "$status, $out"
run "$course" trace gathered --against-solution
expect_match 'a program has no solution' '2, course: *2-gathered.c is a program, *' "$status, $err"
cp solutions/03-gather/7-overlap.c "$tree/chapters/03-gather/exercises/"
run "$course" check overlap
run "$course" trace
expect_match 'the one checked last' '0, */7-overlap.c: 4 tasks, *' "$status, $out"
run "$course" trace overlap --against-solution
expect_match 'no difference' '*No difference: the same happens at the same times.' "$out"

# ---- Pictures in files ----

cd "$scratch" || exit 1
run "$course" trace gathered --svg gathered.svg
expect 'SVG: exit status' 'gathered.svg: written. A browser shows it. (0, )' "$out ($status, $err)"
run xmllint --noout gathered.svg
expect 'SVG: well-formed' '0, ' "$status, $err"
svg() {
	xmllint --xpath "$1" "$2" 2>&1
}
expect 'SVG: its title' 'chapters/03-gather/2-gathered.c' \
	"$(svg 'string(/*/*[local-name()="title"])' gathered.svg)"
expect 'SVG: the sentences' "$("$course" trace gathered --text | sed 1,2d)" \
	"$(svg 'string(/*/*[local-name()="desc"])' gathered.svg)"
expect 'SVG: who waits' 4 "$(svg 'count(//*[@class="wait"])' gathered.svg)"
expect 'SVG: one arrow' 'woken as Task-2 ends' \
	"$(svg 'string(//*[@class="tip"]/*[local-name()="title"])' gathered.svg)"
run "$course" trace overlap --anyway --seed 3 --svg "$(printf 'a\033[31m\n<&".svg')"
expect_match 'SVG: a hostile name' 'a\\x1b\[31m\\x0a<&".svg: written.*' "$out"
expect 'SVG: is the name that was asked for' x "$(find . -name 'a*<&".svg' -printf x)"
run "$course" trace gathered --svg /nowhere/gathered.svg
expect_match 'SVG: nowhere to write' '2, course: */nowhere/*: No such file or directory' \
	"$status, $out$err"
mkdir folder
run "$course" trace gathered --svg folder
expect_match 'SVG: a folder' '2, course: folder is there already, and is no file*' \
	"$status, $out$err"
run "$course" trace gathered --svg /dev/null
expect_match 'SVG: a device' '2, course: /dev/null is there already*' "$status, $out$err"
run "$course" trace gathered --svg ''
expect_match 'SVG: no name' '2, course: *' "$status, $out$err"
expect 'SVG: nothing is left' '' "$(ls -A folder; ls -d folder.* .folder* 2>/dev/null)"

run "$course" trace gathered --chrome gathered.json
expect_match 'Chrome: exit status' '0, gathered.json: written. *' "$status, $out$err"
ASYNC_CLOCK=virtual ASYNC_TRACE=own.json "$root/$build/chapters/03-gather/2-gathered" >/dev/null
run cmp own.json gathered.json
expect 'Chrome: as the runtime writes it' '0, ' "$status, $out$err"

# ---- A learner's folder ----

cd "$scratch" || exit 1
run "$course" init learner-folder
cp "$root/solutions/03-gather/7-overlap.c" learner-folder/03-gather/
cd learner-folder/03-gather || exit 1
run ../course trace overlap
expect_match 'in a learner'"'"'s folder' '0, *7-overlap.c: 4 tasks, *' \
	"$status, $out"
run ../course trace overlap --against-solution --anyway
expect_match 'against the solution there' '0, *No difference: *' "$status, $out"

# ---- The judge's part ----

cd "$scratch" || exit 1
judge=$root/$build/exercises/03-gather/7-overlap/judge
run "$judge" --trace /nowhere/frames -- /bin/true
expect_match 'judge --trace: nowhere to write' '1, *the judge of *: /nowhere/frames cannot be *' \
	"$status, $err"
run "$judge" --trace frames -- /nowhere/program
expect_match 'judge --trace: no program' '0, *"found": "it did not start"*' "$status, $out"
expect_match 'judge --trace: what was staged' '*"arguments": ?*"Oslo",*"clock": "virtual",*' "$out"

finish

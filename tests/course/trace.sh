#!/bin/sh
# `course trace`: rows, times, and who woke whom, as a picture and in sentences.

. tests/course/functions
make_tree tree
ln -s "$root/solutions" "$tree/solutions"

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

# ---- Exercises ----

run "$course" trace overlap
expect 'an exercise: exit status' '0, ' "$status, $err"
expect_match 'an exercise' 'chapters/03-gather/exercises/7-overlap.c: 1 task, 7.75 s on the *
seed 1: ASYNC_CLOCK=virtual 7-overlap *
Task-1 show_page  |. sleep 2.75 s ..|. sleep 3 s ......|. 2 s ......| done
*' "$out"
run "$course" trace overlap --seed 2
expect_match 'another seed' '*seed 2: *' "$out"
run "$course" trace overlap --against-solution
expect_match 'not before it has passed' '2, course: 03-gather/7-overlap has not passed yet, *' \
	"$status, $err$out"
run "$course" trace overlap --against-solution --anyway
expect_match 'or anyway' '*
Task-1 show_page      |. 2.75 s ......|. sleep 3 s .....|. 2 s .....| done
                      ^ first difference
*solutions/03-gather/7-overlap.c: 4 tasks, 3 s *
Task-1 show_page      |. gather ........| done
Task-2 fetch_weather  |. 2.75 s ......| done
Task-3 fetch_weather  |. sleep 3 s .....| done
Task-4 fetch_weather  |. 2 s .....| done
                      ^ first difference
*The first difference, at 0 s
  yours:    Task-1 show_page at 0 s: fetch Oslo.
  solution: Task-1 show_page creates Task-2 fetch_weather at 0 s.' "$out"
run "$course" trace gathered --against-solution
expect_match 'a program has no solution' '2, course: *2-gathered.c is a program, *' "$status, $err"
cp solutions/03-gather/7-overlap.c "$tree/chapters/03-gather/exercises/"
run "$course" check overlap
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
expect_match 'SVG: a folder' '2, course: *folder*directory' "$status, $out$err"
expect 'SVG: nothing is left' '' "$(ls -A folder; ls -d folder.* .folder* 2>/dev/null)"

run "$course" trace gathered --chrome gathered.json
expect_match 'Chrome: exit status' '0, gathered.json: written. *' "$status, $out$err"
ASYNC_CLOCK=virtual ASYNC_TRACE=own.json "$root/$build/chapters/03-gather/2-gathered" >/dev/null
run cmp own.json gathered.json
expect 'Chrome: as the runtime writes it' '0, ' "$status, $out$err"

finish

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
expect_match 'nothing to trace' 'course: chapters/01-event-loop/1-libevent-bare.c runs no event*' \
	"$err"

finish

#!/bin/sh
# How a learner's program is made: by what was made ready beforehand, and to the same verdicts as a
# program that is made from the start.

. tests/course/functions
make_tree tree
exercise=03-gather/7-overlap
source=$tree/$(source_of $exercise)
parts=$build/exercises/$exercise

# Have what stands on stdin checked, with the solution behind it.
check_before_solution() {
	cat - "solutions/$exercise.c" >"$source"
	check
}

check() {
	run "$course" check $exercise --json
	verdict="$status: $(echo "$out" | outcomes)"
}

# ---- What was read beforehand ----

check_before_solution </dev/null
expect 'the solution' '0: passed' "$verdict"
check_before_solution <<'END'
/* A comment, and another one. */	// Both kinds.
#include <stdio.h>
#include <math.h>
END
expect 'headers of the system may come first' '0: passed' "$verdict"
grep -v '#include "async.h"' "solutions/$exercise.c" >"$source"
check
expect 'who does not include async.h has not got it' '1: wrong, did-not-compile' "$verdict"
check_before_solution <<'END'
#define ASYNC_H
END
expect 'what stands before async.h counts' '1: wrong, did-not-compile' "$verdict"
echo 'static int useless;' | cat "solutions/$exercise.c" - >"$source"
check
expect 'a warning is told once' 1 "$(echo "$out" | grep -o -e -Wunused-variable | wc -l)"

# Whether the compiler takes it: it says so by "! FILE".
if [ "${CC:-gcc}" = gcc ]; then
	seat=$build/seat
	learner=$(sed 's/ : /\n/g' "$seat/flags" | sed -n 2p)
	# shellcheck disable=SC2086
	$learner -pipe -fPIC -w -include "$seat/common/seat.h" -Winvalid-pch -H \
		-c -o "$scratch/learner.o" "solutions/$exercise.c" 2>"$scratch/err"
	expect 'the compiler takes async.h as it was read' "! $seat/common/seat.h.gch" \
		"$(head -n 1 "$scratch/err" | sed 's,! \./,! ,')"
fi

# ---- What was linked beforehand ----

check_before_solution <<'END'
#include "async.h"
int strcmp(const char *a, const char *b);
int strcmp(const char *a, const char *b) { return a == b; }
void *async_sleep_for_ever(void);
void *async_sleep_for_ever(void) { return NULL; }
END
expect "a name of libc's is the learner's own" '0: passed' "$verdict"

cat >"$source" <<'END'
#include "async.h"

enum { CITIES = 3 };

ASYNC static int wait_for_nobody(void)
{
	AWAIT(async_await(async_loop_create_future(NULL)));
	return 0;
}

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	weather[0] = cities[0];
	AWAIT(wait_for_nobody());
	return 0;
}
END
run "$course" check $exercise
for line in 'fetch_page .*7-overlap.c:14' 'wait_for_nobody .*7-overlap.c:7'; do
	expect "who hangs is told where: $line" 1 "$(echo "$out" | grep -c "^ *$line\$")"
done

expect "who hangs is told for what he waits" 1 "$(echo "$out" | sed -n '/^  waiting:$/,+1p' |
	grep -c '^    Task-1 (show_page) waits for the future created at .*/7-overlap.c:7$')"

# ---- Memory ----

# memory WHAT MISCONCEPTION FOUND PLACE: fetch_page() does what stands on stdin.
memory() {
	{
		cat <<'END'
#include <stdlib.h>
#include "async.h"

enum { CITIES = 3 };
struct note { int *number; };
volatile int three = 3;

static int *local(void)
{
	int here = three, *volatile kept = &here;
	return kept;
}

static void *note(void *arg)
{
	struct note *self = arg;
	AWAIT(async_sleep(1));
	*self->number = 4;
	return NULL;
}

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	AWAIT(async_await(async_create_task(note, &three)));
END
		cat
		echo '}'
	} >"$source"
	run "$course" check $exercise --json
	expect "$1" '1: wrong, crashed' "$status: $(echo "$out" | outcomes)"
	expect "$1: the mistake" "$2" "$(echo "$out" | value misconception)"
	expect "$1: where, and in which task" "$3: $4" \
		"$(echo "$out" | value found)"
}

# value KEY: the string of that name in the JSON on stdin
value() {
	sed -n "s/^ *\"$1\": \"\(.*\)\",\$/\1/p"
}

if grep -q 'fsanitize=address' "$build/seat/flags"; then
	memory 'a local variable of a function that has returned' 'memory that is gone' \
		'it used memory that was gone' \
		'note(), 7-overlap.c, line 18, in Task-3 (note)' <<'END'
	return AWAIT(async_await(async_create_task(note, local()))) == cities && !weather[0];
END
	memory 'memory that was freed' 'memory that is gone' \
		'it used memory that was gone' \
		'fetch_page(), 7-overlap.c, line 27, in Task-1 (show_page)' <<'END'
	int *volatile number = malloc(sizeof(int));
	free(number);
	return *number + (cities == weather);
END
	expect 'nobody has to read the memory of a sanitizer' 0 "$(echo "$out" | grep -c Shadow)"
	memory 'memory that is freed twice' "freed what was not its own" \
		'it freed what was not to be freed' \
		'fetch_page(), 7-overlap.c, line 27, in Task-1 (show_page)' <<'END'
	void *volatile number = malloc((size_t)three);
	free(number);
	free(number);
	return cities == weather;
END
	memory 'behind the end of an array' 'outside of its memory' \
		'it went outside of an array, or of what it allocated' \
		'7-overlap.c, line 26, in Task-1 (show_page)' <<'END'
	int numbers[3] = { 1, 2, 3 };
	return numbers[three] + (cities == weather);
END
	memory 'NULL' 'a pointer to nothing' \
		'it followed a pointer that is NULL' \
		'7-overlap.c, line 26, in Task-1 (show_page)' <<'END'
	int *volatile number = NULL;
	return *number + (cities == weather);
END
	memory 'a number too large' 'without a meaning' \
		'it did what C gives no meaning to' \
		'7-overlap.c, line 25, in Task-1 (show_page)' <<'END'
	return (2147483647 - 2 + three) + (cities == weather);
END
fi

rm "$tree/build/$config/seat"
run "$course" check $exercise
expect 'nothing is ready' 2 "$status"
expect_match 'nothing is ready: what to do' '*is not built: type make in *' "$err"

# ---- Seeds at the same time ----

learner=$(sed 's/ : /\n/g' "$build/flags" | sed -n 2p)
link=$(sed 's/ : /\n/g' "$build/flags" | sed -n 3p)
for file in "$(source_of $exercise)" "solutions/$exercise.c" "tests/mistakes/$exercise"/*.c; do
	# shellcheck disable=SC2046,SC2086
	$learner -w -c -o "$scratch/plain.o" "$file" &&
		objcopy --keep-global-symbols="$parts/names" "$scratch/plain.o" &&
		$link -o "$scratch/program" "$parts/stage.o" "$scratch/plain.o" \
			$(sed 's/.* : //' "$build/flags")
	for seeds in 1 2 5; do
		"$parts/judge" --at-once $seeds --source "$file" --object "$scratch/plain.o" \
			-- "$scratch/program" >"$scratch/verdict.$seeds" 2>&1
	done
	wanted=$(cat "$scratch/verdict.1")
	expect "$file: two seeds at once" "$wanted" "$(cat "$scratch/verdict.2")"
	expect "$file: all seeds at once" "$wanted" "$(cat "$scratch/verdict.5")"
done
run "$parts/judge" --at-once 2 -- "$scratch/nothing"
expect 'what cannot be started' '0: unjudged, not-started' "$status: $(echo "$out" | outcomes)"

finish

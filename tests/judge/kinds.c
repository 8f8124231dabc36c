/* The kinds in which the learner fills an array, as the author of an exercise meets them: predict,
 * order the trace, make it fail. The arrays stand in this file's own object file. Each case is a
 * judge, run as a program; what it stages is this program, too. */

#include "judge-internal.h"
#undef TEST
#include "suite.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- The program that is judged: two tasks that are ready at the same time ---- */

struct serve { const char *guest; };

static void *serve(void *arg)
{
	const struct serve *self = arg;

	puts(self->guest);
	record_mark(self->guest, 0);
	return NULL;
}

static void *serve_both(void *arg)
{
	struct async_task *ada = async_create_task(serve, "Ada");
	struct async_task *ben = async_create_task(serve, "Ben");

	(void)arg;
	AWAIT(async_gather(NULL, ada, ben));
	puts("both");
	return NULL;
}

static void act(void)
{
	async_run(serve_both);
	record_returned();
}

/* ---- What learners write ---- */

#define ARRAY(type, name) extern type name; type name

ARRAY(const int, all_right[]) = { 4, 0, 7 };
ARRAY(const int, one_right[]) = { 5, 0, 8 };
ARRAY(const int, another_wrong[]) = { 4, 1, 7 };
ARRAY(const int, one_missing[]) = { 4, -1, 7 };

ARRAY(const char, in_order[][8]) = { "Ada", "Ben", "both" };
ARRAY(const char, turned_round[][8]) = { "Ben", "Ada", "both" };
ARRAY(const char, too_late[][8]) = { "Ada", "both", "Ben" };
ARRAY(const char, with_another[][8]) = { "Ada", "Cem", "both" };

ARRAY(const int, asyncios[]) = { 0 };
ARRAY(const int, ben_first[]) = { 3 };
ARRAY(const int, nobody[]) = { 9 };
ARRAY(const int, below_one[]) = { 3, 0, 2 };

/* ---- Judges ---- */

static const char *array_name;

static void predicts(void)
{
	static const char *const truth[] = { "4", "0", "7" };
	static const struct wrong_guess guesses[] = { { 3, "8", "guess" }, { 0 } };
	const char *const *answers = answers_of_numbers(answers_numbers(array_name, 3), 3);

	stage();
	expect_predictions("wrong", answers, 3, truth, 3, guesses);
}

static void orders(void)
{
	static const char *const given[] = { "both", "Ben", "Ada" };
	static const struct wrong_order pairs[] = { { "Ada", "Ben", "pair" }, { 0 } };
	const char *lines[3];
	int count, printed = run_lines(stage(), lines, 3);
	const char *const *answers = answers_text(array_name, 8, &count);

	expect_answers("wrong", answers, count, given, 3, lines, printed, pairs);
}

static void breaks(void)
{
	const struct run *run = stage(.schedule = expect_schedule(array_name));

	expect_order("wrong", run, "Ben", "Ada");
}

/* ---- Cases ---- */

#define JUDGE(function, number, assertions)							\
	{											\
		.file = "exercises/09-kinds/" #number "-case.c", .title = "Case",		\
		.kind = number, .minutes = 5, .points = 3, .seeds = 1, .tutorial = "Cases",	\
		.hints = { "where", "which", "almost" }, .starter = "wrong",			\
		.feedbacks = {									\
			{ "wrong", "It is wrong." }, { "guess", "It is a guess." },		\
			{ "pair", "It is turned round." },					\
		},										\
		.tests = { { #function, function, assertions } },				\
	}

static const struct exercise cases[] = {
	JUDGE(predicts, 1, 2),
	JUDGE(orders, 2, 2),
	JUDGE(breaks, 3, 2),
};

/* The object file that this program was made of. */
static const char *own_object(void)
{
	static char path[4096];
	ssize_t size = readlink("/proc/self/exe", path, sizeof path - 3);

	strcpy(path + (size > 0 ? size : 0), ".o");
	return path;
}

/* Runs the judge that CASE names, on an array, as in "predicts all_right". */
static void judge_case(void)
{
	char *rest = getenv("CASE"), *name = strsep(&rest, " ");
	const struct exercise *exercise = cases;
	char *words[] = {
		"judge", "--object", (char *)own_object(), "--", "/proc/self/exe", "--program",
		"act", NULL,
	};

	while (strcmp(exercise->tests[0].name, name) != 0)
		exercise++;
	array_name = rest;
	exit(judge_main(exercise, 7, words));
}

static const struct program programs[] = { PROGRAM(act), PROGRAM(judge_case) };

/* ---- Asking them ---- */

static json_t *get_verdict(const char *name)
{
	char setting[128];

	snprintf(setting, sizeof setting, "CASE=%s", name);
	struct ending ending = run_program("judge_case", setting);
	json_t *verdict = json_loads(ending.out, 0, NULL);
	ASSERT_INT(ending.status, 0);
	ASSERT_STRING(ending.err, "");
	ASSERT(verdict != NULL);
	return verdict;
}

static const char *member(const json_t *verdict, const char *name)
{
	const char *text = json_string_value(json_object_get(verdict, name));

	return text ? text : "null";
}

/* The feedback of the case NAME, and what was expected and found. */
static void assert_wrong(const char *name, const char *feedback, const char *expected,
			 const char *found)
{
	json_t *verdict = get_verdict(name);

	ASSERT_STRING(member(verdict, "feedback"), feedback);
	ASSERT_STRING(member(verdict, "expected"), expected);
	ASSERT_STRING(member(verdict, "found"), found);
	json_decref(verdict);
}

static void assert_detail(const char *name, const char *outcome, const char *detail)
{
	json_t *verdict = get_verdict(name);

	ASSERT_STRING(member(verdict, "outcome"), outcome);
	ASSERT_STRING(member(verdict, "detail"), detail);
	json_decref(verdict);
}

/* ---- Tests ---- */

#define MARKS "What happened, on the clock:\n   0.000 s  "

static void test_predictions__are_counted_and_not_corrected(void)
{
	assert_wrong("predicts another_wrong", "wrong", "3 predictions come true", "2 do");
	assert_wrong("predicts one_right", "guess", "3 predictions come true", "1 do");
}

static void test_predictions__must_all_be_made(void)
{
	assert_wrong("predicts one_missing", "not-predicted", "3 predictions", "none for number 2");
	assert_wrong("predicts no_such_array", "no-answers", "3 predictions",
		     "no such array of 3 constants");
}

static void test_run__is_shown_when_all_is_said_and_right(void)
{
	static const char story[] = MARKS "Ada\n   0.000 s  Ben\nIt printed:\nAda\nBen\nboth\n\n";

	assert_detail("predicts all_right", "passed", story);
	assert_detail("predicts one_right", "wrong", "null");
	assert_detail("orders in_order", "passed", story);
	assert_detail("orders turned_round", "wrong", "null");
}

static void test_order__is_of_the_given_answers(void)
{
	assert_wrong("orders with_another", "other-answers", "the 3 given answers, in some order",
		     "place 2: \"Cem\", which is not one of them");
	assert_wrong("orders no_such_array", "no-answers", "the 3 given answers, in some order",
		     "no such array of constants");
}

static void test_order__names_the_pair_that_a_misconception_turns_round(void)
{
	assert_wrong("orders turned_round", "pair", "\"Ada\" comes before \"Ben\"",
		     "place 2 and place 1");
	assert_wrong("orders too_late", "wrong", "the first is right; something else comes next",
		     "place 2: \"both\"");
}

static void test_schedule__is_played(void)
{
	json_t *verdict = get_verdict("breaks asyncios");

	ASSERT_STRING(member(verdict, "feedback"), "wrong");
	ASSERT_STRING(member(verdict, "found"), "Ada, Ben");
	ASSERT_STRING(member(verdict, "run"),
		      "seed 1: ASYNC_CLOCK=virtual ASYNC_SCHEDULE=order: 3-case");
	json_decref(verdict);
	assert_detail("breaks ben_first", "passed",
		      MARKS "Ben\n   0.000 s  Ada\n"
		      "Who had a turn, on the clock:\n   0.000 s  Task-1, Task-3, Task-2, Task-1\n"
		      "It printed:\nBen\nAda\nboth\n\n");
}

static void test_schedule__that_cannot_be_played_says_who_was_ready(void)
{
	assert_wrong("breaks nobody", "other-schedule", "each number names a task that is ready",
		     "number 1 is Task-9, which is not ready there; ready are Task-2, Task-3");
	assert_wrong("breaks below_one", "other-schedule", "numbers of tasks, from 1",
		     "number 2 is 0");
	assert_wrong("breaks no_such_array", "no-answers", "numbers of tasks, from 1",
		     "no such array of up to 100 constants");
}

static const struct test tests[] = {
	TEST(test_predictions__are_counted_and_not_corrected),
	TEST(test_predictions__must_all_be_made),
	TEST(test_run__is_shown_when_all_is_said_and_right),
	TEST(test_order__is_of_the_given_answers),
	TEST(test_order__names_the_pair_that_a_misconception_turns_round),
	TEST(test_schedule__is_played),
	TEST(test_schedule__that_cannot_be_played_says_who_was_ready),
};

SUITE(tests, programs)

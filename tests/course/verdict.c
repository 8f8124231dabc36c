/* What a judge prints is believed only as far as it makes sense. */

#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tree.h"
#include "verdict.h"

static const struct verdict *read_verdict(const char *text)
{
	tree_keep_json();
	return verdict_of_judge("01-a/1-x", 10, text);
}

static void test_verdict__is_read(void)
{
	const struct verdict *verdict = read_verdict(
		"{\"outcome\": \"wrong\", \"points\": 0, \"feedback\": \"too-soon\", "
		"\"rule\": \"Wait.\", \"expected\": \"3 s\", \"found\": null, "
		"\"run\": \"seed 17: program 3\", \"assertions\": 4}");

	ASSERT_STRING(verdict->exercise, "01-a/1-x");
	ASSERT_INT(verdict->outcome, OUTCOME_WRONG);
	ASSERT_STRING(verdict->feedback, "too-soon");
	ASSERT_STRING(verdict->expected, "3 s");
	ASSERT(verdict->found == NULL);
	ASSERT_STRING(verdict->seed, "17");
	ASSERT_INT(verdict->assertions, 4);
}

static void test_verdict__points_are_earned_by_passing(void)
{
	ASSERT_INT(read_verdict("{\"outcome\": \"passed\", \"points\": 10}")->points, 10);
	ASSERT_INT(read_verdict("{\"outcome\": \"passed\", \"points\": 1000}")->points, 10);
	ASSERT_INT(read_verdict("{\"outcome\": \"passed\", \"points\": -5}")->points, 0);
	ASSERT_INT(read_verdict("{\"outcome\": \"passed\", \"points\": \"10\"}")->points, 0);
	ASSERT_INT(read_verdict("{\"outcome\": \"wrong\", \"points\": 10}")->points, 0);
	ASSERT_INT(read_verdict("{\"outcome\": \"limit\", \"points\": 10}")->points, 0);
}

static void test_verdict__that_is_none_could_not_be_judged(void)
{
	static const char *const texts[] = {
		"", "passed", "[]", "{}", "null", "{\"outcome\": 1}", "{\"outcome\": \"Passed\"}",
		"{\"outcome\": \"passed\"",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		ASSERT_INT(read_verdict(texts[i])->outcome, OUTCOME_UNJUDGED);
		ASSERT_INT(read_verdict(texts[i])->points, 0);
		ASSERT_STRING(read_verdict(texts[i])->feedback, "judge-failed");
	}
}

/* What a learner sees of [verdict]. */
static const char *printed(const struct verdict *verdict)
{
	static char text[4096];
	FILE *file = fmemopen(text, sizeof(text), "w");

	verdict_print(verdict, file);
	fclose(file);
	return text;
}

static void test_verdict__shows_lines_side_by_side(void)
{
	const struct verdict verdict = {
		.exercise = "01-a/1-x", .outcome = OUTCOME_WRONG, .maximum = 10,
		.expected = "one\ntwo\nthree", .found = "one\n2", .rule = "Say \033[31mwords.",
	};

	ASSERT_STRING(printed(&verdict),
		      "01-a/1-x: not yet\n"
		      "    expected   found\n"
		      "    one        one\n"
		      "    two      | 2\n"
		      "    three    | \n"
		      "  rule:     Say \\x1b[31mwords.\n"
		      "  hints:    build/course hint 01-a/1-x\n\n");
}

static void test_verdict__names_the_mistake_and_says_who_waits(void)
{
	const struct verdict *verdict = read_verdict(
		"{\"outcome\": \"wrong\", \"feedback\": \"hangs\", "
		"\"misconception\": \"hangs\", \"rule\": \"Wake it.\", \"tutorial\": \"Tasks\", "
		"\"run\": \"seed 3: program\", \"detail\": \"What happened.\", "
		"\"who_waits\": \"Task-1 (a) waits for Task-2 (b)\\n"
		"Task-2 (b) waits for sleep\\n\"}");

	ASSERT_STRING(printed(verdict),
		      "01-a/1-x: not yet\n"
		      "  run:      seed 3: program\n"
		      "  mistake:  hangs\n"
		      "  rule:     Wake it.\n"
		      "  waiting:\n"
		      "    Task-1 (a) waits for Task-2 (b)\n"
		      "    Task-2 (b) waits for sleep\n"
		      "    What happened.\n"
		      "  read:     tutorial.md, \"Tasks\"\n"
		      "  again:    build/course check 01-a/1-x --seed 3\n"
		      "  hints:    build/course hint 01-a/1-x\n\n");
	json_t *same = verdict_to_json(verdict);
	ASSERT_STRING(json_string_value(json_object_get(same, "misconception")), "hangs");
}

static void test_verdict__says_what_was_earned(void)
{
	const struct verdict verdict = {
		.exercise = "01-a/1-x", .outcome = OUTCOME_PASSED, .points = 10,
		.maximum = 10, .compiler = "a warning\n",
	};

	ASSERT_STRING(printed(&verdict), "a warning\n01-a/1-x: passed, 10 of 10 points\n"
		      "  compare:  build/course solution 01-a/1-x\n");
}

static const struct test tests[] = {
	TEST(test_verdict__is_read),
	TEST(test_verdict__points_are_earned_by_passing),
	TEST(test_verdict__that_is_none_could_not_be_judged),
	TEST(test_verdict__shows_lines_side_by_side),
	TEST(test_verdict__names_the_mistake_and_says_who_waits),
	TEST(test_verdict__says_what_was_earned),
};

SUITE(tests, NO_PROGRAMS)

/* The judge library as the author of an exercise meets it: assertions and what they show, seeds,
 * the description, and what it says of a judge that is wrong itself. Each case is a judge of its
 * own, run as a program. */

#include "judge-internal.h"
#undef TEST
#include "suite.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- The program that is judged ---- */

static void act(void)
{
	char arguments[256] = "";
	FILE *file = fopen("/proc/self/cmdline", "r");

	if (!file || fread(arguments, 1, sizeof arguments - 1, file) == 0 ||
	    memmem(arguments, 255, "--crash", 7))
		abort();
	fclose(file);
	puts("first\nsecond\n\nfourth  ");
	record_mark("fetch Oslo", 1);
	record_mark("fetch Lima", 2);
	record_mark("fetched Lima", 3);
	record_mark("fetch Oslo", 4);
	record_returned();
}

/* ---- Judges ---- */

static void asks_nothing(void)
{
}

static void holds(void)
{
	expect("wrong", true, "yes", "no");
}

static void stages_and_holds(void)
{
	const char *lines[2];
	const struct run *run = stage(.arguments = { "two words", "it's", "", "plain" });

	expect("wrong", run_lines(run, lines, 2) == 4, "4 lines", "others");
	expect_order("wrong", run, "fetch Oslo", "fetch Lima", "fetched Lima");
	expect_output("wrong", run, "first\nsecond\n\nfourth\n");
}

static void is_not_in_order(void)
{
	expect_order("wrong", stage(), "fetched Lima", "fetch Lima", "fetched Oslo");
}

static void is_another_line(void)
{
	expect_output("wrong", stage(), "first\nzweite\n");
}

static void is_longer(void)
{
	expect_output("wrong", stage(), "first\nsecond\n");
}

static void is_another_string(void)
{
	expect_string("wrong", "rain", NULL);
	expect_string("other", "second", "failure");
}

static void is_later(void)
{
	expect_seconds("wrong", 3, 6.25, "until the page is shown");
}

static void is_never(void)
{
	expect_seconds("wrong", 3, mark_seconds(stage(), "shown"), "until the page is shown");
}

static void picks(void)
{
	int numbers[5] = { 0, 1, 2, 3, 4 };

	shuffle(numbers, 5, sizeof numbers[0]);
	expect("wrong", false, say("%d %d", pick(1, 1000000), pick(-5, -5)),
	       say("%d%d%d%d%d", numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]));
}

static void is_odd(void)
{
	double odd = odd_milliseconds();

	expect("wrong", odd == 0, "0", say("%g", odd * 1000));
}

static void fails_with_seed_2(void)
{
	expect("wrong", seed() != 2, "another seed", "seed 2");
}

static void has_a_slip(void)
{
	expect("worng", true, "yes", "no");
}

static void asserts_bare(void)
{
	expect("wrong", true, "yes", "no");
	CU_ASSERT(true);
}

static void holds_crashing(void)
{
	stage(.arguments = { "--crash" }, .allow = ALLOW_CRASH | ALLOW_EARLY_END);
	expect("wrong", true, "yes", "no");
}

static const char *const given[] = {
	"int count = 3;", "while (count > 0)", "\tsay(count--);", "return 0;", NULL,
};
static const char *const distractors[] = { "say(count);", NULL };

static void wants_the_lines(void)
{
	expect_lines(given, distractors);
}

/* ---- Cases ---- */

#define JUDGE(function, assertions)								\
	{											\
		.file = "exercises/09-verdict/5-case.c", .title = "Case", .kind = KIND_FIX,	\
		.minutes = 5, .points = 3, .tutorial = "Cases",					\
		.hints = { "where", "which", "almost" }, .starter = "wrong",			\
		.feedbacks = { { "wrong", "It is wrong." }, { "other", "It is other." } },	\
		.tests = { { #function, function, assertions } },				\
	}

static const struct exercise cases[] = {
	JUDGE(asks_nothing, 0),
	JUDGE(holds, 1),
	JUDGE(stages_and_holds, 3),
	JUDGE(is_not_in_order, 1),
	JUDGE(is_another_line, 1),
	JUDGE(is_longer, 1),
	JUDGE(is_another_string, 2),
	JUDGE(is_later, 1),
	JUDGE(is_never, 1),
	JUDGE(picks, 1),
	JUDGE(is_odd, 1),
	JUDGE(fails_with_seed_2, 1),
	JUDGE(has_a_slip, 1),
	JUDGE(asserts_bare, 2),
	JUDGE(holds_crashing, 1),
	JUDGE(wants_the_lines, 1),
};

/* Sources for wants_the_lines, with what is found wrong in them. */
static const struct { const char *text, *found; } sources[] = {
	{ LINES_BEGIN "\nint count=3;\n\n // counts\nwhile (count > 0)   /* down */\n"
	  "    say( count-- );\n\treturn 0;\n\t" LINES_END "\n", "null" },
	{ "int count = 3;\n", "one of the lines " LINES_BEGIN " and " LINES_END " is missing" },
	{ LINES_BEGIN "\nint count = 3;\n",
	  "one of the lines " LINES_BEGIN " and " LINES_END " is missing" },
	{ LINES_BEGIN "\nint count = 3;\nwhile (count > 0)\nsay(count--);\n" LINES_END,
	  "\"return 0;\" is missing" },
	{ LINES_BEGIN "\nint count = 3;\nint count = 3;\n" LINES_END,
	  "\"int count = 3;\" stands there 2 times" },
	{ LINES_BEGIN "\nint count = 4;\n" LINES_END, "\"int count = 4;\" is not one of them" },
	{ LINES_BEGIN "\nsay(count);\nsay(count);\n" LINES_END,
	  "\"say(count);\" stands there 2 times" },
};

/* A file in the folder for temporary ones. Owns: the caller frees the name, and removes the
 * file. */
static char *write_file(const char *text)
{
	const char *folder = getenv("TMPDIR");
	char *name;

	if (asprintf(&name, "%s/judge-XXXXXX", folder ? folder : P_tmpdir) < 0)
		abort();
	int fd = mkstemp(name);
	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	close(fd);
	return name;
}

/* Runs the judge that CASE names, as in "NAME OPTION OPTION"; the option SOURCE becomes a file with
 * the text of that number. */
static void judge_case(void)
{
	char *words[16] = { "judge" }, *rest = getenv("CASE"), *word, *source = NULL;
	char *name = strsep(&rest, " ");
	const struct exercise *exercise = cases;
	int count = 1;

	while (strcmp(exercise->tests[0].name, name) != 0)
		exercise++;
	for (; (word = strsep(&rest, " ")) != NULL; words[count++] = word)
		if (*word >= '0' && *word <= '9' && strcmp(words[count - 1], "--source") == 0)
			word = source = write_file(sources[atoi(word)].text);
	if (strcmp(words[count - 1], "--bare") != 0) {
		words[count++] = "--";
		words[count++] = "/proc/self/exe";
		words[count++] = "--program";
		words[count++] = "act";
	}
	int status = judge_main(exercise, count, words);
	if (source)
		unlink(source);
	free(source);
	exit(status);
}

static const struct program programs[] = { PROGRAM(act), PROGRAM(judge_case) };

/* ---- Asking them ---- */

static struct ending run_case(const char *name)
{
	static char setting[128];

	snprintf(setting, sizeof setting, "CASE=%s", name);
	return run_program("judge_case", setting);
}

static void assert_member(const json_t *verdict, const char *name, const char *expected)
{
	const char *text = json_string_value(json_object_get(verdict, name));

	suite_assert_string(__FILE__, __LINE__, name, text ? text : "null", expected);
}

static json_t *get_verdict(const char *name)
{
	struct ending ending = run_case(name);
	json_t *verdict = json_loads(ending.out, 0, NULL);

	ASSERT_INT(ending.status, 0);
	ASSERT_STRING(ending.err, "");
	ASSERT(verdict != NULL);
	return verdict;
}

static void assert_wrong(const char *name, const char *expected, const char *found)
{
	json_t *verdict = get_verdict(name);

	assert_member(verdict, "outcome", "wrong");
	assert_member(verdict, "feedback", "wrong");
	assert_member(verdict, "rule", "It is wrong.");
	assert_member(verdict, "expected", expected);
	assert_member(verdict, "found", found);
	json_decref(verdict);
}

static void assert_no_verdict(const char *name, int status, const char *sentence)
{
	struct ending ending = run_case(name);

	ASSERT_INT(ending.status, status);
	ASSERT_STRING(ending.out, "");
	ASSERT_CONTAINS(ending.err, sentence);
}

/* ---- Tests ---- */

static void test_expect__shows_both_sides(void)
{
	assert_wrong("is_later", "3 s until the page is shown", "6.25 s until the page is shown");
	assert_wrong("is_never", "3 s until the page is shown", "never: until the page is shown");
	assert_wrong("is_another_string", "\"rain\"", "nothing");
	assert_wrong("is_another_line", "line 2: \"zweite\"", "line 2: \"second\"");
	assert_wrong("is_longer", "no line 3", "line 3: \"\"");
	assert_wrong("is_not_in_order", "fetched Lima, fetch Lima, fetched Oslo",
		     "fetch Lima, fetched Lima");
}

static void test_expect__passes_with_every_seed(void)
{
	json_t *verdict = get_verdict("stages_and_holds --seed 5");

	assert_member(verdict, "outcome", "passed");
	assert_member(verdict, "feedback", "null");
	assert_member(verdict, "run", "seeds 5 to 7");
	ASSERT_INT(json_integer_value(json_object_get(verdict, "points")), 3);
	ASSERT_INT(json_integer_value(json_object_get(verdict, "assertions")), 3 * 4);
	json_decref(verdict);
}

static void test_allow__does_not_fail_what_did_not_happen(void)
{
	json_t *verdict = get_verdict("holds_crashing");

	assert_member(verdict, "outcome", "passed");
	json_decref(verdict);
}

static void test_seed__decides_what_is_picked(void)
{
	json_t *one = get_verdict("picks --seed 17"), *same = get_verdict("picks --seed 17");
	json_t *other = get_verdict("picks --seed 18");
	const char *picked = json_string_value(json_object_get(one, "expected"));
	const char *shuffled = json_string_value(json_object_get(one, "found"));

	assert_member(one, "run", "seed 17");
	assert_member(same, "expected", picked);
	assert_member(same, "found", shuffled);
	ASSERT(strcmp(picked, json_string_value(json_object_get(other, "expected"))) != 0);
	ASSERT_CONTAINS(picked, " -5");
	ASSERT_INT(strlen(shuffled), 5);
	ASSERT_INT(strspn(shuffled, "01234"), 5);
	json_decref(one);
	json_decref(same);
	json_decref(other);
}

static void test_odd_milliseconds__come_in_one_round_of_three(void)
{
	json_t *verdict = get_verdict("is_odd"), *other = get_verdict("is_odd --seed 6");
	double odd = atof(json_string_value(json_object_get(verdict, "found")));

	assert_member(verdict, "run", "seed 3");
	assert_member(other, "run", "seed 6");
	ASSERT(odd > 1 && odd < 10 && odd != (int)odd);
	json_decref(verdict);
	json_decref(other);
}

static void test_seed__that_fails_is_named(void)
{
	json_t *verdict = get_verdict("fails_with_seed_2");

	assert_member(verdict, "run", "seed 2");
	ASSERT_INT(json_integer_value(json_object_get(verdict, "assertions")), 2);
	json_decref(verdict);
}

static void test_lines__are_the_given_ones_whatever_their_order_and_space(void)
{
	for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
		char name[64];
		snprintf(name, sizeof name, "wants_the_lines --source %zu", i);
		json_t *verdict = get_verdict(name);
		assert_member(verdict, "feedback", i ? "other-lines" : "null");
		assert_member(verdict, "found", sources[i].found);
		json_decref(verdict);
	}
}

static void test_describe__tells_all_about_the_exercise(void)
{
	json_t *description = get_verdict("holds --describe");

	assert_member(description, "name", "09-verdict/5-case");
	assert_member(description, "title", "Case");
	assert_member(description, "kind", "fix");
	assert_member(description, "mechanism", "code");
	assert_member(description, "tutorial", "Cases");
	assert_member(description, "starter", "wrong");
	ASSERT_INT(json_integer_value(json_object_get(description, "minutes")), 5);
	ASSERT_INT(json_integer_value(json_object_get(description, "points")), 3);
	ASSERT_INT(json_array_size(json_object_get(description, "hints")), 3);
	const json_t *feedbacks = json_object_get(description, "feedbacks");
	ASSERT_INT(json_array_size(feedbacks), 2);
	assert_member(json_array_get(feedbacks, 1), "id", "other");
	assert_member(json_array_get(feedbacks, 1), "text", "It is other.");
	json_decref(description);
}

static void test_judge__that_is_wrong_gives_no_verdict(void)
{
	assert_no_verdict("asks_nothing", 1,
			  "asks_nothing made 0 assertions, besides those of stage(), "
			  "where TEST() says 0");
	assert_no_verdict("has_a_slip", 1, "the exercise has no feedback \"worng\"");
	assert_no_verdict("asserts_bare", 1, "asserts_bare asserts by other means than expect()");
}

static void test_judge__says_how_it_is_called(void)
{
	assert_no_verdict("holds --bare", 2, "Usage: judge --describe");
	assert_no_verdict("holds --seed x", 2, "--seed wants a number up to 1000000000, and not x");
	assert_no_verdict("holds --seed -1", 2, "--seed wants a number");
	assert_no_verdict("holds --seed 1000000001", 2, "--seed wants a number");
}

static void test_judge__cannot_compare_a_source_that_is_not_there(void)
{
	assert_no_verdict("wants_the_lines --source /nonexistent", 1,
			  "/nonexistent is not a source file");
}

static const struct test tests[] = {
	TEST(test_expect__shows_both_sides),
	TEST(test_expect__passes_with_every_seed),
	TEST(test_allow__does_not_fail_what_did_not_happen),
	TEST(test_seed__decides_what_is_picked),
	TEST(test_odd_milliseconds__come_in_one_round_of_three),
	TEST(test_seed__that_fails_is_named),
	TEST(test_lines__are_the_given_ones_whatever_their_order_and_space),
	TEST(test_describe__tells_all_about_the_exercise),
	TEST(test_judge__that_is_wrong_gives_no_verdict),
	TEST(test_judge__says_how_it_is_called),
	TEST(test_judge__cannot_compare_a_source_that_is_not_there),
};

SUITE(tests, programs)

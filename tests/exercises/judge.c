/* The judge's command line: what it is asked, the tests run by CUnit, the verdict as JSON. */

#include <CUnit/CUnit.h>
#include <CUnit/TestRun.h>
#include <getopt.h>
#include <jansson.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "judge-internal.h"

struct judge judge;

static uint64_t random_state;

_Noreturn void judge_broken(const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "the judge of %s: ", judge.exercise ? judge.exercise->file : "?");
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(1);
}

/* ---- Inputs ---- */

unsigned long seed(void)
{
	return judge.seed;
}

/* splitmix64, by Steele, Lea and Flood. */
static uint64_t next_random(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

int pick(int low, int high)
{
	return low + (int)(next_random() % (uint64_t)((int64_t)high - low + 1));
}

double odd_milliseconds(void)
{
	return judge.seed % 3 ? 0 : pick(1, 9) * 0.0011;
}

void shuffle(void *array, size_t count, size_t size)
{
	char *bytes = array, spare[size];

	for (size_t i = count; i > 1; i--) {
		char *one = bytes + (i - 1) * size,
		     *other = bytes + (size_t)pick(0, (int)i - 1) * size;
		memcpy(spare, one, size);
		memmove(one, other, size);
		memcpy(other, spare, size);
	}
}

/* ---- The exercise ---- */

static const char *const kind_names[] = {
	[KIND_PREDICT] = "predict", [KIND_ORDER] = "order", [KIND_BREAK] = "break",
	[KIND_PARSONS] = "parsons", [KIND_FIX] = "fix", [KIND_COMPLETE] = "complete",
	[KIND_MODIFY] = "modify", [KIND_MAKE] = "make",
};

/* "03-gather/7-overlap", of ".../exercises/03-gather/7-overlap.c". */
static const char *exercise_name(const struct exercise *exercise)
{
	static const char folder[] = "exercises/";
	const char *name = exercise->file;

	for (const char *next; (next = strstr(name, folder)) != NULL;)
		name = next + sizeof(folder) - 1;
	return say("%.*s", (int)strcspn(name, "."), name);
}

static int seed_count(const struct exercise *exercise)
{
	return exercise->seeds ? exercise->seeds : 3;
}

/* What is wrong with the EXERCISE block, or NULL. */
static const char *flaw(const struct exercise *exercise)
{
	const char *slash = strrchr(exercise_name(exercise), '/');

	if (exercise->kind < KIND_PREDICT || exercise->kind > KIND_MAKE)
		return "it has no .kind";
	if (!slash || atoi(slash + 1) != (int)exercise->kind)
		return say("its .kind has number %d, and its name another", exercise->kind);
	if (!exercise->title || !exercise->tutorial || exercise->minutes < 1 ||
	    exercise->points < 1)
		return "one of .title, .tutorial, .minutes, .points is missing";
	if (!exercise->hints[0] || !exercise->hints[1] || !exercise->hints[2])
		return "it has not three .hints";
	if (!exercise->starter || !judge_feedback(exercise->starter))
		return "its .starter is none of its feedbacks";
	for (const struct feedback *feedback = exercise->feedbacks; feedback->id; feedback++)
		if (!feedback->rule)
			return say("its feedback \"%s\" has no rule", feedback->id);
	if (!exercise->tests[0].run)
		return "it has no .tests";
	return NULL;
}

static json_t *describe(const struct exercise *exercise)
{
	const char *mechanism = judge_is_secret() ? "answers"
		: exercise->kind == KIND_BREAK ? "schedule" : "code";
	json_t *feedbacks = json_array();

	for (const struct feedback *feedback = exercise->feedbacks; feedback->id; feedback++)
		json_array_append_new(feedbacks,
				      json_pack("{s:s, s:s, s:s*}", "id", feedback->id, "text",
						feedback->rule, "untried", feedback->untried));
	return json_pack("{s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:b, s:[s, s, s], s:o, s:s, s:s}",
			 "name", exercise_name(exercise), "title", exercise->title,
			 "kind", kind_names[exercise->kind],
			 "mechanism", mechanism,
			 "minutes", exercise->minutes, "points", exercise->points,
			 "seeds", seed_count(exercise), "network", exercise->network,
			 "hints", exercise->hints[0], exercise->hints[1], exercise->hints[2],
			 "feedbacks", feedbacks, "starter", exercise->starter,
			 "tutorial", exercise->tutorial);
}

/* ---- The tests ---- */

/* Run [test] by CUnit, and see to it that it has asserted what it said it would. */
static void run_test(CU_pSuite suite, CU_pTest registered, const struct exercise_test *test)
{
	int before = judge.assertions;

	random_state = judge.seed;
	judge.first = judge.run = NULL;
	if (judge.trace)
		judge.outcome = OUTCOME_PASSED;
	judge.command = NULL;
	judge.stagings = 0;
	if (CU_run_test(suite, registered) != CUE_SUCCESS)
		judge_broken("CUnit cannot run %s: %s", test->name, CU_get_error_msg());
	int made = judge.assertions - before, wanted = test->assertions + judge.stagings;
	bool failed = judge.outcome != OUTCOME_PASSED;
	if ((int)CU_get_number_of_asserts() != made || (CU_get_number_of_failures() > 0) != failed)
		judge_broken("%s asserts by other means than expect()", test->name);
	if (!failed && (test->assertions < 1 || made != wanted))
		judge_broken("%s made %d assertions, besides those of stage(), "
			     "where TEST() says %d",
			     test->name, made - judge.stagings, test->assertions);
}

void judge_run_tests(unsigned long first_seed, int rounds)
{
	const struct exercise *exercise = judge.exercise;
	CU_pTest registered[sizeof(exercise->tests) / sizeof(exercise->tests[0])];
	CU_pSuite suite;
	int count = 0;

	if (CU_initialize_registry() != CUE_SUCCESS ||
	    (suite = CU_add_suite("exercise", NULL, NULL)) == NULL)
		judge_broken("CUnit does not start: %s", CU_get_error_msg());
	for (const struct exercise_test *test = exercise->tests; test->run; test++, count++) {
		registered[count] = CU_add_test(suite, test->name, test->run);
		if (!registered[count])
			judge_broken("CUnit does not take %s: %s", test->name, CU_get_error_msg());
	}
	for (int round = 0; round < rounds; round++)
		for (int i = 0; i < count && (judge.outcome == OUTCOME_PASSED || judge.trace);
		     i++) {
			judge.seed = first_seed + (unsigned long)round;
			run_test(suite, registered[i], &exercise->tests[i]);
		}
	CU_cleanup_registry();
	if (judge.trace)
		judge_broken("nothing was staged that could be traced");
	/* Whoever has said what a program does, or has made it fail, is shown that. */
	if (judge.outcome == OUTCOME_PASSED && judge.first && exercise->kind <= KIND_BREAK)
		judge.detail = judge_story(judge.first);
}

static json_t *verdict(const struct exercise *exercise, unsigned long first_seed,
		       unsigned long at_once)
{
	static const char *const outcomes[] = { "passed", "wrong", "limit", "unjudged" };

	if (at_once > 1)
		judge_run_rounds(first_seed, seed_count(exercise), at_once);
	else
		judge_run_tests(first_seed, seed_count(exercise));
	bool passed = judge.outcome == OUTCOME_PASSED;
	const char *replay = first_seed == judge.seed ? say("seed %lu", first_seed)
		: say("seeds %lu to %lu", first_seed, judge.seed);
	return json_pack("{s:s, s:s, s:i, s:i, s:s?, s:s?, s:s?, s:s?, s:s?, s:s, s:s, s:s?, s:s?, "
			 "s:i}",
			 "exercise", exercise_name(exercise), "outcome", outcomes[judge.outcome],
			 "points", passed ? exercise->points : 0, "maximum", exercise->points,
			 "feedback", passed ? NULL : judge.feedback->id,
			 "misconception", judge.misconception, "rule", judge.rule,
			 "expected", judge.expected, "found", judge.found,
			 "run", passed ? replay : judge.replay, "tutorial", exercise->tutorial,
			 "who_waits", judge.who_waits, "detail", judge.detail,
			 "assertions", judge.assertions);
}

/* ---- The command line ---- */

struct request {
	bool describe;
	unsigned long seed, at_once;
};

static int complain(const char *problem, const char *what)
{
	fprintf(stderr, "%s%s\n%s\n", problem, what,
		"Usage: judge --describe\n"
		"       judge [--source FILE] [--object FILE] [--seed N] [--at-once N] "
		"[--sanitized]\n"
		"             [--trace FILE] -- PROGRAM [ARGUMENT ...]");
	return 2;
}

static bool parse_number(const char *text, unsigned long *number)
{
	char *end;

	*number = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && *end == '\0' && *number <= 1000000000;
}

/* Returns: 0, or the exit status after what was wrong has been said. */
static int parse(int argc, char **argv, struct request *request)
{
	static const struct option options[] = {
		{ "describe", no_argument, NULL, 'd' },
		{ "source", required_argument, NULL, 's' },
		{ "object", required_argument, NULL, 'o' },
		{ "seed", required_argument, NULL, 'n' },
		{ "at-once", required_argument, NULL, 'a' },
		{ "sanitized", no_argument, NULL, 'z' },
		{ "trace", required_argument, NULL, 't' },
		{ 0 },
	};
	int option;

	opterr = 0;
	optind = 0;
	while ((option = getopt_long(argc, argv, "+:", options, NULL)) != -1) {
		switch (option) {
		case 'd':
			request->describe = true;
			break;
		case 's':
			judge.source = optarg;
			break;
		case 'o':
			judge.object = optarg;
			break;
		case 't':
			judge.trace = optarg;
			judge_limits.file = 64UL << 20;	/* it is the program that writes it */
			judge_limits.memory = 0;
			break;
		case 'n':
			if (!parse_number(optarg, &request->seed))
				return complain("--seed wants a number up to 1000000000, and not ",
						optarg);
			break;
		case 'a':
			if (!parse_number(optarg, &request->at_once))
				return complain("--at-once wants a number, and not ", optarg);
			break;
		case 'z':
			judge_limits.memory = 0;	/* a sanitizer maps terabytes */
			break;
		default:
			return complain("not understood, or without its FILE or N: ",
					argv[optind - 1]);
		}
	}
	judge.program = argv + optind;
	if (!request->describe && optind == argc)
		return complain("which PROGRAM is to be judged?", "");
	return 0;
}

int judge_main(const struct exercise *exercise, int argc, char **argv)
{
	struct request request = { .seed = 1 };

	judge = (struct judge){ .exercise = exercise };
	setlocale(LC_CTYPE, "C.UTF-8");
	int status = parse(argc, argv, &request);
	if (status)
		return status;
#ifndef JUDGE_SANITIZED
	prctl(PR_SET_DUMPABLE, 0);	/* no ptrace(), and no way into its /proc/PID/fd */
#endif
	if (flaw(exercise))
		judge_broken("%s", flaw(exercise));
	json_t *answer = request.describe ? describe(exercise)
		: verdict(exercise, request.seed, request.at_once);
	if (!answer || json_dumpf(answer, stdout, JSON_INDENT(2)) < 0 || putchar('\n') == EOF ||
	    fflush(stdout) == EOF)
		judge_broken("the verdict cannot be written");
	json_decref(answer);
	judge_forget();
	return 0;
}

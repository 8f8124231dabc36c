/* ASYNC_CENSUS: how deep each function used its stack. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"

enum { LARGE = 40000 };

/* Memory that the compiler cannot do without. As its length is not a constant, AddressSanitizer has
 * it on this stack, too, and not on one of its own. */
static void *use_much(void *arg)
{
	volatile int length = LARGE;
	volatile char much[length];

	for (int i = 0; i < LARGE; i++)
		much[i] = 1;
	AWAIT(async_sleep(much[7]));
	return arg;
}

static void *use_little(void *arg)
{
	AWAIT(async_sleep(1));
	return arg;
}

static void *run_both(void *arg)
{
	AWAIT(async_gather(NULL, async_coroutine(use_little), async_coroutine(use_much),
			   async_coroutine(use_little)));
	return arg;
}

static void program_both(void)
{
	async_run(run_both);
}

static void program_that_fails(void)
{
	async_run(use_much);
	async_raise(ValueError, "too much");
}

struct line { long bytes, times; };

/* The line of [function]; all zero if it has none. */
static struct line line_of(const char *census, const char *function)
{
	struct line line = { 0 };
	char name[64];

	for (const char *at = strchr(census, '\n'); at != NULL; at = strchr(at + 1, '\n')) {
		struct line this;

		if (sscanf(at, " %ld %63s (%ld)", &this.bytes, name, &this.times) == 3 &&
		    strcmp(name, function) == 0)
			line = this;
	}
	return line;
}

static void test_census__tells_the_deepest_use_of_each_function(void)
{
	struct ending end = run_program("program_both", "ASYNC_CENSUS=1");
	struct line much = line_of(end.err, "use_much"), little = line_of(end.err, "use_little");

	ASSERT_INT(end.status, 0);
	ASSERT(much.bytes >= LARGE && much.bytes < LARGE + 20000);
	ASSERT_INT(much.times, 1);
	ASSERT(little.bytes > 0 && little.bytes < 20000);
	ASSERT_INT(little.times, 2);
}

static void test_census__begins_with_the_largest(void)
{
	struct ending end = run_program("program_both", "ASYNC_CENSUS=1");
	const char *first = strchr(end.err, '\n');
	char name[64] = "";

	ASSERT(first != NULL && sscanf(first, " %*d %63s", name) == 1);
	ASSERT_STRING(name, "use_much");
}

static void test_census__is_also_told_of_a_program_that_fails(void)
{
	struct ending end = run_program("program_that_fails", "ASYNC_CENSUS=1");

	ASSERT_INT(end.status, 1);
	ASSERT_CONTAINS(end.err, "ValueError: too much\n");
	ASSERT(line_of(end.err, "use_much").bytes >= LARGE);
}

static void test_census__goes_to_a_file(void)
{
	char path[] = "/tmp/census-XXXXXX", setting[64], text[4096] = "";
	int descriptor = mkstemp(path);

	snprintf(setting, sizeof setting, "ASYNC_CENSUS=%s", path);
	struct ending end = run_program("program_both", setting);
	ASSERT_STRING(end.err, "");
	ASSERT(read(descriptor, text, sizeof text - 1) > 0);
	ASSERT(line_of(text, "use_much").bytes >= LARGE);
	close(descriptor);
	unlink(path);
}

static void test_census__says_where_it_cannot_write(void)
{
	struct ending end = run_program("program_both", "ASYNC_CENSUS=/nowhere/census");

	ASSERT_STRING(end.err, "ASYNC_CENSUS=/nowhere/census: No such file or directory\n");
}

static void test_census__is_not_told_unasked(void)
{
	ASSERT_STRING(run_program("program_both", NULL).err, "");
	ASSERT_STRING(run_program("program_both", "ASYNC_CENSUS=0").err, "");
}

static const struct test tests[] = {
	TEST(test_census__tells_the_deepest_use_of_each_function),
	TEST(test_census__begins_with_the_largest),
	TEST(test_census__is_also_told_of_a_program_that_fails),
	TEST(test_census__goes_to_a_file),
	TEST(test_census__says_where_it_cannot_write),
	TEST(test_census__is_not_told_unasked),
};

static const struct program programs[] = {
	PROGRAM(program_both),
	PROGRAM(program_that_fails),
};

SUITE(tests, programs)

/* error.h: how an exception is printed, and when. */

#include <stdio.h>

#include "suite.h"

ASYNC static void *risky(void)
{
	return async_raise(ValueError, "An error occurred!");
}

ASYNC static void *cautious(void)
{
	AWAIT(risky());
	return NULL;
}

static void print_and_catch(void)
{
	EXCEPTION(e);

	if (EXCEPT(BaseException, e))
		async_print_exception(e);
}

static void test_traceback__has_each_place_it_passed(void)
{
	TRY(cautious());
	print_and_catch();
	ASSERT_STRING(mask_lines(suite_stderr()),
		      "Traceback (most recent call last):\n"
		      "  File \"" __FILE__ "\", line N, "
		      "in test_traceback__has_each_place_it_passed\n"
		      "  File \"" __FILE__ "\", line N, in cautious\n"
		      "  File \"" __FILE__ "\", line N, in risky\n"
		      "ValueError: An error occurred!\n");
}

static void test_traceback__has_the_lines(void)
{
	char expected[512];

	TRY(async_raise(KeyError, "here")); int line = __LINE__;
	print_and_catch();
	snprintf(expected, sizeof expected,
		 "Traceback (most recent call last):\n"
		 "  File \"%s\", line %d, in %s\n"
		 "  File \"%s\", line %d, in %s\n"
		 "KeyError: here\n", __FILE__, line, __func__, __FILE__, line, __func__);
	ASSERT_STRING(suite_stderr(), expected);
}

static void test_traceback__without_a_message_has_no_colon(void)
{
	async_raise(CancelledError, "%s", "");
	print_and_catch();
	ASSERT_STRING(mask_lines(suite_stderr()),
		      "Traceback (most recent call last):\n"
		      "  File \"" __FILE__ "\", line N, "
		      "in test_traceback__without_a_message_has_no_colon\n"
		      "CancelledError\n");
}

static void raise_in_a_handler(void)
{
	EXCEPTION(e);

	TRY(risky());
	if (EXCEPT(ValueError, e))
		async_raise(KeyError, "no such city");
}

static void test_traceback__with_a_context(void)
{
	raise_in_a_handler();
	print_and_catch();
	ASSERT_STRING(mask_lines(suite_stderr()),
		      "Traceback (most recent call last):\n"
		      "  File \"" __FILE__ "\", line N, in raise_in_a_handler\n"
		      "  File \"" __FILE__ "\", line N, in risky\n"
		      "ValueError: An error occurred!\n"
		      "\n"
		      "During handling of the above exception, another exception occurred:\n"
		      "\n"
		      "Traceback (most recent call last):\n"
		      "  File \"" __FILE__ "\", line N, in raise_in_a_handler\n"
		      "KeyError: no such city\n");
}

ASYNC static void *pass_on(void)
{
	EXCEPTION(e);

	TRY(risky());
	if (EXCEPT(ValueError, e))
		return async_reraise(e);
	return NULL;
}

ASYNC static void *caller_of_pass_on(void)
{
	AWAIT(pass_on());
	return NULL;
}

static void test_traceback__goes_on_after_reraise(void)
{
	TRY(caller_of_pass_on());
	print_and_catch();
	ASSERT_STRING(mask_lines(suite_stderr()),
		      "Traceback (most recent call last):\n"
		      "  File \"" __FILE__ "\", line N, in test_traceback__goes_on_after_reraise\n"
		      "  File \"" __FILE__ "\", line N, in caller_of_pass_on\n"
		      "  File \"" __FILE__ "\", line N, in pass_on\n"
		      "  File \"" __FILE__ "\", line N, in risky\n"
		      "ValueError: An error occurred!\n");
}

ASYNC static int down(int depth)
{
	if (depth == 0)
		async_raise(ValueError, "far down");
	else
		AWAIT(down(depth - 1));
	return 0;
}

static void test_traceback__of_a_deep_recursion_ends(void)
{
	TRY(down(300));
	print_and_catch();
	ASSERT_CONTAINS(suite_stderr(), "in down\n");
}

/* ---- At the end of the program ---- */

static void program_ends_with_one_raised(void)
{
	printf("said before\n");
	async_raise(ValueError, "An error occurred!");
}

static void test_end__with_one_raised_prints_it(void)
{
	struct ending end = run_program("program_ends_with_one_raised", NULL);

	ASSERT_INT(end.status, 1);
	ASSERT_STRING(end.out, "said before\n");
	ASSERT_STRING(mask_lines(end.err),
		      "Traceback (most recent call last):\n"
		      "  File \"" __FILE__ "\", line N, in program_ends_with_one_raised\n"
		      "ValueError: An error occurred!\n");
}

static void program_ends_with_one_caught(void)
{
	EXCEPTION(e);

	async_raise(ValueError, "An error occurred!");
	if (EXCEPT(ValueError, e))
		printf("%s\n", e->message);
}

static void test_end__with_one_caught_says_nothing(void)
{
	struct ending end = run_program("program_ends_with_one_caught", NULL);

	ASSERT_INT(end.status, 0);
	ASSERT_STRING(end.out, "An error occurred!\n");
	ASSERT_STRING(end.err, "");
}

static const struct test tests[] = {
	TEST(test_traceback__has_each_place_it_passed),
	TEST(test_traceback__has_the_lines),
	TEST(test_traceback__without_a_message_has_no_colon),
	TEST(test_traceback__with_a_context),
	TEST(test_traceback__goes_on_after_reraise),
	TEST(test_traceback__of_a_deep_recursion_ends),
	TEST(test_end__with_one_raised_prints_it),
	TEST(test_end__with_one_caught_says_nothing),
};

static const struct program programs[] = {
	PROGRAM(program_ends_with_one_raised),
	PROGRAM(program_ends_with_one_caught),
};

SUITE(tests, programs)

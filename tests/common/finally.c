/* error.h: FINALLY. */

#include <string.h>

#include "suite.h"

ASYNC static int fail(void)
{
	note("called");
	async_raise(ValueError, "failed");
	return 0;
}

static void *note_finally(void *text)
{
	note("finally(%s)", (const char *)text);
	return NULL;
}

ASYNC static int leave_finally_by(const char *how)
{
	for (int i = 0; i < 2; i++) {
		FINALLY(note_finally, (void *)how);
		if (strcmp(how, "return") == 0)
			return 5;
		if (strcmp(how, "break") == 0)
			break;
		if (strcmp(how, "continue") == 0)
			continue;
		if (strcmp(how, "exception") == 0)
			AWAIT(fail());
		note("end");
	}
	note("behind");
	return 6;
}

static void test_finally__runs_however_its_block_is_left(void)
{
	ASSERT_INT(leave_finally_by("end"), 6);
	ASSERT_NOTES("end finally(end) end finally(end) behind");
	ASSERT_INT(leave_finally_by("return"), 5);
	ASSERT_NOTES("finally(return)");
	ASSERT_INT(leave_finally_by("break"), 6);
	ASSERT_NOTES("finally(break) behind");
	ASSERT_INT(leave_finally_by("continue"), 6);
	ASSERT_NOTES("finally(continue) finally(continue) behind");
	ASSERT_INT(leave_finally_by("exception"), 0);
	ASSERT_NOTES("called finally(exception)");
	ASSERT_RAISED(ValueError, "failed");
}

static void test_finally__several_in_reverse_order(void)
{
	{
		FINALLY(note_finally, "first");
		FINALLY(note_finally, "second");
		note("body");
	}
	ASSERT_NOTES("body finally(second) finally(first)");
}

static void *note_whether_raised(void *arg)
{
	note("%s", async_exception() == NULL ? "none" : "raised");
	return arg;
}

static void test_finally__the_raised_one_is_set_aside(void)
{
	{
		FINALLY(note_whether_raised, NULL);
		async_raise(ValueError, "aside");
	}
	ASSERT_NOTES("none");
	ASSERT(async_exception()->context == NULL);
	ASSERT_RAISED(ValueError, "aside");
}

static void *raise_key_error(void *arg)
{
	return async_raise(KeyError, "%s", (const char *)arg);
}

static void test_finally__that_raises_while_none_is_raised(void)
{
	{
		FINALLY(raise_key_error, "of the cleanup");
	}
	ASSERT(async_exception()->context == NULL);
	ASSERT_RAISED(KeyError, "of the cleanup");
}

static void test_finally__that_raises_while_one_is_raised(void)
{
	{
		FINALLY(raise_key_error, "of the cleanup");
		async_raise(ValueError, "of the body");
	}
	ASSERT_EXCEPTION(async_exception()->context, ValueError, "of the body");
	ASSERT_RAISED(KeyError, "of the cleanup");
}

static void test_finally__each_that_raises_has_the_former_as_context(void)
{
	{
		FINALLY(raise_key_error, "outer");
		FINALLY(raise_key_error, "inner");
		async_raise(ValueError, "of the body");
	}
	ASSERT_EXCEPTION(async_exception(), KeyError, "outer");
	ASSERT_EXCEPTION(async_exception()->context, KeyError, "inner");
	ASSERT_EXCEPTION(async_exception()->context->context, ValueError, "of the body");
	ASSERT_RAISED(KeyError, "outer");
}

static void *catch_its_own(void *arg)
{
	EXCEPTION(e);

	TRY(fail());
	if (EXCEPT(ValueError, e))
		note("caught %s", e->message);
	return arg;
}

static void test_finally__that_catches_its_own(void)
{
	{
		FINALLY(catch_its_own, NULL);
		async_raise(KeyError, "of the body");
	}
	ASSERT_NOTES("called caught failed");
	ASSERT(async_exception()->context == NULL);
	ASSERT_RAISED(KeyError, "of the body");
}

/* `raise X` in an except block inside a finally block: both are contexts of X, the inner first. */
static void *raise_while_handling(void *arg)
{
	EXCEPTION(e);

	async_raise(TypeError, "handled in the cleanup");
	if (EXCEPT(TypeError, e))
		async_raise(KeyError, "%s", (const char *)arg);
	return NULL;
}

static void test_finally__that_raises_in_a_handler_loses_no_context(void)
{
	{
		FINALLY(raise_while_handling, "of the cleanup");
		async_raise(ValueError, "of the body");
	}
	const struct async_exception *e = async_exception();
	ASSERT_EXCEPTION(e, KeyError, "of the cleanup");
	ASSERT_EXCEPTION(e->context, TypeError, "handled in the cleanup");
	ASSERT_EXCEPTION(e->context->context, ValueError, "of the body");
	ASSERT_RAISED(KeyError, "of the cleanup");
}

static void *sleep_and_note(void *arg)
{
	AWAIT(async_sleep(1));
	note("%s at %g", (const char *)arg, async_loop_time(NULL));
	return NULL;
}

static void *finally_awaits(void *arg)
{
	(void)arg;
	FINALLY(sleep_and_note, "outer");
	FINALLY(sleep_and_note, "inner");
	AWAIT(async_sleep(1));
	AWAIT(fail());
	return NULL;
}

static void test_finally__may_await(void)
{
	async_run(finally_awaits);
	ASSERT_NOTES("called inner at 2 outer at 3");
	ASSERT_RAISED(ValueError, "failed");
}

/* A handler declared before a FINALLY is released behind it, one declared after it before it. */
static void test_finally__in_a_handler(void)
{
	EXCEPTION(e);

	async_raise(ValueError, "handled");
	if (EXCEPT(ValueError, e)) {
		FINALLY(raise_key_error, "of the cleanup");
		note("handler");
	}
	ASSERT_EXCEPTION(async_exception()->context, ValueError, "handled");
	ASSERT_RAISED(KeyError, "of the cleanup");
	ASSERT_NOTES("handler");
}

static const struct test tests[] = {
	TEST(test_finally__runs_however_its_block_is_left),
	TEST(test_finally__several_in_reverse_order),
	TEST(test_finally__the_raised_one_is_set_aside),
	TEST(test_finally__that_raises_while_none_is_raised),
	TEST(test_finally__that_raises_while_one_is_raised),
	TEST(test_finally__each_that_raises_has_the_former_as_context),
	TEST(test_finally__that_catches_its_own),
	TEST(test_finally__that_raises_in_a_handler_loses_no_context),
	TEST(test_finally__may_await),
	TEST(test_finally__in_a_handler),
};

SUITE(tests, NO_PROGRAMS)

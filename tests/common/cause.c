/* error.h: what led to an exception: its context and its cause. */

#include "suite.h"

/* ---- Context ---- */

/* An old exception that is raised anew in the handler of one that came of it: CPython cuts the
 * chain, so that it does not go in a circle. */
static void test_context__never_goes_in_a_circle(void)
{
	EXCEPTION(e);
	EXCEPTION(f);
	EXCEPTION(g);

	async_raise(ValueError, "first");
	ASSERT(EXCEPT(ValueError, e));
	async_raise(KeyError, "second");
	ASSERT(EXCEPT(KeyError, f));
	async_reraise(e);
	ASSERT(EXCEPT(ValueError, g));
	ASSERT(g == e);
	ASSERT(g->context == f);
	ASSERT(f->context == NULL);
}

static void test_context__of_one_raised_anew_is_what_is_handled_now(void)
{
	struct async_exception *old = async_exception_new(ValueError, "%s", "old");
	EXCEPTION(e);
	EXCEPTION(f);

	async_raise(KeyError, "first");
	if (EXCEPT(KeyError, e))
		async_reraise(old);
	ASSERT(old->context == e);
	ASSERT(EXCEPT(ValueError, e));
	async_raise(TypeError, "second");
	if (EXCEPT(TypeError, f))
		async_reraise(old);
	ASSERT(old->context == f);
	ASSERT_RAISED(ValueError, "old");
}

/* ---- Cause ---- */

static void test_raise_from__has_a_cause_and_a_context(void)
{
	EXCEPTION(e);

	ASSERT(async_raise_from(NULL, KeyError, "seat %d", 7) == NULL);
	ASSERT(EXCEPT(KeyError, e));
	ASSERT_EXCEPTION(e, KeyError, "seat 7");
	ASSERT(e->cause == NULL);
	ASSERT(e->suppress_context);
	async_raise_from(e, ValueError, "no such seat");
	ASSERT(async_exception()->cause == e);
	ASSERT(async_exception()->context == e);
	ASSERT(async_exception()->suppress_context);
	ASSERT_RAISED(ValueError, "no such seat");
}

static void raise_from_what_is_caught(void)
{
	EXCEPTION(e);

	async_raise(KeyError, "7");
	if (EXCEPT(KeyError, e))
		async_raise_from(e, ValueError, "no such seat");
}

static void test_raise_from__the_cause_outlives_its_handler(void)
{
	EXCEPTION(e);

	raise_from_what_is_caught();
	ASSERT(EXCEPT(ValueError, e));
	ASSERT_EXCEPTION(e->cause, KeyError, "7");
	ASSERT(!e->cause->suppress_context);
}

static void test_raise_from__over_a_raised_one_keeps_the_first(void)
{
	async_raise(ValueError, "first");
	async_raise_from(NULL, KeyError, "second");
	ASSERT(!async_exception()->suppress_context);
	ASSERT_RAISED(ValueError, "first");
}

/* A cause that is raised anew because of what it caused would be freed by nobody. */
static void test_raise_from__never_goes_in_a_circle(void)
{
	EXCEPTION(e);
	EXCEPTION(f);

	async_raise(ValueError, "first");
	ASSERT(EXCEPT(ValueError, e));
	async_raise_from(e, KeyError, "second");
	ASSERT(EXCEPT(KeyError, f));
	async_reraise(e);
	ASSERT(async_exception() == e);
	ASSERT(e->context == NULL);
	ASSERT(f->cause == e);
	ASSERT_RAISED(ValueError, "first");
}

static const struct test tests[] = {
	TEST(test_context__never_goes_in_a_circle),
	TEST(test_context__of_one_raised_anew_is_what_is_handled_now),
	TEST(test_raise_from__has_a_cause_and_a_context),
	TEST(test_raise_from__the_cause_outlives_its_handler),
	TEST(test_raise_from__over_a_raised_one_keeps_the_first),
	TEST(test_raise_from__never_goes_in_a_circle),
};

SUITE(tests, NO_PROGRAMS)

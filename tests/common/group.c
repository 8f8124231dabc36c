/* group.h: several exceptions as one. */

#include "shapes.h"

/* ---- Making ---- */

static void test_new__is_not_raised(void)
{
	struct async_exception *e = async_exception_new(ValueError, "row %d", 7);

	ASSERT(async_exception() == NULL);
	ASSERT_EXCEPTION(e, ValueError, "row 7");
	ASSERT_INT(e->count, 0);
	async_reraise(e);
	ASSERT(async_exception() == e);
	ASSERT_RAISED(ValueError, "row 7");
}

static void test_keep__lets_an_exception_outlive_its_handler(void)
{
	struct async_exception *kept;

	{
		EXCEPTION(e);

		async_raise(ValueError, "row %d", 7);
		ASSERT(EXCEPT(ValueError, e));
		kept = async_exception_keep(e);
		ASSERT(kept == e);
	}
	ASSERT_EXCEPTION(kept, ValueError, "row 7");
	async_reraise(kept);
	ASSERT_RAISED(ValueError, "row 7");
}

static void test_group__has_its_members_in_order(void)
{
	struct async_exception *one = value("1"), *two = key("2");
	struct async_exception *group = async_exception_group("two orders", one, two);

	ASSERT_EXCEPTION(group, ExceptionGroup, "two orders");
	ASSERT_INT(group->count, 2);
	ASSERT(group->exceptions[0] == one);
	ASSERT(group->exceptions[1] == two);
}

static void test_group__of_exceptions_is_a_kind_of_both(void)
{
	struct async_exception *group = async_exception_group("g", value("1"));

	ASSERT(async_isinstance(group, ExceptionGroup));
	ASSERT(async_isinstance(group, BaseExceptionGroup));
	ASSERT(async_isinstance(group, Exception));
	ASSERT(async_isinstance(group, BaseException));
	ASSERT(!async_isinstance(group, ValueError));
	ASSERT(!async_isinstance(value("1"), BaseExceptionGroup));
}

static void test_group__with_a_cancellation_is_no_exception(void)
{
	struct async_exception *stop = async_exception_new(CancelledError, "stop");
	struct async_exception *group = async_exception_group("g", value("1"), stop);
	struct async_exception *outer = async_exception_group("o", group);

	ASSERT_EXCEPTION(group, BaseExceptionGroup, "g");
	ASSERT_EXCEPTION(outer, BaseExceptionGroup, "o");
	ASSERT(!async_isinstance(group, Exception));
	ASSERT(!async_isinstance(group, ExceptionGroup));
	ASSERT(async_isinstance(group, BaseException));
}

static void test_group__without_members_is_a_mistake(void)
{
	ASSERT(async_exception_group_array("none", NULL, 0) == NULL);
	ASSERT_RAISED(ValueError, "second argument (exceptions) must be a non-empty sequence");
	ASSERT(async_exception_group("g", value("1"), NULL) == NULL);
	ASSERT_RAISED(ValueError, "Item 1 of second argument (exceptions) is not an exception");
}

/* ---- Taking apart ---- */

static void test_split__keeps_the_shape(void)
{
	struct async_exception *match, *rest;

	async_exception_group_split(nested(), ValueError, &match, &rest);
	ASSERT_SHAPE(match, "eg[ValueError: 1, n[ValueError: 2]]");
	ASSERT_SHAPE(rest, "eg[n[KeyError: 3], TypeError: 4]");
}

static void test_split__of_all_and_of_nothing(void)
{
	struct async_exception *group = nested(), *match, *rest;

	async_exception_group_split(group, Exception, &match, &rest);
	ASSERT(match == group);
	ASSERT(rest == NULL);
	async_exception_group_split(group, OSError, &match, &rest);
	ASSERT(match == NULL);
	ASSERT_SHAPE(rest, "eg[ValueError: 1, n[ValueError: 2, KeyError: 3], TypeError: 4]");
	async_exception_group_split(group, LookupError, NULL, &rest);
	ASSERT_SHAPE(rest, "eg[ValueError: 1, n[ValueError: 2], TypeError: 4]");
	async_exception_group_split(group, LookupError, &match, NULL);
	ASSERT_SHAPE(match, "eg[n[KeyError: 3]]");
}

static void test_split__of_one_that_is_no_group(void)
{
	struct async_exception *one = value("1"), *match, *rest;

	async_exception_group_split(one, ValueError, &match, &rest);
	ASSERT(match == one);
	ASSERT(rest == NULL);
	async_exception_group_split(one, KeyError, &match, &rest);
	ASSERT(match == NULL);
	ASSERT(rest == one);
}

static void test_split__a_part_without_base_exceptions_is_an_exception(void)
{
	struct async_exception *stop = async_exception_new(KeyboardInterrupt, "stop");
	struct async_exception *match, *rest;

	async_exception_group_split(async_exception_group("g", value("1"), stop),
				    KeyboardInterrupt, &match, &rest);
	ASSERT_SHAPE(match, "base g[KeyboardInterrupt: stop]");
	ASSERT_SHAPE(rest, "g[ValueError: 1]");
}

static void test_split__parts_have_the_cause_and_the_context(void)
{
	struct async_exception *group = nested(), *match;
	EXCEPTION(e);
	EXCEPTION(f);

	async_raise(OSError, "cause");
	ASSERT(EXCEPT(OSError, e));
	async_reraise(group);
	ASSERT(EXCEPT(ExceptionGroup, f));
	match = async_exception_group_subgroup(f, KeyError);
	ASSERT_SHAPE(match, "eg[n[KeyError: 3]]");
	ASSERT(match->context == e);
	ASSERT(match->cause == NULL);
	ASSERT(match->suppress_context);
}

static void test_subgroup__is_null_for_nothing(void)
{
	ASSERT(async_exception_group_subgroup(nested(), OSError) == NULL);
	ASSERT(async_exception() == NULL);
	ASSERT_SHAPE(async_exception_group_subgroup(nested(), TypeError), "eg[TypeError: 4]");
}

static const struct test tests[] = {
	TEST(test_new__is_not_raised),
	TEST(test_keep__lets_an_exception_outlive_its_handler),
	TEST(test_group__has_its_members_in_order),
	TEST(test_group__of_exceptions_is_a_kind_of_both),
	TEST(test_group__with_a_cancellation_is_no_exception),
	TEST(test_group__without_members_is_a_mistake),
	TEST(test_split__keeps_the_shape),
	TEST(test_split__of_all_and_of_nothing),
	TEST(test_split__of_one_that_is_no_group),
	TEST(test_split__a_part_without_base_exceptions_is_an_exception),
	TEST(test_split__parts_have_the_cause_and_the_context),
	TEST(test_subgroup__is_null_for_nothing),
};

SUITE(tests, NO_PROGRAMS)

/* group.h: several exceptions as one. */

#include "error-internal.h"
#include "suite.h"

static struct async_exception *value(const char *message)
{
	return async_exception_new(ValueError, "%s", message);
}

static struct async_exception *key(const char *message)
{
	return async_exception_new(KeyError, "%s", message);
}

/* The shape of an exception, as in "eg[ValueError: 1, n[KeyError: 2]]". */
static const char *shape(const struct async_exception *e)
{
	const char *text;

	if (e == NULL)
		return "none";
	if (e->count == 0)
		return async_sprintf("%s: %s", e->type->name, e->message);
	text = async_sprintf("%s%s[", e->type == ExceptionGroup ? "" : "base ", e->message);
	for (size_t i = 0; i < e->count; i++)
		text = async_sprintf("%s%s%s", text, i > 0 ? ", " : "", shape(e->exceptions[i]));
	return async_sprintf("%s]", text);
}

#define ASSERT_SHAPE(e, expected) ASSERT_STRING(shape(e), expected)

static void assert_raised_shape(const char *file, int line, const char *expected)
{
	EXCEPTION(e);

	if (EXCEPT(BaseException, e))
		suite_assert_string(file, line, "what is raised", shape(e), expected);
	else
		suite_assert_string(file, line, "what is raised", "nothing", expected);
}

#define ASSERT_RAISED_SHAPE(expected) assert_raised_shape(__FILE__, __LINE__, expected)

/* eg[ValueError: 1, n[ValueError: 2, KeyError: 3], TypeError: 4] */
static struct async_exception *nested(void)
{
	struct async_exception *inner = async_exception_group("n", value("2"), key("3"));

	return async_exception_group("eg", value("1"), inner,
				     async_exception_new(TypeError, "4"));
}

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

/* ---- EXCEPT_STAR ---- */

static void test_star__each_takes_its_part(void)
{
	EXCEPTION(e);

	async_reraise(nested());
	EXCEPT_STAR(OSError, e)
		note("no");
	EXCEPT_STAR(ValueError, e)
		note("%s", shape(e));
	EXCEPT_STAR(KeyError, e)
		note("%s", shape(e));
	ASSERT(e == NULL);
	ASSERT_NOTES("eg[ValueError: 1, n[ValueError: 2]] eg[n[KeyError: 3]]");
	ASSERT_RAISED_SHAPE("eg[TypeError: 4]");
}

static void test_star__takes_all(void)
{
	EXCEPTION(e);

	async_reraise(nested());
	EXCEPT_STAR(Exception, e)
		note("%zu", e->count);
	EXCEPT_STAR(ValueError, e)
		note("no");
	ASSERT_NOTES("3");
	ASSERT(async_exception() == NULL);
}

static void test_star__without_an_exception_does_nothing(void)
{
	EXCEPTION(e);

	EXCEPT_STAR(BaseException, e)
		note("no");
	ASSERT_NOTES("");
}

static void test_star__a_single_exception_comes_as_a_group(void)
{
	EXCEPTION(e);

	async_raise(ValueError, "alone");
	EXCEPT_STAR(KeyError, e)
		note("no");
	EXCEPT_STAR(ValueError, e)
		note("%s", shape(e));
	ASSERT_NOTES("[ValueError: alone]");
	ASSERT(async_exception() == NULL);
	async_raise(ValueError, "alone");
	EXCEPT_STAR(KeyError, e)
		note("no");
	ASSERT_RAISED(ValueError, "alone");
}

static void test_star__what_it_raises_is_grouped_with_the_rest(void)
{
	EXCEPTION(e);

	async_reraise(nested());
	EXCEPT_STAR(ValueError, e)
		async_raise(OSError, "in the handler");
	ASSERT(async_isinstance(async_exception()->exceptions[0]->context, ExceptionGroup));
	ASSERT_RAISED_SHAPE("[OSError: in the handler, eg[n[KeyError: 3], TypeError: 4]]");
}

/* The next one looks at what was raised at first, not at what this one raised. */
static void test_star__what_it_raises_is_not_for_the_next(void)
{
	EXCEPTION(e);

	async_reraise(nested());
	EXCEPT_STAR(ValueError, e)
		async_raise(KeyError, "mine");
	EXCEPT_STAR(KeyError, e) {
		note("%s", shape(e));
		async_raise(TypeError, "second");
	}
	EXCEPT_STAR(TypeError, e)
		note("%s", shape(e));
	ASSERT_NOTES("eg[n[KeyError: 3]] eg[TypeError: 4]");
	ASSERT_RAISED_SHAPE("[KeyError: mine, TypeError: second]");
}

static void test_star__what_it_raises_alone_is_no_group(void)
{
	EXCEPTION(e);

	async_reraise(nested());
	EXCEPT_STAR(Exception, e)
		async_raise(OSError, "in the handler");
	ASSERT_RAISED_SHAPE("OSError: in the handler");
}

static void test_star__what_it_raises_again_goes_back_to_its_place(void)
{
	EXCEPTION(e);

	async_reraise(nested());
	EXCEPT_STAR(ValueError, e)
		async_reraise(e);
	EXCEPT_STAR(TypeError, e)
		note("%s", shape(e));
	ASSERT_NOTES("eg[TypeError: 4]");
	ASSERT_RAISED_SHAPE("eg[ValueError: 1, n[ValueError: 2, KeyError: 3]]");
}

static void test_star__both(void)
{
	EXCEPTION(e);

	async_reraise(nested());
	EXCEPT_STAR(ValueError, e)
		async_reraise(e);
	EXCEPT_STAR(KeyError, e)
		async_raise(OSError, "x");
	ASSERT_RAISED_SHAPE("[OSError: x, eg[ValueError: 1, n[ValueError: 2], TypeError: 4]]");
}

static void test_star__of_a_single_one_that_raises(void)
{
	EXCEPTION(e);

	async_raise(ValueError, "1");
	EXCEPT_STAR(ValueError, e)
		async_raise(KeyError, "2");
	ASSERT_RAISED_SHAPE("KeyError: 2");
	async_raise(ValueError, "1");
	EXCEPT_STAR(ValueError, e)
		async_reraise(e);
	ASSERT_RAISED_SHAPE("[ValueError: 1]");
}

static void test_star__of_base_exceptions(void)
{
	struct async_exception *stop = async_exception_new(KeyboardInterrupt, "stop");
	EXCEPTION(e);

	async_reraise(async_exception_group("g", value("1"), stop));
	EXCEPT_STAR(KeyboardInterrupt, e)
		note("%s", shape(e));
	ASSERT_NOTES("base g[KeyboardInterrupt: stop]");
	ASSERT_RAISED_SHAPE("g[ValueError: 1]");
}

static void test_star__not_for_types_of_groups(void)
{
	EXCEPTION(e);

	async_reraise(nested());
	EXCEPT_STAR(ExceptionGroup, e)
		note("no");
	ASSERT(async_isinstance(async_exception()->context, ExceptionGroup));
	ASSERT_RAISED(TypeError, "catching ExceptionGroup with except* is not allowed. Use "
				 "except instead.");
}

static void *leave_by_return(void)
{
	EXCEPTION(e);

	async_reraise(nested());
	EXCEPT_STAR(ValueError, e)
		return "left";
	return NULL;
}

ASYNC static void *leave_by_await(void)
{
	EXCEPTION(e);

	async_reraise(nested());
	EXCEPT_STAR(ValueError, e)
		AWAIT(async_raise(OSError, "on the way"));
	EXCEPT_STAR(KeyError, e)
		note("not reached");
	return NULL;
}

static void test_star__left_in_the_middle_raises_the_rest(void)
{
	ASSERT_STRING(leave_by_return(), "left");
	ASSERT_RAISED_SHAPE("eg[n[KeyError: 3], TypeError: 4]");
	TRY(leave_by_await());
	ASSERT_RAISED_SHAPE("[OSError: on the way, eg[n[KeyError: 3], TypeError: 4]]");
	ASSERT(error_state()->handling == NULL);
}

static void test_star__inside_another(void)
{
	EXCEPTION(e);

	async_reraise(nested());
	EXCEPT_STAR(ValueError, e) {
		EXCEPTION(f);

		async_reraise(async_exception_group("inner", key("a"), value("b")));
		EXCEPT_STAR(KeyError, f)
			note("%s", shape(f));
		EXCEPT_STAR(ValueError, f)
			note("%s", shape(f));
		note("%s", shape(e));
	}
	ASSERT_NOTES("inner[KeyError: a] inner[ValueError: b] "
		     "eg[ValueError: 1, n[ValueError: 2]]");
	ASSERT_RAISED_SHAPE("eg[n[KeyError: 3], TypeError: 4]");
}

static void test_star__a_second_try_of_the_same_variable(void)
{
	EXCEPTION(e);

	async_reraise(nested());
	EXCEPT_STAR(ValueError, e)
		note("one");
	ASSERT_RAISED_SHAPE("eg[n[KeyError: 3], TypeError: 4]");
	async_reraise(async_exception_group("second", value("x"), key("y")));
	EXCEPT_STAR(ValueError, e)
		note("%s", shape(e));
	ASSERT(EXCEPT(ExceptionGroup, e));
	ASSERT_SHAPE(e, "second[KeyError: y]");
	ASSERT_NOTES("one second[ValueError: x]");
}

static void *await_in_a_handler(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	async_reraise(nested());
	EXCEPT_STAR(ValueError, e) {
		AWAIT(async_sleep(1));
		note("%s@%g", shape(e), async_loop_time(NULL));
	}
	EXCEPT_STAR(BaseException, e)
		note("%s", shape(e));
	return NULL;
}

static void test_star__the_statement_may_await(void)
{
	async_run(await_in_a_handler);
	ASSERT_NOTES("eg[ValueError: 1, n[ValueError: 2]]@1 eg[n[KeyError: 3], TypeError: 4]");
}

static void *waits_for_ever(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	async_reraise(nested());
	EXCEPT_STAR(ValueError, e)
		AWAIT(async_await(async_loop_create_future(NULL)));
	return NULL;
}

static void *waits_behind_one(void *arg)
{
	EXCEPTION(e);
	EXCEPTION(f);

	(void)arg;
	async_reraise(nested());
	EXCEPT_STAR(ValueError, e)
		note("handled");
	if (EXCEPT(ExceptionGroup, f))
		AWAIT(async_await(async_loop_create_future(NULL)));
	return NULL;
}

static void *leave_two_waiting(void *arg)
{
	(void)arg;
	async_create_task(waits_for_ever);
	async_create_task(waits_behind_one);
	AWAIT(async_sleep(1));
	async_loop_stop(NULL);
	return NULL;
}

static void test_star__in_a_task_that_is_destroyed(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_create_task(loop, leave_two_waiting);
	async_loop_run_forever(loop);
	async_loop_close(loop);
	ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
}

static const struct test tests[] = {
	TEST(test_new__is_not_raised),
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
	TEST(test_star__each_takes_its_part),
	TEST(test_star__takes_all),
	TEST(test_star__without_an_exception_does_nothing),
	TEST(test_star__a_single_exception_comes_as_a_group),
	TEST(test_star__what_it_raises_is_grouped_with_the_rest),
	TEST(test_star__what_it_raises_is_not_for_the_next),
	TEST(test_star__what_it_raises_alone_is_no_group),
	TEST(test_star__what_it_raises_again_goes_back_to_its_place),
	TEST(test_star__both),
	TEST(test_star__of_a_single_one_that_raises),
	TEST(test_star__of_base_exceptions),
	TEST(test_star__not_for_types_of_groups),
	TEST(test_star__left_in_the_middle_raises_the_rest),
	TEST(test_star__inside_another),
	TEST(test_star__a_second_try_of_the_same_variable),
	TEST(test_star__the_statement_may_await),
	TEST(test_star__in_a_task_that_is_destroyed),
};

SUITE(tests, NO_PROGRAMS)

/* group.h: EXCEPT_STAR. */

#include "error-internal.h"
#include "shapes.h"

static void assert_raised_shape(const char *file, int line, const char *expected)
{
	EXCEPTION(e);

	if (EXCEPT(BaseException, e))
		suite_assert_string(file, line, "what is raised", shape(e), expected);
	else
		suite_assert_string(file, line, "what is raised", "nothing", expected);
}

#define ASSERT_RAISED_SHAPE(expected) assert_raised_shape(__FILE__, __LINE__, expected)

/* ---- Parts ---- */

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

/* timeout.h: not waiting for ever. */

#include "suite.h"

/* ---- TIMEOUT ---- */

static void *in_time(void *arg)
{
	struct async_task *self = async_current_task();
	{
		TIMEOUT(scope, 2);
		AWAIT(async_sleep(1));
		ASSERT(!async_timeout_expired(&scope));
		ASSERT_TIME(async_timeout_when(&scope), 2);
	}
	AWAIT(async_sleep(10));
	ASSERT_INT(async_task_cancelling(self), 0);
	return arg;
}

static void test_timeout__in_time_does_nothing(void)
{
	async_run(in_time);
}

static void *too_late(void *arg)
{
	struct async_task *self = async_current_task();

	for (int i = 1; i <= 3; i++) {
		{
			TIMEOUT(scope, 0.5);
			TRY(async_sleep(10));
			ASSERT_EXCEPTION(async_exception(), CancelledError, "");
			ASSERT(async_timeout_expired(&scope));
			ASSERT_INT(async_task_cancelling(self), 1);
		}
		ASSERT_EXCEPTION(async_exception()->context, CancelledError, "");
		ASSERT_RAISED(TimeoutError, "");
		ASSERT_INT(async_task_cancelling(self), 0);
		ASSERT_TIME(async_loop_time(NULL), 0.5 * i);
	}
	return arg;
}

static void test_timeout__too_late_raises_TimeoutError(void)
{
	async_run(too_late);
}

ASYNC static int leave_by_await(void)
{
	TIMEOUT(scope, 1);
	AWAIT(async_sleep(10));
	note("not reached");
	return 1;
}

static void *leave_the_function(void *arg)
{
	ASSERT_INT(TRY(leave_by_await()), 0);
	ASSERT_RAISED(TimeoutError, "");
	return arg;
}

static void test_timeout__of_a_function_that_AWAIT_leaves(void)
{
	async_run(leave_the_function);
	ASSERT_NOTES("");
}

static void *clean_up_first(void *arg)
{
	{
		EXCEPTION(e);
		TIMEOUT(scope, 1);
		TRY(async_sleep(10));
		if (EXCEPT(CancelledError, e)) {
			AWAIT(async_sleep(2));
			note("cleaned up@%g", async_loop_time(NULL));
			async_reraise(e);
		}
	}
	ASSERT_RAISED(TimeoutError, "");
	return arg;
}

static void test_timeout__waits_for_the_clean_up(void)
{
	async_run(clean_up_first);
	ASSERT_NOTES("cleaned up@3");
}

static void *swallow_it(void *arg)
{
	{
		EXCEPTION(e);
		TIMEOUT(scope, 1);
		TRY(async_sleep(10));
		if (EXCEPT(CancelledError, e))
			note("swallowed");
		ASSERT(async_timeout_expired(&scope));
	}
	ASSERT(async_exception() == NULL);
	ASSERT_INT(async_task_cancelling(async_current_task()), 0);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_timeout__swallowed_raises_nothing(void)
{
	async_run(swallow_it);
	ASSERT_NOTES("swallowed");
}

static void *answer_otherwise(void *arg)
{
	{
		EXCEPTION(e);
		TIMEOUT(scope, 1);
		TRY(async_sleep(10));
		if (EXCEPT(CancelledError, e))
			async_raise(ValueError, "instead");
	}
	ASSERT_RAISED(ValueError, "instead");
	return arg;
}

static void test_timeout__leaves_other_exceptions_alone(void)
{
	async_run(answer_otherwise);
}

static void *nested(void *arg)
{
	bool inner_expired = false, outer_expired = false;
	{
		TIMEOUT(outer, 1);
		{
			TIMEOUT(inner, 5);
			TRY(async_sleep(10));
			inner_expired = async_timeout_expired(&inner);
		}
		ASSERT_EXCEPTION(async_exception(), CancelledError, "");
		outer_expired = async_timeout_expired(&outer);
	}
	ASSERT(outer_expired && !inner_expired);
	ASSERT_RAISED(TimeoutError, "");
	{
		TIMEOUT(outer, 5);
		{
			TIMEOUT(inner, 1);
			TRY(async_sleep(10));
		}
		ASSERT_RAISED(TimeoutError, "");
		ASSERT(!async_timeout_expired(&outer));
		AWAIT(async_sleep(1));
	}
	ASSERT_TIME(async_loop_time(NULL), 3);
	return arg;
}

static void test_timeout__of_two_the_one_that_expired_raises(void)
{
	async_run(nested);
}

static void *both_at_once(void *arg)
{
	{
		TIMEOUT(outer, 1);
		{
			TIMEOUT(inner, 1);
			TRY(async_sleep(10));
			ASSERT_INT(async_task_cancelling(async_current_task()), 2);
		}
		note("%s", async_exception()->type->name);
	}
	note("%s", async_exception()->type->name);
	ASSERT_RAISED(TimeoutError, "");
	ASSERT_INT(async_task_cancelling(async_current_task()), 0);
	AWAIT(async_sleep(1));
	return arg;
}

/* As in asyncio: the inner one sees the other cancellation, and leaves it to the outer one. */
static void test_timeout__of_two_that_expire_together(void)
{
	async_run(both_at_once);
	ASSERT_NOTES("CancelledError TimeoutError");
}

static void *time_out_while_cancelled(void *arg)
{
	(void)arg;
	{
		TIMEOUT(scope, 1);
		TRY(async_sleep(10));
	}
	note("%s", async_exception()->type->name);
	return NULL;
}

static void cancel(void *task)
{
	async_task_cancel(task, "from outside");
}

static void *cancel_one_with_a_timeout(void *arg)
{
	struct async_task *early = async_create_task(time_out_while_cancelled);
	struct async_task *together = async_create_task(time_out_while_cancelled);

	async_loop_call_later(NULL, 0.5, cancel, early);
	async_loop_call_later(NULL, 1, cancel, together);
	TRY(async_await(early));
	ASSERT_RAISED(CancelledError, "from outside");
	TRY(async_await(together));
	ASSERT_RAISED(CancelledError, "from outside");
	return arg;
}

static void test_timeout__does_not_hide_a_cancellation(void)
{
	async_run(cancel_one_with_a_timeout);
	ASSERT_NOTES("CancelledError CancelledError");
}

static void *of_no_time(void *arg)
{
	{
		TIMEOUT(scope, 0);
		ASSERT(!async_timeout_expired(&scope));
		note("goes on until it suspends");
		TRY(async_sleep(10));
	}
	ASSERT_RAISED(TimeoutError, "");
	{
		TIMEOUT(scope, -1);
		TRY(async_sleep(0));
		ASSERT_EXCEPTION(async_exception(), CancelledError, "");
	}
	ASSERT_RAISED(TimeoutError, "");
	ASSERT_TIME(async_loop_time(NULL), 0);
	return arg;
}

static void test_timeout__of_no_time(void)
{
	async_run(of_no_time);
	ASSERT_NOTES("goes on until it suspends");
}

static void *of_all_time(void *arg)
{
	TIMEOUT(scope, INFINITY);
	ASSERT(isinf(async_timeout_when(&scope)));
	AWAIT(async_sleep(1e6));
	ASSERT(!async_timeout_expired(&scope));
	return arg;
}

static void test_timeout__of_all_time(void)
{
	async_run(of_all_time);
}

static void *rescheduled(void *arg)
{
	{
		TIMEOUT(scope, 1);
		async_timeout_reschedule(&scope, 5);
		ASSERT_TIME(async_timeout_when(&scope), 5);
		AWAIT(async_sleep(3));
		async_timeout_reschedule(&scope, INFINITY);
		AWAIT(async_sleep(10));
		async_timeout_reschedule(&scope, 14);
		TRY(async_sleep(10));
		ASSERT_TIME(async_loop_time(NULL), 14);
	}
	ASSERT_RAISED(TimeoutError, "");
	{
		TIMEOUT(scope, INFINITY);
		async_timeout_reschedule(&scope, 1);		/* long past */
		TRY(async_sleep(10));
	}
	ASSERT_RAISED(TimeoutError, "");
	ASSERT_TIME(async_loop_time(NULL), 14);
	return arg;
}

static void test_reschedule__moves_the_end(void)
{
	async_run(rescheduled);
}

static void *reschedule_too_late(void *arg)
{
	{
		EXCEPTION(e);
		TIMEOUT(scope, 1);
		TRY(async_sleep(10));
		if (EXCEPT(CancelledError, e)) {
			async_timeout_reschedule(&scope, 100);
			ASSERT_RAISED(RuntimeError, NULL);
			async_reraise(e);
		}
	}
	ASSERT_RAISED(TimeoutError, "");
	return arg;
}

static void test_reschedule__of_an_expired_one(void)
{
	async_run(reschedule_too_late);
}

static void test_timeout__outside_of_a_task(void)
{
	{
		TIMEOUT(scope, 1);
		ASSERT_RAISED(RuntimeError, NULL);
	}
	ASSERT(async_exception() == NULL);
}

static void *while_one_is_raised(void *arg)
{
	async_raise(ValueError, "before");
	{
		TIMEOUT(scope, 1);
		TRY(async_sleep(10));
	}
	ASSERT_RAISED(ValueError, "before");
	return arg;
}

static void test_timeout__entered_while_one_is_raised(void)
{
	async_run(while_one_is_raised);
}

/* ---- TIMEOUT_AT, and what it leaves in other exceptions ---- */

static void *until_a_time(void *arg)
{
	{
		TIMEOUT_AT(scope, 2);
		TRY(async_sleep(10));
		ASSERT_TIME(async_timeout_when(&scope), 2);
	}
	ASSERT_RAISED(TimeoutError, "");
	ASSERT_TIME(async_loop_time(NULL), 2);
	{
		TIMEOUT_AT(scope, 1);		/* has been: in the next pass */
		TRY(async_sleep(10));
	}
	ASSERT_RAISED(TimeoutError, "");
	ASSERT_TIME(async_loop_time(NULL), 2);
	{
		TIMEOUT_AT(scope, -INFINITY);
		TRY(async_sleep(0));
	}
	ASSERT_RAISED(TimeoutError, "");
	{
		TIMEOUT_AT(scope, INFINITY);
		AWAIT(async_sleep(1000));
	}
	return arg;
}

static void test_timeout_at__a_time_of_the_loop(void)
{
	async_run(until_a_time);
}

static void *raise_in_answer(void *arg)
{
	EXCEPTION(f);
	{
		EXCEPTION(e);
		TIMEOUT(scope, 1);
		TRY(async_sleep(10));
		if (EXCEPT(CancelledError, e))
			async_raise(KeyError, "in answer");
	}
	ASSERT(EXCEPT(KeyError, f));
	ASSERT_EXCEPTION(f->context, TimeoutError, "");
	ASSERT_EXCEPTION(f->context->cause, CancelledError, "");
	ASSERT(f->context->context == f->context->cause);
	return arg;
}

static void test_timeout__is_told_by_what_was_raised_in_answer(void)
{
	async_run(raise_in_answer);
}

static void *raise_a_group_in_answer(void *arg)
{
	EXCEPTION(f);
	{
		EXCEPTION(e);
		TIMEOUT(scope, 1);
		TRY(async_sleep(10));
		if (EXCEPT(CancelledError, e)) {
			EXCEPTION(g);
			async_raise(KeyError, "one");
			if (EXCEPT(KeyError, g))
				async_reraise(async_exception_group("two", g));
		}
	}
	ASSERT(EXCEPT(ExceptionGroup, f));
	ASSERT_EXCEPTION(f->exceptions[0], KeyError, "one");
	ASSERT_EXCEPTION(f->exceptions[0]->context, TimeoutError, "");
	ASSERT_EXCEPTION(f->exceptions[0]->context->cause, CancelledError, "");
	return arg;
}

static void test_timeout__is_told_by_the_members_of_a_group(void)
{
	async_run(raise_a_group_in_answer);
}

static void *time_out(void *arg)
{
	EXCEPTION(e);
	{
		TIMEOUT(scope, 1);
		TRY(async_sleep(10));
	}
	ASSERT(EXCEPT(TimeoutError, e));
	ASSERT_EXCEPTION(e->cause, CancelledError, "");
	ASSERT(e->suppress_context);
	TRY(async_wait_for(async_loop_create_future(NULL), 0));
	ASSERT(EXCEPT(TimeoutError, e));
	ASSERT_EXCEPTION(e->cause, CancelledError, "");
	return arg;
}

static void test_timeout__is_raised_from_the_cancellation(void)
{
	async_run(time_out);
}

static const struct test tests[] = {
	TEST(test_timeout__in_time_does_nothing),
	TEST(test_timeout__too_late_raises_TimeoutError),
	TEST(test_timeout__of_a_function_that_AWAIT_leaves),
	TEST(test_timeout__waits_for_the_clean_up),
	TEST(test_timeout__swallowed_raises_nothing),
	TEST(test_timeout__leaves_other_exceptions_alone),
	TEST(test_timeout__of_two_the_one_that_expired_raises),
	TEST(test_timeout__of_two_that_expire_together),
	TEST(test_timeout__does_not_hide_a_cancellation),
	TEST(test_timeout__of_no_time),
	TEST(test_timeout__of_all_time),
	TEST(test_reschedule__moves_the_end),
	TEST(test_reschedule__of_an_expired_one),
	TEST(test_timeout__outside_of_a_task),
	TEST(test_timeout__entered_while_one_is_raised),
	TEST(test_timeout_at__a_time_of_the_loop),
	TEST(test_timeout__is_told_by_what_was_raised_in_answer),
	TEST(test_timeout__is_told_by_the_members_of_a_group),
	TEST(test_timeout__is_raised_from_the_cancellation),
};

SUITE(tests, NO_PROGRAMS)

/* gather.h: exceptions and cancellations of what is gathered. */

#include <string.h>

#include "plan.h"
#include "work.h"

/* ---- Exceptions ---- */

static void *first_raises(void *arg)
{
	const char *results[3] = { "as", "it", "was" };
	struct async_task *task = async_create_task(work, 3, "slow");

	TRY(async_gather(results, task, async_coroutine(fail, 2, "second"),
			 async_coroutine(fail, 1, "first")));
	ASSERT_TIME(async_loop_time(NULL), 1);
	ASSERT_RAISED(ValueError, "first");
	ASSERT_STRING(results[0], "as");
	ASSERT_STRING(results[1], "it");
	ASSERT_STRING(results[2], "was");
	ASSERT(!async_task_done(task));
	ASSERT_STRING(AWAIT(async_await(task)), "slow");
	return arg;
}

static void test_gather__raises_the_first_exception_and_the_others_run_on(void)
{
	async_run(first_raises);
	ASSERT_NOTES("slow@3");
}

static void *first_of_arguments_raises(void *arg)
{
	struct async_task *late = async_create_task(fail, 1, "late"),
			  *early = async_create_task(fail, 1, "early");

	AWAIT(async_sleep(2));
	TRY(async_gather(NULL, early, late));
	ASSERT_RAISED(ValueError, "early");
	return arg;
}

static void test_gather__of_failed_ones_raises_the_first_argument(void)
{
	async_run(first_of_arguments_raises);
}

static void *outcomes_of_all(void *arg)
{
	struct async_outcome outcomes[4];
	struct async_task *cancelled = async_create_task(work, 10, "cancelled");

	async_task_cancel(cancelled, "before it began");
	AWAIT(async_gather_outcomes(outcomes, async_coroutine(work, 2, "a"),
				    async_coroutine(fail, 1, "b"), cancelled,
				    async_coroutine(at_once)));
	ASSERT_STRING(outcomes[0].result, "a");
	ASSERT(outcomes[0].exception == NULL);
	ASSERT(outcomes[1].result == NULL);
	ASSERT_EXCEPTION(outcomes[1].exception, ValueError, "b");
	/* as in CPython, without its message */
	ASSERT_EXCEPTION(outcomes[2].exception, CancelledError, "");
	ASSERT_STRING(outcomes[3].result, "at once");
	ASSERT(async_exception() == NULL);
	return arg;
}

static void test_outcomes__has_results_and_exceptions(void)
{
	async_run(outcomes_of_all);
	ASSERT_NOTES("a@2");
}

static void *a_cancelled_child(void *arg)
{
	struct async_task *task = async_create_task(work, 10, "child"),
			  *other = async_create_task(work, 2, "other");
	struct async_outcome outcomes[2];

	AWAIT(async_sleep(1));
	async_task_cancel(task, "alone");
	TRY(async_gather(NULL, task, other));
	ASSERT_RAISED(CancelledError, "alone");
	ASSERT(!async_task_done(other));
	ASSERT_INT(async_task_cancelling(async_current_task()), 0);
	AWAIT(async_gather_outcomes(outcomes, task, other));
	ASSERT_EXCEPTION(outcomes[0].exception, CancelledError, "");
	ASSERT_STRING(outcomes[1].result, "other");
	return arg;
}

static void test_gather__a_cancelled_child_is_an_exception(void)
{
	async_run(a_cancelled_child);
	ASSERT_NOTES("child:cancelled other@2");
}

/* ---- Cancelling the whole ---- */

static void *gather_two(void *arg)
{
	const char *results[2] = { "as", "was" };

	(void)arg;
	TRY(async_gather(results, async_coroutine(work, 10, "a"), async_coroutine(work, 20, "b")));
	note("%s %s %s", async_exception() != NULL ? async_exception()->type->name : "none",
	     results[0], results[1]);
	return NULL;
}

static void *cancel_who_gathers(void *arg)
{
	struct async_task *task = async_create_task(gather_two);

	AWAIT(async_sleep(1));
	async_task_cancel(task, "all of it");
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, "all of it");
	ASSERT(async_task_cancelled(task));
	ASSERT_TIME(async_loop_time(NULL), 1);
	return arg;
}

static void test_gather__cancelled_cancels_all(void)
{
	async_run(cancel_who_gathers);
	ASSERT_NOTES("a:cancelled b:cancelled CancelledError as was");
}

static void *gather_two_outcomes(void *arg)
{
	struct async_outcome outcomes[2];

	(void)arg;
	AWAIT(async_gather_outcomes(outcomes, async_coroutine(work, 10, "a"),
				    async_coroutine(work, 20, "b")));
	note("not reached");
	return NULL;
}

static void *cancel_who_gathers_outcomes(void *arg)
{
	struct async_task *task = async_create_task(gather_two_outcomes);

	AWAIT(async_sleep(1));
	async_task_cancel(task, "all of it");
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, "all of it");
	return arg;
}

static void test_outcomes__cancelled_raises(void)
{
	async_run(cancel_who_gathers_outcomes);
	ASSERT_NOTES("a:cancelled b:cancelled");
}

static void *stubborn(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	TRY(async_sleep(10));
	if (EXCEPT(CancelledError, e))
		AWAIT(async_sleep(1));
	note("stubborn@%g", async_loop_time(NULL));
	return "stubborn";
}

static void *gather_stubborn(void *arg)
{
	(void)arg;
	AWAIT(async_gather(NULL, async_coroutine(stubborn), async_coroutine(stubborn)));
	return NULL;
}

static void *cancel_who_gathers_stubborn_ones(void *arg)
{
	struct async_task *task = async_create_task(gather_stubborn);

	AWAIT(async_sleep(1));
	async_task_cancel(task);
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, NULL);
	ASSERT_TIME(async_loop_time(NULL), 2);
	return arg;
}

/* All of them swallow it, and still who gathers them was cancelled. */
static void test_gather__cancelled_waits_for_the_clean_up_of_all(void)
{
	async_run(cancel_who_gathers_stubborn_ones);
	ASSERT_NOTES("stubborn@2 stubborn@2");
}

static void *fail_in_answer(void *arg)
{
	EXCEPTION(e);

	TRY(async_sleep(10));
	if (EXCEPT(CancelledError, e))
		async_raise(ValueError, "in answer");
	return arg;
}

static void *cancel_outcomes(void *arg)
{
	struct async_future *all =
		async_gather_outcomes_future(NULL, async_coroutine(fail_in_answer),
					     async_coroutine(work, 10, "a"));

	AWAIT(async_sleep(1));
	async_future_cancel(all);
	TRY(async_await(all));
	ASSERT_RAISED(CancelledError, "");
	return arg;
}

/* CPython has collected the outcomes when it finds that nobody will have them. */
static void test_gather_outcomes__cancelled_reports_no_exception(void)
{
	async_run(cancel_outcomes);
	ASSERT_NOTES("a:cancelled");
	ASSERT_STRING(suite_stderr(), "");
}

static void *wait_for_ever(void *arg)
{
	AWAIT(async_await(async_loop_create_future(NULL)));
	return arg;
}

static void *gather_for_ever(void *arg)
{
	AWAIT(async_gather(NULL, async_coroutine(wait_for_ever), async_coroutine(wait_for_ever)));
	return arg;
}

/* It is told of who gathers, not of the tasks that gather made. */
static void test_gather__destroyed_is_told_once(void)
{
	struct async_loop *loop = async_new_event_loop();
	const char *text, *told = "Task was destroyed but it is pending!";

	async_loop_create_task(loop, gather_for_ever);
	async_loop_call_later(loop, 1, stop, loop);
	async_loop_run_forever(loop);
	async_loop_close(loop);
	text = suite_stderr();
	ASSERT_CONTAINS(text, told);
	ASSERT_CONTAINS(text, "coro=<gather_for_ever()");
	ASSERT(strstr(text, "coro=<wait_for_ever()") == NULL);
}

static const struct test tests[] = {
	TEST(test_gather__raises_the_first_exception_and_the_others_run_on),
	TEST(test_gather__of_failed_ones_raises_the_first_argument),
	TEST(test_outcomes__has_results_and_exceptions),
	TEST(test_gather__a_cancelled_child_is_an_exception),
	TEST(test_gather__cancelled_cancels_all),
	TEST(test_outcomes__cancelled_raises),
	TEST(test_gather__cancelled_waits_for_the_clean_up_of_all),
	TEST(test_gather_outcomes__cancelled_reports_no_exception),
	TEST(test_gather__destroyed_is_told_once),
};

SUITE(tests, NO_PROGRAMS)

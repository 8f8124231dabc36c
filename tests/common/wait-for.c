/* timeout.h: wait_for. */

#include "suite.h"

struct work { double delay; const char *name; };

static void *work(void *arg)
{
	const struct work *self = arg;
	EXCEPTION(e);

	TRY(async_sleep(self->delay));
	if (EXCEPT(CancelledError, e)) {
		note("%s:cancelled@%g", self->name, async_loop_time(NULL));
		return async_reraise(e);
	}
	return (void *)self->name;
}

static void *fail(void *arg)
{
	(void)arg;
	return async_raise(KeyError, "no such city");
}

static void *stubborn(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	TRY(async_sleep(10));
	if (EXCEPT(CancelledError, e))
		AWAIT(async_sleep(1));
	return "won";
}

static void *whose(void *arg)
{
	(void)arg;
	return async_current_task();
}

/* ---- In time ---- */

static void *in_time(void *arg)
{
	struct async_task *task = async_create_task(work, 1, "task");
	struct async_future *future = async_loop_create_future(NULL);

	ASSERT_STRING(AWAIT(async_wait_for(task, 2)), "task");
	ASSERT_STRING(AWAIT(async_wait_for(async_coroutine(work, 1, "coroutine"), 2)), "coroutine");
	async_future_set_result(future, "future");
	ASSERT_STRING(AWAIT(async_wait_for(future, 2)), "future");
	ASSERT_STRING(AWAIT(async_wait_for(async_coroutine(work, 1, "no limit"), INFINITY)),
		      "no limit");
	ASSERT_TIME(async_loop_time(NULL), 3);
	ASSERT_INT(async_task_cancelling(async_current_task()), 0);
	return arg;
}

static void test_wait_for__gives_the_result(void)
{
	async_run(in_time);
}

static void *in_this_task(void *arg)
{
	ASSERT(AWAIT(async_wait_for(async_coroutine(whose), 1)) == async_current_task());
	return arg;
}

static void test_wait_for__runs_a_coroutine_object_in_the_current_task(void)
{
	async_run(in_this_task);
}

static void *raises(void *arg)
{
	TRY(async_wait_for(async_coroutine(fail), 1));
	ASSERT_RAISED(KeyError, "no such city");
	TRY(async_wait_for(async_create_task(fail), 1));
	ASSERT_RAISED(KeyError, "no such city");
	return arg;
}

static void test_wait_for__raises_what_it_raises(void)
{
	async_run(raises);
}

static void *awaits_a_done_one(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);

	async_future_set_result(future, "done");
	async_loop_call_soon(NULL, note_callback, "others");
	ASSERT_STRING(AWAIT(async_wait_for(future, 1)), "done");
	ASSERT_STRING(AWAIT(async_wait_for(future, 0)), "done");
	ASSERT_STRING(AWAIT(async_wait_for(future, -1)), "done");
	note("not suspended");
	AWAIT(async_sleep(0));
	return arg;
}

static void test_wait_for__of_a_done_one_does_not_suspend(void)
{
	suite_counts_passes();
	async_run(awaits_a_done_one);
	ASSERT_NOTES("not suspended others");
}

/* ---- Too late ---- */

static void *too_late(void *arg)
{
	struct async_task *task = async_create_task(work, 10, "task");
	struct async_future *future = async_loop_create_future(NULL);

	ASSERT(TRY(async_wait_for(task, 1)) == NULL);
	ASSERT_RAISED(TimeoutError, "");
	ASSERT(async_task_cancelled(task));
	TRY(async_wait_for(async_coroutine(work, 10, "coroutine"), 1));
	ASSERT_RAISED(TimeoutError, "");
	TRY(async_wait_for(future, 1));
	ASSERT_RAISED(TimeoutError, "");
	ASSERT(async_future_cancelled(future));
	ASSERT_TIME(async_loop_time(NULL), 3);
	ASSERT_INT(async_task_cancelling(async_current_task()), 0);
	return arg;
}

static void test_wait_for__cancels_what_takes_too_long(void)
{
	async_run(too_late);
	ASSERT_NOTES("task:cancelled@1 coroutine:cancelled@2");
}

static void *wins_all_the_same(void *arg)
{
	ASSERT_STRING(AWAIT(async_wait_for(async_coroutine(stubborn), 1)), "won");
	ASSERT_TIME(async_loop_time(NULL), 2);
	ASSERT_STRING(AWAIT(async_wait_for(async_create_task(stubborn), 1)), "won");
	ASSERT_TIME(async_loop_time(NULL), 4);
	return arg;
}

static void test_wait_for__takes_a_result_that_comes_all_the_same(void)
{
	async_run(wins_all_the_same);
}

static void *nested(void *arg)
{
	(void)arg;
	return AWAIT(async_wait_for(async_coroutine(work, 10, "inner"), 5));
}

static void *outer_is_shorter(void *arg)
{
	TRY(async_wait_for(async_coroutine(nested), 1));
	ASSERT_RAISED(TimeoutError, "");
	ASSERT_TIME(async_loop_time(NULL), 1);
	return arg;
}

static void test_wait_for__nested(void)
{
	async_run(outer_is_shorter);
	ASSERT_NOTES("inner:cancelled@1");
}

/* ---- No time at all ---- */

static void *no_time(void *arg)
{
	struct async_task *task = async_create_task(work, 10, "task");

	TRY(async_wait_for(async_coroutine(work, 0, "never begins"), 0));
	ASSERT_EXCEPTION(async_exception()->context, CancelledError, "");
	ASSERT_RAISED(TimeoutError, "");
	TRY(async_wait_for(task, -1));
	ASSERT_RAISED(TimeoutError, "");
	ASSERT(async_task_cancelled(task));
	ASSERT_STRING(AWAIT(async_wait_for(async_create_task(stubborn), 0.5)), "won");
	return arg;
}

static void test_wait_for__of_no_time_cancels_at_once(void)
{
	async_run(no_time);
	ASSERT_NOTES("task:cancelled@0");
}

static void *no_time_for_a_cancelled_one(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);

	async_future_cancel(future, "long ago");
	TRY(async_wait_for(future, 0));
	ASSERT_RAISED(CancelledError, "long ago");
	TRY(async_wait_for(future, 1));
	ASSERT_RAISED(CancelledError, "long ago");
	return arg;
}

/* It is not the timeout that has cancelled it. */
static void test_wait_for__of_a_cancelled_one(void)
{
	async_run(no_time_for_a_cancelled_one);
}

static void *no_time_in_a_handler(void *arg)
{
	EXCEPTION(e);

	async_raise(ValueError, "handled");
	if (EXCEPT(ValueError, e)) {
		TRY(async_wait_for(async_coroutine(work, 0, "never begins"), 0));
		ASSERT_RAISED(TimeoutError, "");
	}
	return arg;
}

static void test_wait_for__of_no_time_in_a_handler(void)
{
	async_run(no_time_in_a_handler);
}

static void *no_time_for_a_stubborn_one(void *arg)
{
	struct async_task *task = async_create_task(stubborn);

	AWAIT(async_sleep(0));
	ASSERT_STRING(AWAIT(async_wait_for(task, 0)), "won");
	ASSERT_TIME(async_loop_time(NULL), 1);
	return arg;
}

static void test_wait_for__of_no_time_waits_for_the_clean_up(void)
{
	async_run(no_time_for_a_stubborn_one);
}

/* ---- Cancelled itself ---- */

struct wait_for_it { struct async_task *task; double timeout; };

static void *wait_for_it(void *arg)
{
	const struct wait_for_it *self = arg;

	TRY(async_wait_for(self->task, self->timeout));
	note("%s", async_exception() != NULL ? async_exception()->type->name : "none");
	return NULL;
}

static void *cancel_who_waits(void *arg)
{
	struct async_task *task = async_create_task(work, 10, "task");
	struct async_task *waiter = async_create_task(wait_for_it, task, 5);

	AWAIT(async_sleep(1));
	async_task_cancel(waiter, "no more");
	TRY(async_await(waiter));
	ASSERT_RAISED(CancelledError, "no more");
	ASSERT(async_task_cancelled(task));
	AWAIT(async_sleep(10));
	return arg;
}

static void test_wait_for__cancelled_cancels_what_it_waits_for(void)
{
	async_run(cancel_who_waits);
	ASSERT_NOTES("task:cancelled@1 CancelledError");
}

static struct async_future *gate;

static void *pass_the_gate(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	TRY(async_sleep(10));
	if (EXCEPT(CancelledError, e))
		AWAIT(async_await(gate));
	return "through the gate";
}

static void cancel(void *task)
{
	async_task_cancel(task);
}

static void *end_while_cancelled(void *arg)
{
	gate = async_loop_create_future(NULL);
	struct async_task *task = async_create_task(pass_the_gate);
	AWAIT(async_sleep(0));
	struct async_task *waiter = async_create_task(wait_for_it, task, 0);

	AWAIT(async_sleep(1));
	/* In the next pass: first the waiter is cancelled, then what it waits for ends. */
	async_loop_call_soon(NULL, cancel, waiter);
	async_future_set_result(gate, NULL);
	TRY(async_await(waiter));
	ASSERT_RAISED(CancelledError, NULL);
	ASSERT_STRING(AWAIT(async_await(task)), "through the gate");
	return arg;
}

static void test_wait_for__cancelled_in_the_pass_in_which_the_other_ends(void)
{
	async_run(end_while_cancelled);
	ASSERT_NOTES("CancelledError");
}

static void *wait_outside_of_a_task(void *arg)
{
	return arg;
}

static void test_wait_for__outside_of_a_task(void)
{
	struct async_coroutine *coroutine = async_coroutine(wait_outside_of_a_task);

	ASSERT(TRY(async_wait_for(coroutine, 1)) == NULL);
	ASSERT_RAISED(RuntimeError, NULL);
	struct async_loop *loop = async_new_event_loop();
	async_loop_run_until_complete(loop, coroutine);
	async_loop_close(loop);
}

static const struct test tests[] = {
	TEST(test_wait_for__gives_the_result),
	TEST(test_wait_for__runs_a_coroutine_object_in_the_current_task),
	TEST(test_wait_for__raises_what_it_raises),
	TEST(test_wait_for__of_a_done_one_does_not_suspend),
	TEST(test_wait_for__cancels_what_takes_too_long),
	TEST(test_wait_for__takes_a_result_that_comes_all_the_same),
	TEST(test_wait_for__nested),
	TEST(test_wait_for__of_no_time_cancels_at_once),
	TEST(test_wait_for__of_a_cancelled_one),
	TEST(test_wait_for__of_no_time_in_a_handler),
	TEST(test_wait_for__of_no_time_waits_for_the_clean_up),
	TEST(test_wait_for__cancelled_cancels_what_it_waits_for),
	TEST(test_wait_for__cancelled_in_the_pass_in_which_the_other_ends),
	TEST(test_wait_for__outside_of_a_task),
};

SUITE(tests, NO_PROGRAMS)

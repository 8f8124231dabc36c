/* task.h: how a cancellation is delivered. */

#include "suite.h"

/* Sleep, and note how that ended; what is raised stays raised. */
struct sleep_and_note { const char *name; };

static void *sleep_and_note(void *arg)
{
	const struct sleep_and_note *self = arg;
	EXCEPTION(e);

	note("%s:start", self->name);
	TRY(async_sleep(10));
	if (EXCEPT(CancelledError, e)) {
		note("%s:cancelled(%s)@%g", self->name, e->message, async_loop_time(NULL));
		return async_reraise(e);
	}
	note("%s:through", self->name);
	return "through";
}

/* ---- When it is delivered ---- */

static void *cancel_while_waiting(void *arg)
{
	struct async_task *task = async_create_task(sleep_and_note, "t");

	AWAIT(async_sleep(1));
	ASSERT(async_task_cancel(task, "why"));
	note("asked");
	ASSERT(!async_task_done(task));
	ASSERT(!async_task_cancelled(task));
	ASSERT_INT(async_task_cancelling(task), 1);
	ASSERT(TRY(async_await(task)) == NULL);
	ASSERT_RAISED(CancelledError, "why");
	ASSERT(async_task_done(task));
	ASSERT(async_task_cancelled(task));
	ASSERT(!async_task_cancel(task));
	async_task_exception(task);
	ASSERT_RAISED(CancelledError, "");	/* in CPython, too, only the first is told why */
	async_task_result(task);
	ASSERT_RAISED(CancelledError, "");
	return arg;
}

static void test_cancel__is_raised_where_the_task_waits(void)
{
	async_run(cancel_while_waiting);
	ASSERT_NOTES("t:start asked t:cancelled(why)@1");
}

static void *cancel_before_start(void *arg)
{
	struct async_task *task = async_create_task(sleep_and_note, "never");

	ASSERT(async_task_cancel(task, "too soon"));
	ASSERT(!async_task_done(task));
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, "too soon");
	ASSERT(async_task_cancelled(task));
	return arg;
}

static void test_cancel__before_it_began_means_never(void)
{
	async_run(cancel_before_start);
	ASSERT_NOTES("");
}

static void *return_at_once(void *arg)
{
	(void)arg;
	return "returned";
}

static void *cancel_a_done_one(void *arg)
{
	struct async_task *task = async_create_task(return_at_once);

	AWAIT(async_await(task));
	ASSERT(!async_task_cancel(task));
	ASSERT(!async_task_cancelled(task));
	ASSERT_INT(async_task_cancelling(task), 0);
	ASSERT_STRING(async_task_result(task), "returned");
	return arg;
}

static void test_cancel__of_a_done_one_does_nothing(void)
{
	async_run(cancel_a_done_one);
}

static void *cancel_oneself_and_sleep(void *arg)
{
	struct async_task *self = async_current_task();
	struct async_future *done = async_loop_create_future(NULL);

	async_future_set_result(done, "done");
	async_task_cancel(self, "myself");
	note("still here");
	/* These do not suspend, so nothing is delivered. */
	ASSERT_STRING(AWAIT(async_await(done)), "done");
	ASSERT_STRING(AWAIT(async_await(async_coroutine(return_at_once))), "returned");
	note("and here");
	TRY(async_sleep(0));
	ASSERT_RAISED(CancelledError, "myself");
	ASSERT_INT(async_task_uncancel(self), 0);
	AWAIT(async_sleep(1));
	note("once only");
	return arg;
}

static void test_cancel__while_running_comes_at_the_next_await_that_suspends(void)
{
	suite_counts_passes();
	async_run(cancel_oneself_and_sleep);
	ASSERT_NOTES("still here and here once only");
}

static void *cancel_oneself_and_return(void *arg)
{
	(void)arg;
	async_task_cancel(async_current_task(), "at last");
	return "lost";
}

static void *await_one_that_returns_cancelled(void *arg)
{
	struct async_task *task = async_create_task(cancel_oneself_and_return);

	for (int i = 0; i < 2; i++) {
		ASSERT(TRY(async_await(task)) == NULL);
		ASSERT_RAISED(CancelledError, "at last");
	}
	ASSERT(async_task_cancelled(task));
	return arg;
}

static void test_cancel__pending_at_the_return_wins(void)
{
	async_run(await_one_that_returns_cancelled);
}

static void *cancel_oneself_and_raise(void *arg)
{
	(void)arg;
	async_task_cancel(async_current_task());
	return async_raise(ValueError, "raised all the same");
}

static void *await_one_that_raises_cancelled(void *arg)
{
	TRY(async_await(async_create_task(cancel_oneself_and_raise)));
	ASSERT_RAISED(ValueError, "raised all the same");
	return arg;
}

static void test_cancel__pending_does_not_hide_an_exception(void)
{
	async_run(await_one_that_raises_cancelled);
}

/* What it waits for is done, and it has not gone on yet: it is cancelled all the same. */
struct await_future { struct async_future *future; };

static void *await_future(void *arg)
{
	const struct await_future *self = arg;
	EXCEPTION(e);

	const char *result = TRY(async_await(self->future));
	if (EXCEPT(CancelledError, e))
		note("cancelled");
	else
		note("got %s", result);
	return NULL;
}

static void *cancel_in_the_pass_of_completion(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);
	struct async_task *task = async_create_task(await_future, future);

	AWAIT(async_sleep(0));
	async_future_set_result(future, "a result");
	ASSERT(async_task_cancel(task));
	ASSERT(!async_future_cancelled(future));
	AWAIT(async_await(task));
	return arg;
}

static void test_cancel__in_the_pass_in_which_what_it_waits_for_is_done(void)
{
	async_run(cancel_in_the_pass_of_completion);
	ASSERT_NOTES("cancelled");
}

static void *cancel_and_lose_an_exception(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);
	struct async_task *task = async_create_task(await_future, future);

	AWAIT(async_sleep(0));
	async_future_set_exception(future, ValueError, "superseded");
	async_task_cancel(task);
	AWAIT(async_await(task));
	return arg;
}

/* As in asyncio: who was woken by it has retrieved it, though CancelledError was raised instead. */
static void test_cancel__in_the_pass_of_an_exception_reports_nothing(void)
{
	suite_counts_passes();
	async_run(cancel_and_lose_an_exception);
	async_run(return_at_once);
	ASSERT_NOTES("cancelled");
}

static void cancel_task(void *task)
{
	async_task_cancel(task, "by a callback");
}

static void *cancel_when_due(void *arg)
{
	struct async_task *task = async_create_task(sleep_and_note, "t");

	/* At ten seconds the sleep is over too, but this timer was set before it. */
	async_loop_call_at(NULL, 10, cancel_task, task);
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, "by a callback");
	return arg;
}

static void test_cancel__at_the_moment_a_sleep_ends(void)
{
	async_run(cancel_when_due);
	ASSERT_NOTES("t:start t:cancelled(by a callback)@10");
}

static void *sleep_0_and_note(void *arg)
{
	TRY(async_sleep(0));
	ASSERT_RAISED(CancelledError, "ready");
	note("raised at sleep(0)");
	return arg;
}

static void *cancel_a_ready_one(void *arg)
{
	struct async_task *task = async_create_task(sleep_0_and_note);

	AWAIT(async_sleep(0));
	async_task_cancel(task, "ready");
	AWAIT(async_await(task));
	return arg;
}

static void test_cancel__of_a_ready_one(void)
{
	async_run(cancel_a_ready_one);
	ASSERT_NOTES("raised at sleep(0)");
}

/* ---- What it reaches ---- */

struct await_task { struct async_task *task; const char *name; };

static void *await_task(void *arg)
{
	const struct await_task *self = arg;
	EXCEPTION(e);

	TRY(async_await(self->task));
	if (EXCEPT(CancelledError, e)) {
		note("%s:cancelled(%s)", self->name, e->message);
		return async_reraise(e);
	}
	return NULL;
}

static void *cancel_a_chain(void *arg)
{
	struct async_task *inner = async_create_task(sleep_and_note, "inner");
	struct async_task *middle = async_create_task(await_task, inner, "middle");
	struct async_task *outer = async_create_task(await_task, middle, "outer");

	AWAIT(async_sleep(1));
	async_task_cancel(outer, "all");
	TRY(async_await(outer));
	ASSERT_RAISED(CancelledError, "all");
	ASSERT(async_task_cancelled(inner) && async_task_cancelled(middle) &&
	       async_task_cancelled(outer));
	ASSERT_INT(async_task_cancelling(inner), 1);
	return arg;
}

static void test_cancel__goes_down_the_chain_of_who_waits_for_whom(void)
{
	async_run(cancel_a_chain);
	ASSERT_NOTES("inner:start inner:cancelled(all)@1 "
		     "middle:cancelled(all) outer:cancelled(all)");
}

static void *cancel_the_awaited(void *arg)
{
	struct async_task *inner = async_create_task(sleep_and_note, "inner");
	struct async_task *outer = async_create_task(await_task, inner, "outer");

	AWAIT(async_sleep(1));
	async_task_cancel(inner, "down there");
	TRY(async_await(outer));
	ASSERT_RAISED(CancelledError, "down there");
	ASSERT_INT(async_task_cancelling(outer), 0);
	ASSERT(async_task_cancelled(outer));
	return arg;
}

static void test_cancel__of_the_awaited_is_raised_in_who_awaits(void)
{
	async_run(cancel_the_awaited);
	ASSERT_NOTES("inner:start inner:cancelled(down there)@1 outer:cancelled(down there)");
}

static const struct test tests[] = {
	TEST(test_cancel__is_raised_where_the_task_waits),
	TEST(test_cancel__before_it_began_means_never),
	TEST(test_cancel__of_a_done_one_does_nothing),
	TEST(test_cancel__while_running_comes_at_the_next_await_that_suspends),
	TEST(test_cancel__pending_at_the_return_wins),
	TEST(test_cancel__pending_does_not_hide_an_exception),
	TEST(test_cancel__in_the_pass_in_which_what_it_waits_for_is_done),
	TEST(test_cancel__in_the_pass_of_an_exception_reports_nothing),
	TEST(test_cancel__at_the_moment_a_sleep_ends),
	TEST(test_cancel__of_a_ready_one),
	TEST(test_cancel__goes_down_the_chain_of_who_waits_for_whom),
	TEST(test_cancel__of_the_awaited_is_raised_in_who_awaits),
};

SUITE(tests, NO_PROGRAMS)

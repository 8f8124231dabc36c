/* task.h: what tasks make of a cancellation. */

#include "suite.h"

/* ---- What a task makes of it ---- */

static void *swallow(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	TRY(async_sleep(10));
	if (EXCEPT(CancelledError, e))
		note("swallowed");
	AWAIT(async_sleep(1));
	return "went on";
}

static void *cancel_one_that_swallows(void *arg)
{
	struct async_task *task = async_create_task(swallow);

	AWAIT(async_sleep(1));
	async_task_cancel(task);
	ASSERT_STRING(AWAIT(async_await(task)), "went on");
	ASSERT(!async_task_cancelled(task));
	ASSERT_INT(async_task_cancelling(task), 1);
	ASSERT_TIME(async_loop_time(NULL), 2);
	return arg;
}

static void test_cancel__swallowed(void)
{
	async_run(cancel_one_that_swallows);
	ASSERT_NOTES("swallowed");
}

static void *clean_up_and_reraise(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	TRY(async_sleep(10));
	if (EXCEPT(CancelledError, e)) {
		AWAIT(async_sleep(0.5));
		note("cleaned up@%g", async_loop_time(NULL));
		return async_reraise(e);
	}
	return NULL;
}

static void *cancel_one_that_cleans_up(void *arg)
{
	struct async_task *task = async_create_task(clean_up_and_reraise);

	AWAIT(async_sleep(1));
	async_task_cancel(task, "gently");
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, "gently");
	return arg;
}

static void test_cancel__clean_up_may_await(void)
{
	async_run(cancel_one_that_cleans_up);
	ASSERT_NOTES("cleaned up@1.5");
}

static void *cancel_again_during_clean_up(void *arg)
{
	struct async_task *task = async_create_task(clean_up_and_reraise);

	AWAIT(async_sleep(1));
	async_task_cancel(task, "first");
	AWAIT(async_sleep(0.1));
	async_task_cancel(task, "second");
	ASSERT_INT(async_task_cancelling(task), 2);
	TRY(async_await(task));
	ASSERT_EXCEPTION(async_exception()->context, CancelledError, "first");
	ASSERT_RAISED(CancelledError, "second");
	return arg;
}

static void test_cancel__again_interrupts_the_clean_up(void)
{
	async_run(cancel_again_during_clean_up);
	ASSERT_NOTES("");
}

static void *answer_with_an_error(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	TRY(async_sleep(10));
	if (EXCEPT(CancelledError, e))
		return async_raise(ValueError, "not now");
	return NULL;
}

static void *cancel_one_that_raises(void *arg)
{
	struct async_task *task = async_create_task(answer_with_an_error);

	AWAIT(async_sleep(0));
	async_task_cancel(task);
	TRY(async_await(task));
	ASSERT_EXCEPTION(async_exception()->context, CancelledError, "");
	ASSERT_RAISED(ValueError, "not now");
	ASSERT(!async_task_cancelled(task));
	return arg;
}

static void test_cancel__answered_by_another_exception(void)
{
	async_run(cancel_one_that_raises);
}

static void *raise_cancelled(void *arg)
{
	(void)arg;
	return async_raise(CancelledError, "of its own will");
}

static void *await_one_that_raises_it(void *arg)
{
	struct async_task *task = async_create_task(raise_cancelled);

	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, "of its own will");
	ASSERT(async_task_cancelled(task));
	ASSERT_INT(async_task_cancelling(task), 0);
	return arg;
}

static void test_cancelled__is_whoever_leaves_it_raised(void)
{
	async_run(await_one_that_raises_it);
}

/* ---- Counting ---- */

static void *count_cancels(void *arg)
{
	struct async_task *self = async_current_task();

	ASSERT_INT(async_task_uncancel(self), 0);
	async_task_cancel(self, "one");
	async_task_cancel(self, "two");
	ASSERT_INT(async_task_cancelling(self), 2);
	TRY(async_sleep(0));
	ASSERT_RAISED(CancelledError, "two");
	AWAIT(async_sleep(0));				/* both came at once */
	ASSERT_INT(async_task_uncancel(self), 1);
	ASSERT_INT(async_task_uncancel(self), 0);
	ASSERT_INT(async_task_uncancel(self), 0);
	ASSERT_INT(async_task_cancelling(self), 0);
	return arg;
}

static void test_cancel__is_counted_and_delivered_once(void)
{
	async_run(count_cancels);
}

static void *uncancel_before_delivery(void *arg)
{
	struct async_task *self = async_current_task();

	async_task_cancel(self, "taken back");
	ASSERT_INT(async_task_uncancel(self), 0);
	AWAIT(async_sleep(1));
	note("nothing was raised");
	return arg;
}

/* As CPython 3.13 does it. */
static void test_uncancel__to_0_takes_back_what_was_not_delivered(void)
{
	async_run(uncancel_before_delivery);
	ASSERT_NOTES("nothing was raised");
}

/* ---- Many ---- */

static void *cancel_half_of_them(void *arg)
{
	enum { MANY = 1000 };
	struct async_task *tasks[MANY];
	size_t cancelled = 0;

	for (int i = 0; i < MANY; i++)
		tasks[i] = async_create_task(clean_up_and_reraise);
	AWAIT(async_sleep(1));
	for (int i = 0; i < MANY; i += 2)
		async_task_cancel(tasks[i]);
	AWAIT(async_sleep(20));
	for (int i = 0; i < MANY; i++)
		cancelled += async_task_cancelled(tasks[i]);
	ASSERT_INT(cancelled, MANY / 2);
	return arg;
}

static void test_cancel__of_many(void)
{
	async_run(cancel_half_of_them);
	ASSERT(suite_notes()[0] != '\0');
}

static const struct test tests[] = {
	TEST(test_cancel__swallowed),
	TEST(test_cancel__clean_up_may_await),
	TEST(test_cancel__again_interrupts_the_clean_up),
	TEST(test_cancel__answered_by_another_exception),
	TEST(test_cancelled__is_whoever_leaves_it_raised),
	TEST(test_cancel__is_counted_and_delivered_once),
	TEST(test_uncancel__to_0_takes_back_what_was_not_delivered),
	TEST(test_cancel__of_many),
};

SUITE(tests, NO_PROGRAMS)

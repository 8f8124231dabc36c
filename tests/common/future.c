/* future.h: results that come later. */

#include "suite.h"

/* ---- Outside of tasks ---- */

static void test_create__without_a_loop(void)
{
	ASSERT(async_loop_create_future(NULL) == NULL);
	ASSERT_RAISED(RuntimeError, "no running event loop");
}

static void note_result(struct async_future *future, void *arg)
{
	note("%s=%s", (const char *)arg, (const char *)async_future_result(future));
}

static void test_create__for_a_loop_that_does_not_run_yet(void)
{
	struct async_loop *loop = async_new_event_loop();
	struct async_future *future = async_loop_create_future(loop);

	ASSERT(!async_future_done(future));
	async_future_add_done_callback(future, note_result, "callback");
	async_future_set_result(future, "early");
	ASSERT_NOTES("");
	ASSERT_STRING(async_loop_run_until_complete(loop, future), "early");
	ASSERT_NOTES("callback=early");
	async_loop_close(loop);
}

/* ---- States ---- */

static void *pending_future(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);

	ASSERT(!async_future_done(future));
	ASSERT(!async_future_cancelled(future));
	ASSERT(async_future_result(future) == NULL);
	ASSERT_RAISED(InvalidStateError, "Result is not set.");
	ASSERT(async_future_exception(future) == NULL);
	ASSERT_RAISED(InvalidStateError, "Exception is not set.");
	return arg;
}

static void test_pending__has_neither_result_nor_exception(void)
{
	async_run(pending_future);
}

static void *done_future(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);

	async_future_set_result(future, "five");
	ASSERT(async_future_done(future));
	ASSERT(!async_future_cancelled(future));
	ASSERT_STRING(async_future_result(future), "five");
	ASSERT_STRING(async_future_result(future), "five");
	ASSERT(async_future_exception(future) == NULL);
	ASSERT(async_exception() == NULL);
	ASSERT_STRING(AWAIT(async_await(future)), "five");

	async_future_set_result(future, "six");
	ASSERT_RAISED(InvalidStateError, "invalid state");
	async_future_set_exception(future, ValueError, "late");
	ASSERT_RAISED(InvalidStateError, "invalid state");
	ASSERT(!async_future_cancel(future));
	ASSERT_STRING(async_future_result(future), "five");
	return arg;
}

static void test_set_result__is_once_and_for_good(void)
{
	async_run(done_future);
}

static void *failed_future(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);
	char city[] = "Oslo";

	async_future_set_exception(future, KeyError, "no city %s, %d", city, 3);
	city[0] = 'X';
	ASSERT(async_future_done(future));
	ASSERT(!async_future_cancelled(future));
	ASSERT_EXCEPTION(async_future_exception(future), KeyError, "no city Oslo, 3");
	ASSERT(async_exception() == NULL);
	ASSERT(async_future_result(future) == NULL);
	ASSERT_RAISED(KeyError, "no city Oslo, 3");
	for (int i = 0; i < 2; i++) {
		TRY(async_await(future));
		ASSERT_RAISED(KeyError, "no city Oslo, 3");
	}
	async_future_set_result(future, "late");
	ASSERT_RAISED(InvalidStateError, "invalid state");
	return arg;
}

static void test_set_exception__is_raised_wherever_it_is_awaited(void)
{
	async_run(failed_future);
}

static void *cancelled_future(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);

	ASSERT(async_future_cancel(future, "why"));
	ASSERT(async_future_done(future));
	ASSERT(async_future_cancelled(future));
	ASSERT(!async_future_cancel(future, "again"));
	ASSERT(async_future_result(future) == NULL);
	ASSERT_RAISED(CancelledError, "why");
	ASSERT(async_future_exception(future) == NULL);
	ASSERT_RAISED(CancelledError, "why");
	TRY(async_await(future));
	ASSERT_RAISED(CancelledError, "why");
	async_future_set_result(future, "late");
	ASSERT_RAISED(InvalidStateError, "invalid state");

	future = async_loop_create_future(NULL);
	async_future_cancel(future);
	async_future_result(future);
	ASSERT_RAISED(CancelledError, "");
	return arg;
}

static void test_cancel__raises_in_who_awaits(void)
{
	async_run(cancelled_future);
}

/* ---- Callbacks ---- */

static void note_name(struct async_future *future, void *arg)
{
	ASSERT(async_future_done(future));
	note("%s", (const char *)arg);
}

static void *callbacks_in_order(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);

	async_future_add_done_callback(future, note_name, "a");
	async_future_add_done_callback(future, note_name, "b");
	async_future_add_done_callback(future, note_name, "a");
	async_future_set_result(future, NULL);
	note("set");
	AWAIT(async_sleep(0));
	note("next pass");
	async_future_add_done_callback(future, note_name, "late");
	note("added");
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	return arg;
}

static void test_callbacks__run_once_in_the_next_pass_in_order(void)
{
	async_run(callbacks_in_order);
	ASSERT_NOTES("set a b a next pass added late");
}

static void note_exception(struct async_future *future, void *arg)
{
	note("%s %s", (const char *)arg, async_future_exception(future)->message);
}

static void note_cancelled(struct async_future *future, void *arg)
{
	note("%s %d", (const char *)arg, async_future_cancelled(future));
}

static void *callbacks_of_all_ends(void *arg)
{
	struct async_future *failed = async_loop_create_future(NULL),
			    *cancelled = async_loop_create_future(NULL);

	async_future_add_done_callback(failed, note_exception, "failed");
	async_future_add_done_callback(cancelled, note_cancelled, "cancelled");
	async_future_set_exception(failed, ValueError, "so");
	async_future_cancel(cancelled);
	AWAIT(async_sleep(0));
	return arg;
}

static void test_callbacks__run_whatever_the_end(void)
{
	async_run(callbacks_of_all_ends);
	ASSERT_NOTES("failed so cancelled 1");
}

static void add_another(struct async_future *future, void *arg)
{
	note("first");
	async_future_add_done_callback(future, note_name, arg);
}

static void *callback_adds_callback(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);

	async_future_add_done_callback(future, add_another, "added by it");
	async_future_add_done_callback(future, note_name, "second");
	async_future_set_result(future, NULL);
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	return arg;
}

static void test_callbacks__may_add_callbacks(void)
{
	async_run(callback_adds_callback);
	ASSERT_NOTES("first second added by it");
}

static void raise_in_callback(struct async_future *future, void *arg)
{
	(void)future;
	async_raise(ValueError, "%s", (const char *)arg);
}

static void *callback_raises(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);

	async_future_add_done_callback(future, raise_in_callback, "of a callback");
	async_future_add_done_callback(future, note_name, "goes on");
	async_future_set_result(future, NULL);
	AWAIT(async_sleep(0));
	ASSERT(async_exception() == NULL);
	return arg;
}

static void test_callbacks__that_raise_are_reported(void)
{
	async_run(callback_raises);
	ASSERT_NOTES("goes on");
	ASSERT_CONTAINS(suite_stderr(), "ValueError: of a callback\n");
}

static void *callback_without_end(void *arg)
{
	async_future_add_done_callback(async_loop_create_future(NULL), note_name, "never");
	return arg;
}

static void test_callbacks__of_a_future_that_is_never_done(void)
{
	async_run(callback_without_end);
	ASSERT_NOTES("");
}

/* ---- Waiting ---- */

struct wait_and_note { struct async_future *future; const char *name; };

static void *wait_and_note(void *arg)
{
	const struct wait_and_note *self = arg;
	EXCEPTION(e);

	const char *result = TRY(async_await(self->future));
	if (EXCEPT(BaseException, e))
		note("%s:%s", self->name, e->type->name);
	else
		note("%s:%s", self->name, result);
	return NULL;
}

static void *three_wait(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);
	struct async_task *tasks[] = {
		async_create_task(wait_and_note, future, "a"),
		async_create_task(wait_and_note, future, "b"),
		async_create_task(wait_and_note, future, "c"),
	};

	AWAIT(async_sleep(1));
	async_future_set_result(future, "x");
	AWAIT(async_sleep(0));
	note("one pass later");
	AWAIT(async_gather_array(NULL, tasks, 3));
	return arg;
}

static void test_await__wakes_all_who_wait_in_the_next_pass_in_order(void)
{
	async_run(three_wait);
	ASSERT_NOTES("a:x b:x c:x one pass later");
}

static void *await_a_done_one(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);

	async_future_set_result(future, "now");
	async_loop_call_soon(NULL, note_callback, "others");
	ASSERT_STRING(AWAIT(async_await(future)), "now");
	note("at once");
	AWAIT(async_sleep(0));
	return arg;
}

static void test_await__of_a_done_one_does_not_suspend(void)
{
	suite_counts_passes();
	async_run(await_a_done_one);
	ASSERT_NOTES("at once others");
}

static void *one_waiter_is_cancelled(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);
	struct async_task *a = async_create_task(wait_and_note, future, "a");
	struct async_task *b = async_create_task(wait_and_note, future, "b");

	AWAIT(async_sleep(0));
	async_task_cancel(a);
	ASSERT(async_future_cancelled(future));
	AWAIT(async_gather(NULL, a, b));
	return arg;
}

static void test_await__a_cancelled_task_cancels_the_future_for_all(void)
{
	suite_counts_passes();
	async_run(one_waiter_is_cancelled);
	ASSERT_NOTES("a:CancelledError b:CancelledError");
}

static void test_await__outside_of_a_task(void)
{
	struct async_loop *loop = async_new_event_loop();
	struct async_future *future = async_loop_create_future(loop);

	ASSERT(TRY(async_await(future)) == NULL);
	ASSERT_RAISED(RuntimeError, NULL);
	ASSERT_INT(TRY(async_sleep(1)), 0);
	ASSERT_RAISED(RuntimeError, NULL);
	async_loop_close(loop);
}

/* ---- Reports ---- */

static void *leave_unretrieved(void *arg)
{
	async_future_set_exception(async_loop_create_future(NULL), ValueError, "for nobody");
	return arg;
}

static void test_exception__that_nobody_retrieved_is_reported(void)
{
	async_run(leave_unretrieved);
	const char *text = suite_stderr();
	ASSERT_CONTAINS(text, "Future exception was never retrieved");
	ASSERT_CONTAINS(text, "ValueError: for nobody\n");
}

static void *leave_retrieved(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);

	async_future_set_exception(future, ValueError, "looked at");
	async_future_exception(future);
	future = async_loop_create_future(NULL);
	async_future_set_exception(future, ValueError, "taken");
	async_future_result(future);
	ASSERT_RAISED(ValueError, "taken");
	async_future_cancel(async_loop_create_future(NULL));
	return arg;
}

static void test_exception__that_was_retrieved_is_not(void)
{
	async_run(leave_retrieved);
	async_run(leave_retrieved);
	ASSERT_STRING(suite_stderr(), "");
}

static const struct test tests[] = {
	TEST(test_create__without_a_loop),
	TEST(test_create__for_a_loop_that_does_not_run_yet),
	TEST(test_pending__has_neither_result_nor_exception),
	TEST(test_set_result__is_once_and_for_good),
	TEST(test_set_exception__is_raised_wherever_it_is_awaited),
	TEST(test_cancel__raises_in_who_awaits),
	TEST(test_callbacks__run_once_in_the_next_pass_in_order),
	TEST(test_callbacks__run_whatever_the_end),
	TEST(test_callbacks__may_add_callbacks),
	TEST(test_callbacks__that_raise_are_reported),
	TEST(test_callbacks__of_a_future_that_is_never_done),
	TEST(test_await__wakes_all_who_wait_in_the_next_pass_in_order),
	TEST(test_await__of_a_done_one_does_not_suspend),
	TEST(test_await__a_cancelled_task_cancels_the_future_for_all),
	TEST(test_await__outside_of_a_task),
	TEST(test_exception__that_nobody_retrieved_is_reported),
	TEST(test_exception__that_was_retrieved_is_not),
};

SUITE(tests, NO_PROGRAMS)

/* Executors: threads of one's own choice. */

#include "suite.h"
#include "work.h"

struct cook { double minutes; const char *dish; };

static void *cook(void *arg)
{
	const struct cook *self = arg;

	async_block(self->minutes);
	return async_sprintf("%s is done", self->dish);
}

static void *burn(void *arg)
{
	(void)arg;
	async_block(1);
	return async_raise(ValueError, "burnt");
}

static void note_done(struct async_future *future, void *arg)
{
	note("%s@%g", (const char *)arg, async_loop_time(NULL));
	ASSERT(async_future_done(future));
}

static struct async_future *order(struct async_executor *executor, double minutes, char *dish)
{
	struct async_future *future =
		async_loop_run_in_executor(NULL, executor, cook, minutes, dish);

	async_future_add_done_callback(future, note_done, dish);
	return future;
}

/* ---- run_in_executor ---- */

static void *use_the_default_one(void *arg)
{
	struct async_future *soup = order(NULL, 2, "soup"), *bread = order(NULL, 1, "bread");

	ASSERT(!async_future_done(soup));
	ASSERT_STRING(AWAIT(async_await(soup)), "soup is done");
	ASSERT_STRING(AWAIT(async_await(bread)), "bread is done");
	TRY(async_await(async_loop_run_in_executor(NULL, NULL, burn)));
	ASSERT_RAISED(ValueError, "burnt");
	ASSERT_TIME(async_loop_time(NULL), 3);
	return arg;
}

static void test_run_in_executor__default(void)
{
	async_run(use_the_default_one);
	ASSERT_NOTES("bread@1 soup@2");
}

static void *one_at_a_time(void *arg)
{
	struct async_executor *executor = async_thread_pool_executor(1);
	struct async_future *first = order(executor, 3, "first");
	struct async_future *second = order(executor, 1, "second");

	order(executor, 1, "third");
	ASSERT_STRING(AWAIT(async_await(second)), "second is done");
	ASSERT(async_future_done(first));
	AWAIT(async_sleep(5));
	return arg;
}

static void test_executor__of_one_thread(void)
{
	async_run(one_at_a_time);
	ASSERT_NOTES("first@3 second@4 third@5");
}

static void *two_executors(void *arg)
{
	struct async_executor *one = async_thread_pool_executor(1);
	struct async_executor *other = async_thread_pool_executor(2);

	order(one, 2, "a");
	order(other, 2, "b");
	order(one, 2, "c");
	order(other, 2, "d");
	order(other, 2, "e");
	order(NULL, 2, "f");
	AWAIT(async_sleep(10));
	return arg;
}

static void test_executor__the_order_of_several_is_that_of_submitting(void)
{
	for (int i = 0; i < 50; i++) {
		async_run(two_executors);
		ASSERT_NOTES("a@2 b@2 d@2 f@2 c@4 e@4");
	}
}

static void *cancel_a_queued_one(void *arg)
{
	struct async_executor *executor = async_thread_pool_executor(1);
	struct async_future *running = order(executor, 2, "running");
	struct async_future *queued = order(executor, 100, "queued");

	order(executor, 1, "last");
	AWAIT(async_sleep(1));
	ASSERT(async_future_cancel(running));
	ASSERT(async_future_cancel(queued));
	AWAIT(async_sleep(10));
	return arg;
}

/* What runs cannot be stopped: the last one begins when it has returned. */
static void test_cancel__of_a_queued_one_never_begins(void)
{
	async_run(cancel_a_queued_one);
	ASSERT_NOTES("running@1 queued@1 last@3");
}

static void *forget_a_failure(void *arg)
{
	async_loop_run_in_executor(NULL, NULL, burn);
	AWAIT(async_sleep(2));
	return arg;
}

static void test_run_in_executor__never_retrieved_is_reported(void)
{
	async_run(forget_a_failure);
	ASSERT_CONTAINS(suite_stderr(), "Future exception was never retrieved");
}

static void *leave_it_running(void *arg)
{
	order(async_thread_pool_executor(1), 50, "of its own");
	order(NULL, 30, "of the default");
	AWAIT(async_sleep(1));
	note("main@%g", async_loop_time(NULL));
	return arg;
}

/* The end of the run waits for the default one, as in asyncio; of the other nobody hears. */
static void test_executor__at_the_end_of_the_run(void)
{
	async_run(leave_it_running);
	ASSERT_NOTES("main@1 of the default@30");
}

static void test_run_in_executor__in_a_loop_that_does_not_run_yet(void)
{
	struct async_loop *loop = async_new_event_loop();
	struct async_future *future = async_loop_run_in_executor(loop, NULL, cook, 2, "soup");

	ASSERT_STRING(async_loop_run_until_complete(loop, future), "soup is done");
	ASSERT_TIME(async_loop_time(loop), 2);
	async_loop_close(loop);
	ASSERT(async_loop_run_in_executor(NULL, NULL, cook, 2, "soup") == NULL);
	ASSERT_RAISED(RuntimeError, "no running event loop");
}

/* ---- Shutting down ---- */

static void *shut_down(void *arg)
{
	struct async_executor *executor = async_thread_pool_executor(2);
	struct async_future *soup = order(executor, 3, "soup");

	order(executor, 1, "bread");
	order(executor, 1, "salad");
	async_executor_shutdown(executor, false);
	ASSERT(async_loop_run_in_executor(NULL, executor, cook, 1, "late") == NULL);
	ASSERT_RAISED(RuntimeError, "cannot schedule new futures after shutdown");
	ASSERT_TIME(async_loop_time(NULL), 0);
	ASSERT_STRING(AWAIT(async_await(soup)), "soup is done");
	return arg;
}

static void test_shutdown__takes_no_more(void)
{
	async_run(shut_down);
	ASSERT_NOTES("bread@1 salad@2 soup@3");
}

static void *shut_down_and_wait(void *arg)
{
	struct async_executor *executor = async_thread_pool_executor(2);

	order(executor, 3, "soup");
	order(executor, 1, "bread");
	order(executor, 1.5, "salad");
	order(executor, 4, "cake");
	order(NULL, 2, "elsewhere");
	async_loop_call_later(NULL, 2, note_callback, "timer");
	async_executor_shutdown(executor, true);
	note("shut@%g", async_loop_time(NULL));
	AWAIT(async_sleep(0));
	async_executor_shutdown(executor, true);
	AWAIT(async_sleep(0.5));
	return arg;
}

/* It blocks the loop: four dishes by two cooks take six and a half minutes. */
static void test_shutdown__waits_for_all(void)
{
	for (int i = 0; i < 20; i++) {
		async_run(shut_down_and_wait);
		ASSERT_NOTES("shut@6.5 bread@6.5 salad@6.5 soup@6.5 cake@6.5 timer elsewhere@6.5");
	}
}

static void *shut_the_default_one_down(void *arg)
{
	order(NULL, 3, "soup");
	AWAIT(async_loop_shutdown_default_executor(NULL));
	note("shut@%g", async_loop_time(NULL));
	TRY(async_to_thread(cook, 1, "late"));
	ASSERT_RAISED(RuntimeError, "Executor shutdown has been called");
	AWAIT(async_loop_shutdown_default_executor(NULL));
	return arg;
}

static void test_shutdown_default_executor__waits_without_blocking(void)
{
	async_run(shut_the_default_one_down);
	ASSERT_NOTES("soup@3 shut@3");
}

static void *wait_for_it(void *arg)
{
	AWAIT(async_loop_shutdown_default_executor(NULL));
	return arg;
}

static void *cancel_the_wait(void *arg)
{
	struct async_task *task = async_create_task(wait_for_it);

	order(NULL, 3, "soup");
	AWAIT(async_sleep(1));
	async_task_cancel(task);
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, NULL);
	ASSERT_TIME(async_loop_time(NULL), 1);
	async_detach(async_create_task(wait_for_it));
	return arg;
}

static void test_shutdown_default_executor__cancelled(void)
{
	async_run(cancel_the_wait);
	ASSERT_NOTES("soup@3");
}

static void *choose_the_default_one(void *arg)
{
	struct async_executor *executor = async_thread_pool_executor(1);

	async_loop_set_default_executor(NULL, executor);
	order(executor, 1, "a");
	order(NULL, 1, "b");
	ASSERT_STRING(AWAIT(async_to_thread(cook, 1, "c")), "c is done");
	ASSERT_TIME(async_loop_time(NULL), 3);
	return arg;
}

static void test_set_default_executor__is_used_by_to_thread(void)
{
	async_run(choose_the_default_one);
	ASSERT_NOTES("a@1 b@2");
}

struct use_from_outside { struct async_executor *executor; };

static void *use_from_outside(void *arg)
{
	const struct use_from_outside *self = arg;

	async_loop_set_default_executor(NULL, self->executor);
	order(self->executor, 2, "soup");
	AWAIT(async_sleep(1));
	return NULL;
}

/* It belongs to no loop, and may serve one after the other. */
static void test_executor__made_outside_of_a_run(void)
{
	struct async_executor *executor = async_thread_pool_executor(1);
	struct async_runner *runner = async_runner();

	async_runner_run(runner, use_from_outside, executor);
	async_runner_run(runner, use_from_outside, executor);
	ASSERT_NOTES("");
	async_runner_close(runner);
	ASSERT_NOTES("soup@2 soup@4");
	async_executor_shutdown(executor, true);
}

static void test_executor__of_no_threads(void)
{
	ASSERT(async_thread_pool_executor(0) == NULL);
	ASSERT_RAISED(ValueError, "max_workers must be greater than 0");
	ASSERT(async_thread_pool_executor(SIZE_MAX) == NULL);
	ASSERT_RAISED(MemoryError, NULL);
}

static const struct test tests[] = {
	TEST(test_run_in_executor__default),
	TEST(test_executor__of_one_thread),
	TEST(test_executor__the_order_of_several_is_that_of_submitting),
	TEST(test_cancel__of_a_queued_one_never_begins),
	TEST(test_run_in_executor__never_retrieved_is_reported),
	TEST(test_executor__at_the_end_of_the_run),
	TEST(test_run_in_executor__in_a_loop_that_does_not_run_yet),
	TEST(test_shutdown__takes_no_more),
	TEST(test_shutdown__waits_for_all),
	TEST(test_shutdown_default_executor__waits_without_blocking),
	TEST(test_shutdown_default_executor__cancelled),
	TEST(test_set_default_executor__is_used_by_to_thread),
	TEST(test_executor__made_outside_of_a_run),
	TEST(test_executor__of_no_threads),
};

SUITE(tests, NO_PROGRAMS)

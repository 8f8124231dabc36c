/* gather.h: waiting for several at once. */

#include <signal.h>

#include "work.h"

/* ---- Results ---- */

static void *three_of_each_kind(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);
	struct async_task *task = async_create_task(work, 2, "task");
	const char *results[3];

	async_future_set_result(future, "future");
	ASSERT_INT(AWAIT(async_gather(results, async_coroutine(work, 3, "coroutine"), task,
				      future)), 0);
	ASSERT_STRING(results[0], "coroutine");
	ASSERT_STRING(results[1], "task");
	ASSERT_STRING(results[2], "future");
	return arg;
}

static void test_gather__takes_tasks_futures_and_coroutines(void)
{
	async_run(three_of_each_kind);
	ASSERT_NOTES("task@2 coroutine@3");
}

static void *keeps_order(void *arg)
{
	const char *results[3];

	AWAIT(async_gather(results, async_coroutine(work, 3, "a"), async_coroutine(work, 1, "b"),
			   async_coroutine(work, 2, "c")));
	note("%s %s %s", results[0], results[1], results[2]);
	ASSERT_TIME(async_loop_time(NULL), 3);
	return arg;
}

static void test_gather__keeps_argument_order(void)
{
	async_run(keeps_order);
	ASSERT_NOTES("b@1 c@2 a@3 a b c");
}

static void *wants_no_results(void *arg)
{
	AWAIT(async_gather(NULL, async_coroutine(work, 1, "a"), async_coroutine(work, 1, "b")));
	note("through");
	return arg;
}

static void test_gather__without_results(void)
{
	async_run(wants_no_results);
	ASSERT_NOTES("a@1 b@1 through");
}

static void *gathers_nothing(void *arg)
{
	struct async_outcome outcomes[1];
	void *results[1];

	async_loop_call_soon(NULL, note_callback, "others");
	ASSERT_INT(AWAIT(async_gather(results)), 0);
	ASSERT_INT(AWAIT(async_gather_outcomes(outcomes)), 0);
	ASSERT_INT(AWAIT(async_gather_array(results, (struct async_task **)NULL, 0)), 0);
	note("not suspended");
	AWAIT(async_sleep(0));
	return arg;
}

static void test_gather__of_nothing_does_not_suspend(void)
{
	suite_counts_passes();
	async_run(gathers_nothing);
	ASSERT_NOTES("not suspended others");
}

static void *gathers_one_twice(void *arg)
{
	struct async_task *task = async_create_task(work, 1, "once");
	const char *results[3];

	AWAIT(async_gather(results, task, task, task));
	ASSERT_STRING(results[0], "once");
	ASSERT_STRING(results[2], "once");
	return arg;
}

static void test_gather__of_one_task_twice(void)
{
	async_run(gathers_one_twice);
	ASSERT_NOTES("once@1");
}

static void *gathers_one_object_twice(void *arg)
{
	struct async_coroutine *coroutine = async_coroutine(work, 1, "once");
	const char *results[2];

	AWAIT(async_gather(results, coroutine, coroutine));
	ASSERT_STRING(results[0], "once");
	ASSERT_STRING(results[1], "once");
	return arg;
}

static void test_gather__of_one_coroutine_object_twice(void)
{
	async_run(gathers_one_object_twice);
	ASSERT_NOTES("once@1");
}

static void *gathers_an_awaited_object(void *arg)
{
	struct async_coroutine *coroutine = async_coroutine(at_once);

	AWAIT(async_await(coroutine));
	TRY(async_gather(NULL, async_coroutine(work, 1, "runs all the same"), coroutine));
	ASSERT_RAISED(RuntimeError, "cannot reuse already awaited coroutine");
	AWAIT(async_sleep(2));
	return arg;
}

static void test_gather__of_an_awaited_coroutine_object(void)
{
	async_run(gathers_an_awaited_object);
	ASSERT_NOTES("runs all the same@1");
}

enum { MANY = 3000 };

static void *gathers_many(void *arg)
{
	struct async_task **tasks = async_alloc(MANY * sizeof(*tasks));
	const char **results = async_alloc(MANY * sizeof(*results));
	size_t right = 0;

	for (int i = 0; i < MANY; i++)
		tasks[i] = async_create_task(at_once);
	AWAIT(async_gather_array(results, tasks, MANY));
	for (int i = 0; i < MANY; i++)
		right += results[i] != NULL;
	ASSERT_INT(right, MANY);
	return arg;
}

static void test_gather_array__of_thousands(void)
{
	async_run(gathers_many);
}

static void *gathers_a_long_list(void *arg)
{
	const char *results[20];
#define ONE async_coroutine(at_once)
	AWAIT(async_gather(results, ONE, ONE, ONE, ONE, ONE, ONE, ONE, ONE, ONE, ONE, ONE, ONE, ONE,
			   ONE, ONE, ONE, ONE, ONE, ONE, ONE));
#undef ONE
	for (int i = 0; i < 20; i++)
		ASSERT_STRING(results[i], "at once");
	return arg;
}

static void test_gather__of_twenty_arguments(void)
{
	async_run(gathers_a_long_list);
}

static void *gathers_arrays(void *arg)
{
	struct async_future *futures[2] = { async_loop_create_future(NULL),
					    async_loop_create_future(NULL) };
	struct async_coroutine *coroutines[2] = { async_coroutine(work, 2, "a"),
						  async_coroutine(fail, 1, "b") };
	struct async_outcome outcomes[2];
	const char *results[2];

	async_future_set_result(futures[0], "first");
	async_future_set_result(futures[1], "second");
	AWAIT(async_gather_array(results, futures, 2));
	ASSERT_STRING(results[1], "second");
	AWAIT(async_gather_outcomes_array(outcomes, coroutines, 2));
	ASSERT_STRING(outcomes[0].result, "a");
	ASSERT_EXCEPTION(outcomes[1].exception, ValueError, "b");
	return arg;
}

static void test_gather_array__of_futures_and_coroutine_objects(void)
{
	async_run(gathers_arrays);
	ASSERT_NOTES("a@2");
}

/* ---- Passes ---- */

static int passes;

static void *count_passes(void *arg)
{
	for (;;) {
		AWAIT(async_sleep(0));
		passes++;
	}
	return arg;
}

static void *counts(void *arg)
{
	struct async_task *counter = async_create_task(count_passes), *task;
	struct async_future *future = async_loop_create_future(NULL);
	int before;

	async_future_set_result(future, NULL);
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	before = passes;
	AWAIT(async_gather(NULL, async_coroutine(at_once)));
	note("coroutine %d", passes - before);
	task = async_create_task(at_once);
	AWAIT(async_sleep(0));
	before = passes;
	AWAIT(async_gather(NULL, task));
	note("done task %d", passes - before);
	before = passes;
	AWAIT(async_gather(NULL, future, task));
	note("all done %d", passes - before);
	before = passes;
	AWAIT(async_gather(NULL, async_coroutine(at_once), future));
	note("one done %d", passes - before);
	async_task_cancel(counter);
	return arg;
}

/* What CPython 3.13 counts. */
static void test_gather__takes_the_passes_of_asyncio(void)
{
	suite_counts_passes();
	async_run(counts);
	ASSERT_NOTES("coroutine 3 done task 0 all done 0 one done 3");
}

/* ---- As a future ---- */

static void *await_later(void *arg)
{
	const char *results[2];
	struct async_future *gathering = async_gather_future(results, async_coroutine(work, 1, "a"),
							     async_coroutine(work, 2, "b"));

	note("not begun");
	ASSERT(!async_future_done(gathering));
	AWAIT(async_sleep(3));
	ASSERT(async_future_done(gathering));
	ASSERT_STRING(results[1], "b");
	AWAIT(async_await(gathering));
	AWAIT(async_await(gathering));
	return arg;
}

static void test_gather_future__can_be_awaited_later(void)
{
	async_run(await_later);
	ASSERT_NOTES("not begun a@1 b@2");
}

static void *cancel_the_future(void *arg)
{
	struct async_future *gathering = async_gather_future(NULL, async_coroutine(work, 10, "a"),
							     async_coroutine(work, 10, "b"));

	AWAIT(async_sleep(1));
	ASSERT(async_future_cancel(gathering, "why"));
	ASSERT(!async_future_done(gathering));
	TRY(async_await(gathering));
	ASSERT_RAISED(CancelledError, "why");
	ASSERT(!async_future_cancel(gathering));
	return arg;
}

static void test_gather_future__cancelled_cancels_all(void)
{
	async_run(cancel_the_future);
	ASSERT_NOTES("a:cancelled b:cancelled");
}

static void *drop_the_future(void *arg)
{
	async_gather_future(NULL, async_coroutine(work, 1, "a"), async_coroutine(work, 100, "b"));
	AWAIT(async_sleep(2));
	return arg;
}

static void test_gather_future__that_nobody_awaits(void)
{
	async_run(drop_the_future);
	async_run(at_once);
	ASSERT_NOTES("a@1 b:cancelled");
	/* its CancelledError, as in asyncio */
	ASSERT_CONTAINS(suite_stderr(), "exception was never retrieved");
}

static void *drop_a_failed_future(void *arg)
{
	async_gather_future(NULL, async_coroutine(fail, 1, "of a child"));
	AWAIT(async_sleep(2));
	return arg;
}

static void test_gather_future__of_an_exception_nobody_retrieved(void)
{
	async_run(drop_a_failed_future);
	async_run(at_once);
	const char *text = suite_stderr();
	ASSERT_CONTAINS(text, "exception was never retrieved");
	ASSERT_CONTAINS(text, "ValueError: of a child\n");
}

static void *gather_gatherings(void *arg)
{
	const char *inner[2];
	struct async_future *gathering = async_gather_future(inner, async_coroutine(work, 1, "a"),
							     async_coroutine(work, 2, "b"));

	AWAIT(async_gather(NULL, gathering, async_coroutine(work, 3, "c")));
	ASSERT_STRING(inner[0], "a");
	return arg;
}

static void test_gather_future__can_be_gathered(void)
{
	async_run(gather_gatherings);
	ASSERT_NOTES("a@1 b@2 c@3");
}

static void test_gather__without_a_loop(void)
{
	ASSERT(async_gather_future(NULL) == NULL);
	ASSERT_RAISED(RuntimeError, "no running event loop");
	ASSERT_INT(TRY(async_gather(NULL)), 0);
	ASSERT_RAISED(RuntimeError, "no running event loop");
}

/* ---- Children that end before the gathering looks at them ---- */

static struct async_future *shared;

static void *own_a_future(void *arg)
{
	shared = async_loop_create_future(NULL);
	AWAIT(async_sleep(1));
	async_future_set_result(shared, "early");
	return arg;
}

static void *gather_what_ends(void *arg)
{
	const char *results[2];

	async_detach(async_create_task(own_a_future));
	AWAIT(async_sleep(0));
	AWAIT(async_gather(results, shared, async_coroutine(work, 2, "late")));
	ASSERT_STRING(results[0], "early");
	ASSERT_STRING(results[1], "late");
	return arg;
}

static void test_gather__of_a_future_that_ends_with_its_owner(void)
{
	async_run(gather_what_ends);
}

static void *gather_null(void *arg)
{
	AWAIT(async_gather(NULL, (struct async_task *)arg));
	return arg;
}

static void program_gather_null(void)
{
	async_run(gather_null);
}

static void test_gather__of_null_ends_the_program(void)
{
	struct ending ending = run_program("program_gather_null", NULL);

	ASSERT_INT(ending.status, -SIGABRT);
	ASSERT_CONTAINS(ending.err, "async_gather() was given NULL in place of a task or future");
}

static struct async_task *fast, *slow;
static const char *results_of_callback[2];

/* It may not wait, and its array may go when it returns. */
static void gather_in_a_callback(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	TRY(async_gather(results_of_callback, fast, slow));
	ASSERT(EXCEPT(RuntimeError, e));
	results_of_callback[0] = "somebody else's";
}

static void *gathered_by_a_callback(void *arg)
{
	fast = async_create_task(work, 1, "fast");
	slow = async_create_task(work, 2, "slow");
	async_loop_call_soon(NULL, gather_in_a_callback, NULL);
	AWAIT(async_sleep(3));
	ASSERT_STRING(results_of_callback[0], "somebody else's");
	ASSERT(results_of_callback[1] == NULL);
	return arg;
}

static void test_gather__that_cannot_wait_stores_nothing(void)
{
	async_run(gathered_by_a_callback);
	ASSERT_NOTES("fast@1 slow@2");
}

static const struct test tests[] = {
	TEST(test_gather__takes_tasks_futures_and_coroutines),
	TEST(test_gather__keeps_argument_order),
	TEST(test_gather__without_results),
	TEST(test_gather__of_nothing_does_not_suspend),
	TEST(test_gather__of_one_task_twice),
	TEST(test_gather__of_one_coroutine_object_twice),
	TEST(test_gather__of_an_awaited_coroutine_object),
	TEST(test_gather_array__of_thousands),
	TEST(test_gather__of_twenty_arguments),
	TEST(test_gather_array__of_futures_and_coroutine_objects),
	TEST(test_gather__takes_the_passes_of_asyncio),
	TEST(test_gather_future__can_be_awaited_later),
	TEST(test_gather_future__cancelled_cancels_all),
	TEST(test_gather_future__that_nobody_awaits),
	TEST(test_gather_future__of_an_exception_nobody_retrieved),
	TEST(test_gather_future__can_be_gathered),
	TEST(test_gather__without_a_loop),
	TEST(test_gather__that_cannot_wait_stores_nothing),
	TEST(test_gather__of_a_future_that_ends_with_its_owner),
	TEST(test_gather__of_null_ends_the_program),
};

static const struct program programs[] = {
	PROGRAM(program_gather_null),
};

SUITE(tests, programs)

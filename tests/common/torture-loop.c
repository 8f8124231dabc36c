/* Each allocation of the loop, of runners, executors and threads fails once, in turn. */

#include <math.h>
#include <signal.h>

#include "torture.h"

static void note_nothing(struct async_loop *loop, const struct async_exception_context *context,
			 void *arg)
{
	(void)loop;
	(void)context;
	(void)arg;
}

static void broken(struct async_loop *loop, const struct async_exception_context *context,
		   void *arg)
{
	note_nothing(loop, context, arg);
	async_raise(ValueError, "the handler is broken");
}

static void *fail(void *arg)
{
	(void)arg;
	return async_raise(StopIteration, "of a task");
}

static void on_done(struct async_future *future, void *arg)
{
	(void)future;
	(void)arg;
	async_raise(KeyError, "of a callback");
}

static void *use_handlers(void *arg)
{
	struct async_future *future;

	async_loop_set_exception_handler(NULL, broken, NULL);
	async_create_task(fail);
	catch_any();
	future = async_loop_create_future(NULL);
	catch_any();
	if (future != NULL) {
		async_future_add_done_callback(future, on_done, future);
		async_future_add_done_callback(future, on_done, NULL);
		catch_any();
		async_future_remove_done_callback(future, on_done, NULL);
		async_future_set_exception(future, StopIteration, "for nobody");
	}
	AWAIT(async_sleep(1));
	return arg;
}

static void *work(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(1));
	return async_strdup("worked");
}

static void *use_tasks(void *arg)
{
	struct async_loop *loop = async_get_running_loop();

	async_loop_create_task(loop, work);
	AWAIT(async_sleep(0));
	async_all_tasks(loop);
	AWAIT(async_await(async_ensure_future(async_coroutine(work))));
	return arg;
}

struct block { double seconds; };

static void *block(void *arg)
{
	const struct block *self = arg;

	async_block(self->seconds);
	return async_strdup("blocked");
}

static void *use_executors(void *arg)
{
	struct async_executor *executor = async_thread_pool_executor(1);

	catch_any();
	if (executor != NULL) {
		async_loop_run_in_executor(NULL, executor, block, 1);
		async_loop_run_in_executor(NULL, executor, block, 2);
		catch_any();
	}
	AWAIT(async_await(async_loop_run_in_executor(NULL, NULL, block, 1)));
	async_executor_shutdown(executor, true);
	AWAIT(async_loop_shutdown_default_executor(NULL));
	return arg;
}

static void *fail_in_group(void *arg)
{
	AWAIT(async_sleep(1));
	async_raise(KeyError, "first");
	{
		EXCEPTION(e);

		if (EXCEPT(KeyError, e))
			async_raise_from(e, ValueError, "second");
	}
	return arg;
}

struct ask_the_loop { struct async_loop *loop; };

static void *ask_the_loop(void *arg)
{
	const struct ask_the_loop *self = arg;
	struct async_concurrent_future *future = async_run_coroutine_threadsafe(self->loop, work);

	if (future != NULL)
		async_concurrent_future_result(future, INFINITY);
	catch_any();
	future = async_run_coroutine_threadsafe(self->loop, fail_in_group);
	if (future != NULL)
		async_concurrent_future_exception(future, 5);
	catch_any();
	future = async_run_coroutine_threadsafe(self->loop, work);
	if (future != NULL)
		async_concurrent_future_cancel(future);
	return NULL;
}

static void *use_threads(void *arg)
{
	AWAIT(async_to_thread(ask_the_loop, async_get_running_loop()));
	return arg;
}

static void *interrupted(void *arg)
{
	raise(SIGINT);
	AWAIT(async_sleep(1));
	return arg;
}

static void *exits(void *arg)
{
	(void)arg;
	return async_raise(SystemExit, "3");
}

static void *one_exits(void *arg)
{
	async_create_task(exits);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_torture__of_handlers(void)
{
	torture(use_handlers);
}

static void test_torture__of_tasks_of_the_loop(void)
{
	torture(use_tasks);
}

static void test_torture__of_executors(void)
{
	torture(use_executors);
}

static void test_torture__of_threads_that_ask_the_loop(void)
{
	torture(use_threads);
}

static void test_torture__of_interrupts(void)
{
	torture(interrupted);
	torture(one_exits);
}

static void test_torture__of_runners(void)
{
	size_t before = torture_settle();
	long call = 0, left;

	do {
		struct async_runner *runner;

		heap_fail_at(++call);
		runner = async_runner();
		catch_any();
		for (int i = 0; runner != NULL && i < 2; i++) {
			async_runner_run(runner, use_tasks);
			catch_any();
		}
		async_runner_close(runner);
		left = heap_fail_at(0);
		catch_any();
		suite_assert(torture_settle() == before, __FILE__, __LINE__,
			     "call %ld: %zu bytes, %zu before", call, heap_live_bytes(), before);
	} while (left == 0);
	ASSERT(call > 5);
	suite_stderr();
}

static const struct test tests[] = {
	TEST(test_torture__of_handlers),
	TEST(test_torture__of_tasks_of_the_loop),
	TEST(test_torture__of_executors),
	TEST(test_torture__of_threads_that_ask_the_loop),
	TEST(test_torture__of_interrupts),
	TEST(test_torture__of_runners),
};

SUITE(tests, NO_PROGRAMS)

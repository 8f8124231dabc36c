/* Runner: several runs in one loop. */

#include "run-internal.h"
#include "suite.h"
#include "task-internal.h"
#include "work.h"

static void *note_time(void *arg)
{
	note("%g", async_loop_time(NULL));
	AWAIT(async_sleep(1));
	return arg;
}

static void test_runner__runs_one_after_the_other_in_one_loop(void)
{
	struct async_runner *runner = async_runner();
	struct async_loop *loop = async_runner_get_loop(runner);

	async_runner_run(runner, note_time);
	ASSERT_STRING(async_runner_run(runner, work, 2, "Oslo"), "Oslo");
	async_runner_run(runner, note_time);
	ASSERT_NOTES("0 Oslo@3 3");
	ASSERT(async_runner_get_loop(runner) == loop);
	ASSERT(!async_loop_is_running(loop));
	async_runner_close(runner);
}

static void *leave_one_behind(void *arg)
{
	async_create_task(work, 1.5, "left");
	AWAIT(async_sleep(1));
	return arg;
}

static void test_runner__what_is_left_goes_on_in_the_next_run(void)
{
	struct async_runner *runner = async_runner();

	async_runner_run(runner, leave_one_behind);
	ASSERT_NOTES("");
	async_runner_run(runner, note_time);
	ASSERT_NOTES("1 left@1.5");
	async_runner_run(runner, leave_one_behind);
	async_runner_close(runner);
	ASSERT_NOTES("left:cancelled");
}

static void test_runner__raises_what_the_function_raises_and_goes_on(void)
{
	struct async_runner *runner = async_runner();

	ASSERT(async_runner_run(runner, fail, 1, "sold out") == NULL);
	ASSERT_RAISED(ValueError, "sold out");
	ASSERT_STRING(async_runner_run(runner, work, 2, "Oslo"), "Oslo");
	async_runner_close(runner);
	ASSERT_NOTES("Oslo@3");
}

static void test_runner__closed(void)
{
	struct async_runner *runner = async_runner();

	async_runner_run(runner, at_once);
	async_runner_close(runner);
	async_runner_close(runner);
	ASSERT(async_runner_run(runner, at_once) == NULL);
	ASSERT_RAISED(RuntimeError, "Runner is closed");
	ASSERT(async_runner_get_loop(runner) == NULL);
	ASSERT_RAISED(RuntimeError, "Runner is closed");
}

static void test_runner__closed_before_it_was_used(void)
{
	struct async_runner *runner = async_runner();

	async_runner_close(NULL);
	async_runner_close(runner);
	ASSERT(async_runner_run(runner, at_once) == NULL);
	ASSERT_RAISED(RuntimeError, "Runner is closed");
}

struct run_inside { struct async_runner *runner; };

static void *run_inside(void *arg)
{
	const struct run_inside *self = arg;

	async_runner_run(self->runner, at_once);
	ASSERT_RAISED(RuntimeError,
		      "async_runner_run() cannot be called from a running event loop");
	return NULL;
}

static void test_runner__inside_of_a_run(void)
{
	struct async_runner *runner = async_runner();

	async_run(run_inside, runner);
	async_runner_run(runner, run_inside, runner);
	async_runner_close(runner);
}

static void test_runner__of_a_coroutine_object(void)
{
	struct async_runner *runner = async_runner();
	struct async_coroutine *coroutine = async_coroutine(work, 1, "a");

	ASSERT_STRING(async_runner_run(runner, coroutine), "a");
	ASSERT(async_runner_run(runner, coroutine) == NULL);
	ASSERT_RAISED(RuntimeError, "cannot reuse already awaited coroutine");
	async_runner_close(runner);
	ASSERT_NOTES("a@1");
}

/* What belongs to one loop stays when another closes. */
static void test_runner__two_of_them(void)
{
	struct async_runner *one = async_runner(), *other = async_runner();
	struct async_loop *loop = async_runner_get_loop(one);
	struct async_task *task = async_loop_create_task(loop, work, 5, "kept");
	struct async_future *future = async_loop_create_future(loop);

	async_runner_run(one, note_time);
	async_runner_run(other, note_time);
	async_runner_close(other);
	ASSERT(!async_task_done(task));
	async_future_set_result(future, "set");
	ASSERT_STRING(async_loop_run_until_complete(loop, future), "set");
	ASSERT_STRING(async_loop_run_until_complete(loop, task), "kept");
	ASSERT_STRING(async_task_result(task), "kept");
	async_runner_close(one);
	ASSERT_NOTES("0 0 kept@5");
}

/* ---- The order of the clean-up ---- */

static void *note_closed(void *arg)
{
	note("generators closed");
	return arg;
}

static void *readings(void *arg)
{
	FINALLY(note_closed, NULL);
	AWAIT(async_yield(arg));
	return NULL;
}

static struct async_generator *left_open;

static void *block(void *arg)
{
	async_block(10);
	return arg;
}

static void *block_in_a_thread(void *arg)
{
	TRY(async_to_thread(block));
	ASSERT_RAISED(CancelledError, NULL);
	note("thread left");
	return arg;
}

static void *leave_all_sorts(void *arg)
{
	async_create_task(work, 100, "task");
	async_create_task(block_in_a_thread);
	AWAIT(async_anext(left_open));
	AWAIT(async_sleep(1));
	note("main");
	return arg;
}

static void test_close__tasks_then_generators_then_threads(void)
{
	left_open = async_generator(readings);
	async_run(leave_all_sorts);
	ASSERT_NOTES("main task:cancelled thread left generators closed");
}

static const struct test tests[] = {
	TEST(test_runner__runs_one_after_the_other_in_one_loop),
	TEST(test_runner__what_is_left_goes_on_in_the_next_run),
	TEST(test_runner__raises_what_the_function_raises_and_goes_on),
	TEST(test_runner__closed),
	TEST(test_runner__closed_before_it_was_used),
	TEST(test_runner__inside_of_a_run),
	TEST(test_runner__of_a_coroutine_object),
	TEST(test_runner__two_of_them),
	TEST(test_close__tasks_then_generators_then_threads),
};

SUITE(tests, NO_PROGRAMS)

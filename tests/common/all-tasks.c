/* Which tasks there are: async_all_tasks(), async_current_task(); and what makes tasks:
 * async_ensure_future(), async_loop_create_task(). */

#include "suite.h"
#include "work.h"

static void note_all(struct async_task **tasks)
{
	for (size_t i = 0; tasks != NULL && tasks[i] != NULL; i++)
		note("%s", async_task_get_name(tasks[i]));
	note("end");
}

static struct async_task *named(struct async_task *task, const char *name)
{
	async_task_set_name(task, name);
	return task;
}

static void *list_tasks(void *arg)
{
	struct async_task *short_one, *long_one, **tasks;

	named(async_current_task(), "main");
	long_one = named(async_create_task(work, 5, "a"), "long");
	short_one = named(async_create_task(work, 1, "b"), "short");
	note_all(async_all_tasks(NULL));
	AWAIT(async_sleep(2));
	tasks = async_all_tasks(async_get_running_loop());
	note_all(tasks);
	ASSERT(tasks[1] == long_one);
	async_detach(long_one);
	AWAIT(async_sleep(10));
	ASSERT(async_task_done(tasks[1]));
	ASSERT_STRING(async_task_result(tasks[1]), "a");
	note_all(async_all_tasks(NULL));
	ASSERT(async_task_done(short_one));
	return arg;
}

static void test_all_tasks__are_those_that_are_not_done(void)
{
	async_run(list_tasks);
	ASSERT_NOTES("main long short end b@1 main long end a@5 main end");
}

static void *list_and_go(void *arg)
{
	note_all(async_all_tasks(NULL));
	AWAIT(async_sleep(1));
	return arg;
}

static void *list_in_detached_tasks(void *arg)
{
	named(async_current_task(), "main");
	async_detach(named(async_create_task(list_and_go), "a"));
	async_detach(named(async_create_task(list_and_go), "b"));
	AWAIT(async_sleep(2));
	return arg;
}

/* Each holds the other, and itself; nothing is left of them behind the run (suite.h). */
static void test_all_tasks__of_detached_tasks(void)
{
	async_run(list_in_detached_tasks);
	ASSERT_NOTES("main a b end main a b end");
}

static void test_all_tasks__of_a_loop_that_does_not_run(void)
{
	struct async_loop *loop = async_new_event_loop(), *other = async_new_event_loop();

	ASSERT(async_all_tasks(NULL) == NULL);
	ASSERT_RAISED(RuntimeError, "no running event loop");
	named(async_loop_create_task(loop, work, 1, "a"), "of one");
	named(async_loop_create_task(other, work, 1, "b"), "of the other");
	note_all(async_all_tasks(loop));
	note_all(async_all_tasks(other));
	ASSERT_NOTES("of one end of the other end");
	async_loop_close(loop);
	async_loop_close(other);
	ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
}

static void in_callback(void *arg)
{
	(void)arg;
	ASSERT(async_current_task() == NULL);
	note("callback");
}

static void in_done_callback(struct async_future *future, void *arg)
{
	(void)future;
	in_callback(arg);
}

static void *look_at_the_current_task(void *task)
{
	struct async_task *other = async_create_task(at_once);

	async_loop_call_soon(NULL, in_callback, NULL);
	async_loop_call_later(NULL, 1, in_callback, NULL);
	async_task_add_done_callback(other, in_done_callback, NULL);
	AWAIT(async_sleep(2));
	ASSERT(async_current_task() != NULL && async_current_task() != other);
	return task;
}

static void test_current_task__is_none_in_a_callback(void)
{
	ASSERT(async_current_task() == NULL);
	async_run(look_at_the_current_task);
	ASSERT_NOTES("callback callback callback");
}

static void *ensure_futures(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);
	struct async_task *task = async_create_task(work, 1, "a");
	struct async_coroutine *coroutine = async_coroutine(work, 1, "b");
	struct async_future *of_coroutine = async_ensure_future(coroutine);

	ASSERT(async_ensure_future(future) == future);
	ASSERT(async_ensure_future(task) == async_task_future(task));
	ASSERT_STRING(AWAIT(async_await(of_coroutine)), "b");
	ASSERT(async_ensure_future(coroutine) == NULL);
	ASSERT_RAISED(RuntimeError, "cannot reuse already awaited coroutine");
	return arg;
}

static void test_ensure_future__makes_a_task_of_a_coroutine_only(void)
{
	async_run(ensure_futures);
	ASSERT_NOTES("a@1 b@1");
}

static void test_loop_create_task__before_the_run(void)
{
	struct async_loop *loop = async_new_event_loop();
	struct async_task *task = async_loop_create_task(loop, work, 1, "a");

	ASSERT(!async_task_done(task));
	ASSERT_STRING(async_loop_run_until_complete(loop, task), "a");
	ASSERT_NOTES("a@1");
	ASSERT(async_loop_create_task(NULL, work, 1, "b") == NULL);
	ASSERT_RAISED(RuntimeError, "no running event loop");
	async_loop_close(loop);
}

static const struct test tests[] = {
	TEST(test_all_tasks__are_those_that_are_not_done),
	TEST(test_all_tasks__of_detached_tasks),
	TEST(test_all_tasks__of_a_loop_that_does_not_run),
	TEST(test_current_task__is_none_in_a_callback),
	TEST(test_ensure_future__makes_a_task_of_a_coroutine_only),
	TEST(test_loop_create_task__before_the_run),
};

SUITE(tests, NO_PROGRAMS)

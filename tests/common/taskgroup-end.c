/* taskgroup.h: groups that are finished or being shut down, that end in a way of their own, or
 * never end. */

#include "plan.h"
#include "suite.h"
#include "task-internal.h"
#include "work.h"

/* ---- Too late, too early ---- */

struct late { struct async_task_group *group; };

/* Ask a group that is being shut down. */
static void *late(void *arg)
{
	const struct late *self = arg;
	EXCEPTION(e);

	TRY(async_sleep(10));
	if (EXCEPT(CancelledError, e)) {
		ASSERT(async_task_group_create_task(self->group, work, 1, "late") == NULL);
		ASSERT_RAISED(RuntimeError, "TaskGroup <TaskGroup tasks=1 errors=1 cancelling> is "
					    "shutting down");
		ASSERT(async_task_group_create_task(self->group, async_coroutine(at_once)) == NULL);
		ASSERT_RAISED(RuntimeError, NULL);
		return async_reraise(e);
	}
	return NULL;
}

static void *ask_too_late(void *arg)
{
	struct async_task_group *finished;
	EXCEPTION(e);
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, work, 1, "a");
		finished = group;
	}
	ASSERT(async_task_group_create_task(finished, work, 1, "b") == NULL);
	ASSERT_RAISED(RuntimeError, "TaskGroup <TaskGroup entered> is finished");
	ASSERT(async_task_group_create_task(finished, async_coroutine(at_once)) == NULL);
	ASSERT_RAISED(RuntimeError, NULL);
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, late, group);
		async_task_group_create_task(group, fail, 1, "x");
		finished = group;
	}
	ASSERT(EXCEPT(ExceptionGroup, e));
	ASSERT(async_task_group_create_task(finished, work, 1, "b") == NULL);
	ASSERT_RAISED(RuntimeError, "TaskGroup <TaskGroup cancelling> is finished");
	return arg;
}

/* The coroutine objects, too, are not reported as never awaited. */
static void test_create__too_late(void)
{
	async_run(ask_too_late);
	ASSERT_NOTES("a@1");
}

static void callback_creates(void *group)
{
	struct async_task_group *g = group;

	async_task_group_create_task(g, work, 1, "by a callback");
}

static void *create_by_callback(void *arg)
{
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, async_coroutine(work, 3, "object"));
		async_loop_call_later(NULL, 1, callback_creates, group);
	}
	return arg;
}

static void test_create__by_a_callback_and_of_a_coroutine(void)
{
	async_run(create_by_callback);
	ASSERT_NOTES("by a callback@2 object@3");
}

static void test_enter__outside_of_a_task(void)
{
	{
		TASK_GROUP(group);
		ASSERT(group == NULL);
		ASSERT(async_task_group_create_task(group, work, 1, "a") == NULL);
	}
	ASSERT_RAISED(RuntimeError, "no running event loop");
}

static void enter_in_a_callback(void *loop)
{
	{
		TASK_GROUP(group);
		ASSERT(group == NULL);
	}
	ASSERT_RAISED(RuntimeError, "TaskGroup <TaskGroup> cannot determine the parent task");
	async_loop_stop(loop);
}

static void test_enter__in_a_callback(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_call_soon(loop, enter_in_a_callback, loop);
	async_loop_run_forever(loop);
	async_loop_close(loop);
}

/* ---- Exceptions of another kind ---- */

static void *body_leaves(void *arg)
{
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, work, 5, "a");
		AWAIT(async_sleep(1));
		async_raise(KeyboardInterrupt, "of the body");
	}
	ASSERT_RAISED(KeyboardInterrupt, "of the body");
	return arg;
}

static void test_base_error__of_the_body_is_raised_bare(void)
{
	async_run(body_leaves);
	ASSERT_NOTES("a:cancelled");
}

static const struct async_exception_type Unusual[1] = {{ "Unusual", BaseException }};

static void *raise_unusual(void *arg)
{
	AWAIT(async_sleep(1));
	async_raise(Unusual, "of a child");
	return arg;
}

static void *child_is_unusual(void *arg)
{
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, raise_unusual);
	}
	ASSERT_RAISED(BaseExceptionGroup, "unhandled errors in a TaskGroup");
	return arg;
}

static void test_base_error__of_any_other_type_makes_a_base_group(void)
{
	async_run(child_is_unusual);
}

/* ---- Clean-ups ---- */

static void *clean_up(void *arg)
{
	AWAIT(async_sleep(1));
	note("%s@%g", (const char *)arg, async_loop_time(NULL));
	return NULL;
}

static void *fail_to_clean_up(void *arg)
{
	AWAIT(async_sleep(1));
	return async_raise(KeyError, "%s", (const char *)arg);
}

/* The clean-up of the block runs before the group waits, for what is declared later ends first. */
static void *finally_in_the_block(void *arg)
{
	{
		TASK_GROUP(group);
		FINALLY(clean_up, "cleaned up");
		async_task_group_create_task(group, work, 3, "a");
	}
	{
		TASK_GROUP(group);
		FINALLY(fail_to_clean_up, "in clean-up");
		async_task_group_create_task(group, work, 3, "b");
	}
	ASSERT_INT(async_exception()->count, 1);
	ASSERT_EXCEPTION(async_exception()->exceptions[0], KeyError, "in clean-up");
	ASSERT_RAISED(ExceptionGroup, NULL);
	return arg;
}

static void test_finally__inside_the_block(void)
{
	async_run(finally_in_the_block);
	ASSERT_NOTES("cleaned up@1 a@3 b:cancelled");
}

static void *group_in_finally(void *arg)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, work, 1, arg);
	return NULL;
}

static void *run_group_in_finally(void *arg)
{
	{
		FINALLY(group_in_finally, "clean-up");
		async_raise(ValueError, "meanwhile");
	}
	ASSERT_RAISED(ValueError, "meanwhile");
	return arg;
}

static void test_finally__a_group_in_a_clean_up(void)
{
	async_run(run_group_in_finally);
	ASSERT_NOTES("clean-up@1");
}

/* ---- Never ending ---- */

static void *wait_for_ever(void *arg)
{
	AWAIT(async_await(async_loop_create_future(NULL)));
	return arg;
}

static void *parent_waits(void *arg)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, wait_for_ever);
	async_task_group_create_task(group, wait_for_ever);
	async_raise(ValueError, "set aside");
	return arg;
}

static void *parent_in_its_block(void *arg)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, wait_for_ever);
	async_task_group_create_task(group, fail, 1, "x");
	AWAIT(async_await(async_loop_create_future(NULL)));
	return arg;
}

static void run_a_while(void *(*first)(void *arg), double seconds)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_create_task(loop, first);
	async_loop_call_later(loop, seconds, stop, loop);
	async_loop_run_forever(loop);
	async_loop_close(loop);
}

static void *hold_on(void *arg)
{
	EXCEPTION(e);

	TRY(async_await(async_loop_create_future(NULL)));
	if (EXCEPT(CancelledError, e))
		AWAIT(async_await(async_loop_create_future(NULL)));
	return arg;
}

static void *parent_waits_for_clean_up(void *arg)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, hold_on);
	async_task_group_create_task(group, fail, 1, "x");
	return arg;
}

static void test_destroyed__while_it_waits(void)
{
	run_a_while(parent_waits, 5);		/* ends: its tasks are cancelled */
	run_a_while(parent_waits_for_clean_up, 5);
	ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
}

static void test_destroyed__in_its_block(void)
{
	run_a_while(parent_in_its_block, 0.5);
	run_a_while(parent_in_its_block, 1);	/* the failure is scheduled */
	ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
}

/* ---- For reports ---- */

static size_t visited;

static void visit_one(struct async_future *inner, void *arg)
{
	struct async_task **tasks = arg;

	ASSERT(inner == async_task_future(tasks[visited]));
	visited++;
}

static void look_at(void *arg)
{
	struct async_task **tasks = arg;	/* two tasks of the group, then its parent */
	struct async_future *waits_for = tasks[2]->waits_for;
	char text[80];

	waits_for->methods->describe(waits_for, text, sizeof text);
	ASSERT_STRING(text, "the tasks of its group");
	visited = 0;
	waits_for->methods->visit(waits_for, visit_one, tasks);
	ASSERT_INT(visited, 2);
}

static void *be_looked_at(void *arg)
{
	struct async_task *tasks[3] = { NULL, NULL, async_current_task() };

	TASK_GROUP(group);
	tasks[0] = async_task_group_create_task(group, work, 2, "a");
	tasks[1] = async_task_group_create_task(group, work, 2, "b");
	async_loop_call_later(NULL, 1, look_at, tasks);
	return arg;
}

static void test_report__says_what_the_parent_waits_for(void)
{
	async_run(be_looked_at);
	ASSERT_NOTES("a@2 b@2");
}

static const struct test tests[] = {
	TEST(test_create__too_late),
	TEST(test_create__by_a_callback_and_of_a_coroutine),
	TEST(test_enter__outside_of_a_task),
	TEST(test_enter__in_a_callback),
	TEST(test_base_error__of_the_body_is_raised_bare),
	TEST(test_base_error__of_any_other_type_makes_a_base_group),
	TEST(test_finally__inside_the_block),
	TEST(test_finally__a_group_in_a_clean_up),
	TEST(test_destroyed__while_it_waits),
	TEST(test_destroyed__in_its_block),
	TEST(test_report__says_what_the_parent_waits_for),
};

SUITE(tests, NO_PROGRAMS)

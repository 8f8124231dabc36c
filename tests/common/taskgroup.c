/* taskgroup.h: tasks that begin and end together. */

#include "raised.h"
#include "work.h"

/* ---- All is well ---- */

static void *run_two(void *arg)
{
	struct async_task *slow, *fast;
	{
		TASK_GROUP(group);
		slow = async_task_group_create_task(group, work, 2, "slow");
		fast = async_task_group_create_task(group, work, 1, "fast");
		note("body");
	}
	note("behind");
	note("%s", (const char *)async_task_result(slow));
	note("%s", (const char *)async_task_result(fast));
	return arg;
}

static void test_group__waits_for_all(void)
{
	async_run(run_two);
	ASSERT_NOTES("body fast@1 slow@2 behind slow fast");
}

static void *run_none(void *arg)
{
	{
		TASK_GROUP(group);
		ASSERT(group != NULL);
		AWAIT(async_sleep(1));
	}
	ASSERT_TIME(async_loop_time(NULL), 1);
	return arg;
}

static void test_group__without_tasks(void)
{
	async_run(run_none);
}

ASYNC static const char *leave_by_return(void)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, work, 1, "a");
	return "returned";
}

static void *call_what_returns(void *arg)
{
	const char *text = AWAIT(leave_by_return());

	note("%s@%g", text, async_loop_time(NULL));
	return arg;
}

static void test_group__left_by_return_waits(void)
{
	async_run(call_what_returns);
	ASSERT_NOTES("a@1 returned@1");
}

struct more { struct async_task_group *group; int left; };

static void *more(void *arg)
{
	const struct more *self = arg;

	AWAIT(async_sleep(1));
	note("%d", self->left);
	if (self->left > 0)
		async_task_group_create_task(self->group, more, self->group, self->left - 1);
	return NULL;
}

static void *children_of_children(void *arg)
{
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, more, group, 3);
	}
	note("@%g", async_loop_time(NULL));
	return arg;
}

static void test_group__a_child_creates_a_child(void)
{
	async_run(children_of_children);
	ASSERT_NOTES("3 2 1 0 @4");
}

static struct async_task *grandchild;

struct parent { struct async_task_group *group; };

static void *parent(void *arg)
{
	const struct parent *self = arg;

	grandchild = async_task_group_create_task(self->group, work, 2, "late");
	return NULL;
}

static void *ask_grandchild(void *arg)
{
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, parent, group);
	}
	note("%s", (const char *)async_task_result(grandchild));
	return arg;
}

/* Whoever creates a task of the group, its result is to be had behind the block. */
static void test_group__owns_all_handles(void)
{
	async_run(ask_grandchild);
	ASSERT_NOTES("late@2 late");
}

/* ---- A task fails ---- */

static void *one_fails(void *arg)
{
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, work, 5, "a");
		async_task_group_create_task(group, fail, 1, "x");
		async_task_group_create_task(group, work, 1, "b");
		TRY(async_sleep(10));
		ASSERT_EXCEPTION(async_exception(), CancelledError, "");
		ASSERT_INT(cancelling(), 1);
	}
	ASSERT_EXCEPTION(async_exception(), ExceptionGroup, "unhandled errors in a TaskGroup");
	ASSERT(async_exception()->suppress_context);
	note_raised();
	ASSERT_INT(cancelling(), 0);
	AWAIT(async_sleep(1));
	note("@%g", async_loop_time(NULL));
	return arg;
}

static void test_failure__cancels_the_others_and_the_body(void)
{
	async_run(one_fails);
	ASSERT_NOTES("b@1 a:cancelled ExceptionGroup ValueError:x @2");
}

static void *fail_while_waiting(void *arg)
{
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, work, 5, "a");
		async_task_group_create_task(group, fail, 1, "x");
	}
	note_raised();
	ASSERT_INT(cancelling(), 0);
	return arg;
}

static void test_failure__while_the_block_waits(void)
{
	async_run(fail_while_waiting);
	ASSERT_NOTES("a:cancelled ExceptionGroup ValueError:x");
}

static void *several_fail(void *arg)
{
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, fail_when_cancelled, 2);
		async_task_group_create_task(group, fail_when_cancelled, 1);
		async_task_group_create_task(group, fail, 1, "x");
		TRY(async_sleep(10));
		async_raise(TypeError, "dropped, since one is raised");
	}
	note_raised();
	note("@%g", async_loop_time(NULL));
	return arg;
}

static void test_failure__errors_come_in_their_order(void)
{
	async_run(several_fail);
	ASSERT_NOTES("ExceptionGroup ValueError:x KeyError:clean-up 1 KeyError:clean-up 2 @3");
}

static void *body_fails(void *arg)
{
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, work, 5, "a");
		async_task_group_create_task(group, fail_when_cancelled, 1);
		AWAIT(async_sleep(1));
		async_raise(IndexError, "of the body");
	}
	note_raised();
	note("@%g", async_loop_time(NULL));
	return arg;
}

static void test_failure__of_the_body_comes_last(void)
{
	async_run(body_fails);
	ASSERT_NOTES("a:cancelled ExceptionGroup KeyError:clean-up 1 IndexError:of the body @2");
}

static void *body_fails_in_answer(void *arg)
{
	{
		EXCEPTION(e);
		TASK_GROUP(group);
		async_task_group_create_task(group, fail, 1, "x");
		TRY(async_sleep(10));
		if (EXCEPT(CancelledError, e))
			async_raise(IndexError, "in answer");
	}
	note_raised();
	ASSERT_INT(cancelling(), 0);
	return arg;
}

static void test_failure__the_body_raises_in_answer(void)
{
	async_run(body_fails_in_answer);
	ASSERT_NOTES("ExceptionGroup ValueError:x IndexError:in answer");
}

static void *body_swallows(void *arg)
{
	{
		EXCEPTION(e);
		TASK_GROUP(group);
		async_task_group_create_task(group, fail, 1, "x");
		TRY(async_sleep(10));
		if (EXCEPT(CancelledError, e))
			AWAIT(async_sleep(1));
		note("goes on");
	}
	note_raised();
	return arg;
}

static void test_failure__the_body_swallows_its_cancellation(void)
{
	async_run(body_swallows);
	ASSERT_NOTES("goes on ExceptionGroup ValueError:x");
}

/* ---- A task is cancelled ---- */

static void *cancel_a_child(void *arg)
{
	{
		TASK_GROUP(group);
		struct async_task *a = async_task_group_create_task(group, work, 5, "a");
		async_task_group_create_task(group, work, 2, "b");
		AWAIT(async_sleep(1));
		async_task_cancel(a);
	}
	note_raised();
	return arg;
}

static void test_cancellation__of_a_child_is_no_failure(void)
{
	async_run(cancel_a_child);
	ASSERT_NOTES("a:cancelled b@2 nothing");
}

struct cancel_it { double delay; struct async_task *task; };

static void *cancel_it(void *arg)
{
	const struct cancel_it *self = arg;

	AWAIT(async_sleep(self->delay));
	async_task_cancel(self->task, "from outside");
	return NULL;
}

static void *cancelled_in_the_body(void *arg)
{
	async_detach(async_create_task(cancel_it, 1, async_current_task()));
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, work, 5, "a");
		TRY(async_sleep(10));
	}
	ASSERT_EXCEPTION(async_exception(), CancelledError, "from outside");
	note_raised();
	ASSERT_INT(cancelling(), 1);
	return arg;
}

static void test_cancellation__from_outside_in_the_body(void)
{
	async_run(cancelled_in_the_body);
	ASSERT_NOTES("a:cancelled CancelledError");
}

static void *cancelled_while_waiting(void *arg)
{
	async_detach(async_create_task(cancel_it, 1, async_current_task()));
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, work, 5, "a");
	}
	ASSERT_EXCEPTION(async_exception(), CancelledError, "from outside");
	note_raised();
	ASSERT_INT(cancelling(), 1);
	return arg;
}

static void test_cancellation__from_outside_while_the_block_waits(void)
{
	async_run(cancelled_while_waiting);
	ASSERT_NOTES("a:cancelled CancelledError");
}

static void *cancelled_and_failed(void *arg)
{
	async_detach(async_create_task(cancel_it, 1, async_current_task()));
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, fail_when_cancelled, 1);
	}
	note_raised();
	ASSERT_INT(cancelling(), 1);
	TRY(async_sleep(1));			/* the cancellation goes on here */
	note_raised();
	return arg;
}

static void test_cancellation__from_outside_and_a_failure(void)
{
	async_run(cancelled_and_failed);
	ASSERT_NOTES("ExceptionGroup KeyError:clean-up 1 CancelledError");
}

/* Both in the same pass: the group's own cancellation and one from outside. */
static void *cancelled_as_it_fails(void *arg)
{
	async_detach(async_create_task(cancel_it, 1, async_current_task()));
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, fail, 1, "x");
	}
	note_raised();
	ASSERT_INT(cancelling(), 1);
	TRY(async_sleep(1));
	note_raised();
	return arg;
}

static void test_cancellation__from_outside_as_a_task_fails(void)
{
	async_run(cancelled_as_it_fails);
	ASSERT_NOTES("ExceptionGroup ValueError:x CancelledError");
}

static void *child_cancels_parent(void *arg)
{
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, cancel_it, 1, async_current_task());
		async_task_group_create_task(group, work, 5, "a");
	}
	note_raised();
	return arg;
}

static void test_cancellation__a_child_cancels_the_parent(void)
{
	async_run(child_cancels_parent);
	ASSERT_NOTES("a:cancelled CancelledError");
}

static const struct test tests[] = {
	TEST(test_group__waits_for_all),
	TEST(test_group__without_tasks),
	TEST(test_group__left_by_return_waits),
	TEST(test_group__a_child_creates_a_child),
	TEST(test_group__owns_all_handles),
	TEST(test_failure__cancels_the_others_and_the_body),
	TEST(test_failure__while_the_block_waits),
	TEST(test_failure__errors_come_in_their_order),
	TEST(test_failure__of_the_body_comes_last),
	TEST(test_failure__the_body_raises_in_answer),
	TEST(test_failure__the_body_swallows_its_cancellation),
	TEST(test_cancellation__of_a_child_is_no_failure),
	TEST(test_cancellation__from_outside_in_the_body),
	TEST(test_cancellation__from_outside_while_the_block_waits),
	TEST(test_cancellation__from_outside_and_a_failure),
	TEST(test_cancellation__from_outside_as_a_task_fails),
	TEST(test_cancellation__a_child_cancels_the_parent),
};

SUITE(tests, NO_PROGRAMS)

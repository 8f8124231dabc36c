/* Each allocation fails once, in turn: groups of exceptions and of tasks, wait(), as_completed(),
 * shield(). */

#include "torture.h"

struct work { double delay; const char *name; };

static void *work(void *arg)
{
	const struct work *self = arg;

	AWAIT(async_sleep(self->delay));
	return async_sprintf("%s is done", self->name);
}

struct fail { double delay; };

static void *fail(void *arg)
{
	const struct fail *self = arg;

	AWAIT(async_sleep(self->delay));
	return async_raise(ValueError, "of a task");
}

/* ---- Exceptions ---- */

static struct async_exception *new_group(void)
{
	struct async_exception *one = async_exception_new(ValueError, "one");
	struct async_exception *two = async_exception_new(KeyError, "two");
	struct async_exception *inner = NULL;

	if (one != NULL && two != NULL)
		inner = async_exception_group("inner", one, two);
	return inner != NULL ? async_exception_group("outer", two, inner) : NULL;
}

static void *split_groups(void *arg)
{
	struct async_exception *group = new_group(), *match, *rest;

	if (group != NULL) {
		async_exception_group_split(group, ValueError, &match, &rest);
		async_exception_group_split(group, KeyError, NULL, &rest);
	}
	if (group != NULL && async_exception() == NULL)
		async_exception_group_subgroup(group, KeyError);
	catch_any();
	async_raise_from(group, ValueError, "from a group");
	catch_any();
	return arg;
}

/* Behind each statement something is raised, or nothing is. */
static void *handle_groups(void *arg)
{
	EXCEPTION(e);

	if (TRY(new_group()) != NULL)
		async_reraise(new_group());
	EXCEPT_STAR(ValueError, e)
		async_raise(OSError, "in a handler");
	EXCEPT_STAR(KeyError, e)
		async_reraise(e);
	catch_any();
	async_raise(ValueError, "alone");
	EXCEPT_STAR(ValueError, e)
		AWAIT(async_sleep(1));
	return arg;
}

/* ---- Tasks ---- */

static void *run_groups(void *arg)
{
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, work, 1, "a");
		async_task_group_create_task(group, async_coroutine(work, 2, "b"));
	}
	catch_any();
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, fail, 1);
		async_task_group_create_task(group, fail, 1);
		async_task_group_create_task(group, work, 5, "c");
		TRY(async_sleep(3));
	}
	catch_any();
	AWAIT(async_sleep(1));
	return arg;
}

static void *wait_for_some(void *arg)
{
	struct async_task *tasks[] = { async_create_task(work, 1, "a"),
				       async_create_task(fail, 2),
				       async_create_task(work, 3, "b") };

	AWAIT(async_wait(tasks, 3, ASYNC_FIRST_COMPLETED, 10));
	AWAIT(async_wait(tasks, 3, ASYNC_FIRST_EXCEPTION, INFINITY));
	AWAIT(async_sleep(5));
	return arg;
}

static void *take_as_they_come(void *arg)
{
	struct async_coroutine *objects[] = { async_coroutine(work, 1, "a"),
					      async_coroutine(fail, 2),
					      async_coroutine(work, 9, "b") };
	struct async_iterator *iterator = async_as_completed(objects, 3, 5);

	for (int i = 0; iterator != NULL && i < 4; i++) {
		TRY(async_as_completed_next(iterator));
		catch_any();
	}
	return arg;
}

static void *protect(void *arg)
{
	TRY(async_wait_for(async_shield(async_coroutine(work, 3, "a")), 1));
	catch_any();
	TRY(async_await(async_shield(async_coroutine(work, 1, "b"))));
	catch_any();
	TRY(async_await(async_shield(async_create_task(fail, 1))));
	catch_any();
	AWAIT(async_sleep(5));
	return arg;
}

static void *nest(void *arg)
{
	{
		TIMEOUT(scope, 2);
		TASK_GROUP(group);
		async_task_group_create_task(group, work, 5, "a");
		TRY(async_await(async_shield(async_coroutine(fail, 3))));
	}
	catch_any();
	{
		TIMEOUT_AT(scope, 4);
		TRY(async_sleep(10));
		if (async_exception() != NULL)
			AWAIT(async_sleep(1));
	}
	return arg;
}

static void test_torture__of_exception_groups(void)
{
	torture(split_groups);
}

static void test_torture__of_except_star(void)
{
	torture(handle_groups);
}

static void test_torture__of_task_groups(void)
{
	torture(run_groups);
}

static void test_torture__of_wait(void)
{
	torture(wait_for_some);
}

static void test_torture__of_as_completed(void)
{
	torture(take_as_they_come);
}

static void test_torture__of_shield(void)
{
	torture(protect);
}

static void test_torture__of_all_of_them(void)
{
	torture(nest);
}

static const struct test tests[] = {
	TEST(test_torture__of_exception_groups),
	TEST(test_torture__of_except_star),
	TEST(test_torture__of_task_groups),
	TEST(test_torture__of_wait),
	TEST(test_torture__of_as_completed),
	TEST(test_torture__of_shield),
	TEST(test_torture__of_all_of_them),
};

SUITE(tests, NO_PROGRAMS)

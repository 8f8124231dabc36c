/* taskgroup.h: groups in groups, and in whatever else cancels. */

#include "raised.h"
#include "work.h"

static void *nested_groups(void *arg)
{
	{
		TASK_GROUP(outer);
		async_task_group_create_task(outer, work, 5, "outer");
		{
			TASK_GROUP(inner);
			async_task_group_create_task(inner, work, 5, "inner");
			async_task_group_create_task(inner, fail, 1, "x");
		}
		ASSERT_EXCEPTION(async_exception(), ExceptionGroup, NULL);
		ASSERT_INT(cancelling(), 0);
	}
	note_raised();
	return arg;
}

static void test_nested__the_inner_one_fails(void)
{
	async_run(nested_groups);
	ASSERT_NOTES("inner:cancelled outer:cancelled ExceptionGroup "
		     "ExceptionGroup:unhandled errors in a TaskGroup");
}

static void *nested_outer_fails(void *arg)
{
	{
		TASK_GROUP(outer);
		async_task_group_create_task(outer, fail, 1, "x");
		{
			TASK_GROUP(inner);
			async_task_group_create_task(inner, work, 5, "inner");
		}
		ASSERT_EXCEPTION(async_exception(), CancelledError, NULL);
		ASSERT_INT(cancelling(), 1);
	}
	note_raised();
	ASSERT_INT(cancelling(), 0);
	return arg;
}

static void test_nested__the_outer_one_fails(void)
{
	async_run(nested_outer_fails);
	ASSERT_NOTES("inner:cancelled ExceptionGroup ValueError:x");
}

static void *with_a_timeout(void *arg)
{
	{
		TIMEOUT(patience, 1);
		TASK_GROUP(group);
		async_task_group_create_task(group, work, 5, "a");
	}
	note_raised();
	{
		TIMEOUT(patience, 1);
		TASK_GROUP(group);
		async_task_group_create_task(group, fail_when_cancelled, 1);
	}
	note_raised();
	ASSERT_INT(cancelling(), 0);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_nested__in_a_timeout(void)
{
	async_run(with_a_timeout);
	ASSERT_NOTES("a:cancelled TimeoutError ExceptionGroup KeyError:clean-up 1");
}

static void *wait_for_a_group(void *arg)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, work, 5, "a");
	AWAIT(async_sleep(1));
	async_raise(ValueError, "of the body");
	return arg;
}

static void *gather_groups(void *arg)
{
	struct async_outcome outcomes[2];

	AWAIT(async_gather_outcomes(outcomes, async_coroutine(wait_for_a_group),
				    async_coroutine(work, 2, "b")));
	ASSERT_EXCEPTION(outcomes[0].exception, ExceptionGroup, NULL);
	TRY(async_wait_for(async_coroutine(wait_for_a_group), 0.5));
	note_raised();
	TRY(async_gather(NULL, async_coroutine(wait_for_a_group), async_coroutine(at_once)));
	note_raised();
	return arg;
}

static void test_nested__in_gather_and_wait_for(void)
{
	async_run(gather_groups);
	ASSERT_NOTES("a:cancelled b@2 a:cancelled TimeoutError "
		     "a:cancelled ExceptionGroup ValueError:of the body");
}

static void *shield_in_a_group(void *arg)
{
	struct async_task *precious = async_create_task(work, 3, "precious");
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, fail, 1, "x");
		TRY(async_await(async_shield(precious)));
	}
	note_raised();
	AWAIT(async_await(precious));
	return arg;
}

static void test_nested__a_shield_in_the_block(void)
{
	async_run(shield_in_a_group);
	ASSERT_NOTES("ExceptionGroup ValueError:x precious@3");
}

static struct async_task_group *handed_on;

static void *group_of_another(void *arg)
{
	TASK_GROUP(group);
	handed_on = group;
	AWAIT(async_sleep(2));
	return arg;
}

static void *create_in_another(void *arg)
{
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, group_of_another);
		AWAIT(async_sleep(1));
		async_task_group_create_task(handed_on, fail, 0.5, "in the other");
	}
	note_raised();
	return arg;
}

/* The block that the task belongs to is the one that is cancelled. */
static void test_nested__a_task_for_the_group_of_another(void)
{
	async_run(create_in_another);
	ASSERT_NOTES("ExceptionGroup ExceptionGroup:unhandled errors in a TaskGroup");
}

static const struct test tests[] = {
	TEST(test_nested__the_inner_one_fails),
	TEST(test_nested__the_outer_one_fails),
	TEST(test_nested__in_a_timeout),
	TEST(test_nested__in_gather_and_wait_for),
	TEST(test_nested__a_shield_in_the_block),
	TEST(test_nested__a_task_for_the_group_of_another),
};

SUITE(tests, NO_PROGRAMS)

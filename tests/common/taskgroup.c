/* taskgroup.h: tasks that begin and end together. */

#include <string.h>

#include "suite.h"
#include "work.h"

static void *run_two(void *arg)
{
	struct async_task *slow = NULL, *fast = NULL;
	(void)arg;
	{
		TASK_GROUP(group);
		slow = async_task_group_create_task(group, work, 2, "slow");
		fast = async_task_group_create_task(group, work, 1, "fast");
		note("body");
	}
	note("behind");
	note("%s", (const char *)async_task_result(slow));
	note("%s", (const char *)async_task_result(fast));
	return NULL;
}

static void test_group__waits_for_all(void)
{
	async_run(run_two);
	ASSERT_NOTES("body fast@1 slow@2 behind slow fast");
}

static const struct test tests[] = {
	TEST(test_group__waits_for_all),
};

SUITE(tests, NO_PROGRAMS)

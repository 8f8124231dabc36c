/* A group's child fails and its parent is cancelled from outside, in one pass, in both orders. */

#include <stdio.h>

#include "async.h"

struct fails { struct async_future *future; };

static void *fails(void *arg)
{
	const struct fails *self = arg;

	AWAIT(async_await(self->future));
	return async_raise(ValueError, "child");
}

/* the `async with` block */
ASYNC static int group_of_one(struct async_future *future)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, fails, future);
	AWAIT(async_sleep(9));
	return 0;
}

struct parent { struct async_future *future; };

static void *parent(void *arg)
{
	const struct parent *self = arg;
	EXCEPTION(e);

	TRY(group_of_one(self->future));
	EXCEPT_STAR(ValueError, e)
		printf("  group: ['%s']\n", e->exceptions[0]->message);
	if (async_exception())
		return NULL;
	printf("  cancelling %d\n", async_task_cancelling(async_current_task()));
	TRY(async_sleep(0));
	if (EXCEPT(CancelledError, e)) {
		printf("  still cancelled: %s\n", e->message);
		return async_reraise(e);
	}
	puts("  not cancelled any more");
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	for (int passes = 0; passes < 3; passes++) {
		printf("cancelled %d passes after the result\n", passes);
		struct async_future *future = async_loop_create_future(NULL);
		struct async_task *task = async_create_task(parent, future);
		for (int i = 0; i < 3; i++)
			AWAIT(async_sleep(0));
		async_future_set_result(future, NULL);
		for (int i = 0; i < passes; i++)
			AWAIT(async_sleep(0));
		async_task_cancel(task, "outside");
		AWAIT(async_wait(&task, 1, ASYNC_ALL_COMPLETED, INFINITY));
		printf("cancelled: %s\n", async_task_cancelled(task) ? "True" : "False");
	}
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

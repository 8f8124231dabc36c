/* The body of a group raises, or swallows its cancellation; children fail one after the other. */

#include <stdio.h>

#include "async.h"

struct fails { int passes; const char *message; };

static void *fails(void *arg)
{
	const struct fails *self = arg;

	for (int i = 0; i < self->passes; i++)
		AWAIT(async_sleep(0));
	return async_raise(ValueError, "%s", self->message);
}

static void *fails_when_cancelled(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(async_sleep(9));
	if (EXCEPT(CancelledError, e))
		return async_raise(IndexError, "in cleanup");
	return NULL;
}

static void show(const struct async_exception *group)
{
	printf("%s (%zu sub-exception%s) [", group->message, group->count,
	       group->count > 1 ? "s" : "");
	for (size_t i = 0; i < group->count; i++)
		printf("%s'%s: %s'", i ? ", " : "", group->exceptions[i]->type->name,
		       group->exceptions[i]->message);
	puts("]");
}

ASYNC static int body_raises(void)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, fails_when_cancelled);
	AWAIT(async_sleep(0));
	async_raise(OSError, "body");
	return 0;
}

ASYNC static int body_swallows(void)
{
	EXCEPTION(e);
	TASK_GROUP(group);

	async_task_group_create_task(group, fails, 0, "child");
	TRY(async_sleep(9));
	if (EXCEPT(CancelledError, e))
		printf("swallowed; cancelling %d\n", async_task_cancelling(async_current_task()));
	return 0;
}

ASYNC static int children_fail(void)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, fails, 1, "second");
	async_task_group_create_task(group, fails, 0, "first");
	async_task_group_create_task(group, fails_when_cancelled);
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(body_raises());
	if (EXCEPT(ExceptionGroup, e))
		show(e);
	TRY(body_swallows());
	if (EXCEPT(ExceptionGroup, e))
		show(e);
	TRY(children_fail());
	if (EXCEPT(ExceptionGroup, e))
		show(e);
	printf("cancelling %d\n", async_task_cancelling(async_current_task()));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

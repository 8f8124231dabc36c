/* A timeout around a group, a timeout inside of one, and a child that fails because of a
 * timeout. */

#include <stdio.h>

#include "async.h"

struct slow { const char *name, *error; };

static void *slow(void *arg)
{
	const struct slow *self = arg;
	EXCEPTION(e);

	TRY(async_sleep(9));
	if (EXCEPT(CancelledError, e)) {
		printf("%s cancelled\n", self->name);
		if (self->error)
			return async_raise(ValueError, "%s", self->error);
		return async_reraise(e);
	}
	return NULL;
}

ASYNC static int timeout_around_group(void)
{
	TIMEOUT(timeout, 0.001);
	TASK_GROUP(group);
	async_task_group_create_task(group, slow, "child", NULL);
	puts("body ends");
	return 0;
}

ASYNC static int timeout_in_group(void)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, slow, "child", NULL);
	TIMEOUT(timeout, 0.001);
	AWAIT(async_await(async_coroutine(slow, "body", NULL)));
	return 0;
}

ASYNC static int child_fails(bool *expired)
{
	TIMEOUT(timeout, 0.001);
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, slow, "child", "in cleanup");
	}
	*expired = async_timeout_expired(&timeout);
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	bool expired = false;

	TRY(timeout_around_group());
	if (EXCEPT(TimeoutError, e))
		printf("TimeoutError, cancelling %d\n",
		       async_task_cancelling(async_current_task()));
	TRY(timeout_in_group());
	EXCEPT_STAR(TimeoutError, e)
		printf("TimeoutErrors: %zu\n", e->count);
	TRY(child_fails(&expired));
	EXCEPT_STAR(ValueError, e)
		printf("ValueErrors: %zu expired: %s\n", e->count, expired ? "True" : "False");
	printf("cancelling %d\n", async_task_cancelling(async_current_task()));
	AWAIT(async_sleep(0));
	puts("main goes on");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

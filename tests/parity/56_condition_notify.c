/* notify(n) wakes that many, in order, one at a time; both need the lock. */

#include <stdio.h>

#include "async.h"

struct waiter { const char *name; struct async_condition *condition; };

static void *waiter(void *arg)
{
	const struct waiter *self = arg;

	{
		ASYNC_WITH(self->condition);
		printf("%s waits\n", self->name);
		AWAIT(async_condition_wait(self->condition));
		printf("%s woke; locked: %s\n", self->name,
		       async_condition_locked(self->condition) ? "True" : "False");
		AWAIT(async_sleep(0));
	}
	printf("%s left\n", self->name);
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	struct async_condition *condition = async_condition(NULL);
	const char *const names[] = { "A", "B", "C", "D" };
	struct async_task *tasks[4];

	for (int i = 0; i < 4; i++)
		tasks[i] = async_create_task(waiter, names[i], condition);
	AWAIT(async_sleep(0));
	{
		ASYNC_WITH(condition);
		async_condition_notify(condition, 1);
		puts("notified one");
	}
	AWAIT(async_await(tasks[0]));
	{
		ASYNC_WITH(condition);
		async_condition_notify(condition, 2);
		puts("notified two");
	}
	AWAIT(async_gather(NULL, tasks[1], tasks[2]));
	{
		ASYNC_WITH(condition);
		async_condition_notify_all(condition);
		async_condition_notify(condition, 5);
		puts("notified all");
	}
	AWAIT(async_await(tasks[3]));
	async_condition_notify(condition, 1);
	if (EXCEPT(RuntimeError, e))
		puts(e->message);
	async_condition_notify_all(condition);
	if (EXCEPT(RuntimeError, e))
		puts(e->message);
	TRY(async_condition_wait(condition));
	if (EXCEPT(RuntimeError, e))
		puts(e->message);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* A waiter that is cancelled gets the lock back first; if it had been notified, another is
 * instead. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

struct waiter { const char *name; struct async_condition *condition; };

static void *waiter(void *arg)
{
	const struct waiter *self = arg;
	EXCEPTION(e);
	ASYNC_WITH(self->condition);

	TRY(async_condition_wait(self->condition));
	if (EXCEPT(CancelledError, e)) {
		printf("%s cancelled: %s locked: %s\n", self->name, e->message,
		       str(async_condition_locked(self->condition)));
		return async_reraise(e);
	}
	printf("%s woke\n", self->name);
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_condition *condition = async_condition(NULL);
	const char *const names[] = { "A", "B", "C" };
	struct async_task *tasks[3];

	for (int i = 0; i < 3; i++)
		tasks[i] = async_create_task(waiter, names[i], condition);
	struct async_task *c = tasks[2];
	AWAIT(async_sleep(0));
	{
		ASYNC_WITH(condition);
		async_task_cancel(tasks[0], "while the lock is held");
		for (int i = 0; i < 3; i++)
			AWAIT(async_sleep(0));
		printf("A is done: %s\n", str(async_task_done(tasks[0])));
		async_task_cancel(tasks[0], "once more");
		AWAIT(async_sleep(0));
	}
	AWAIT(async_wait(tasks, 1, ASYNC_ALL_COMPLETED, INFINITY));
	printf("A cancelled: %s\n", str(async_task_cancelled(tasks[0])));
	{
		ASYNC_WITH(condition);
		async_condition_notify(condition, 1);
	}
	async_task_cancel(tasks[1], "after it was notified");
	size_t done = AWAIT(async_wait(tasks, 3, ASYNC_ALL_COMPLETED, 0.01));
	printf("%zu done, %zu pending; C cancelled: %s\n", done, 3 - done,
	       str(async_task_cancelled(c)));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

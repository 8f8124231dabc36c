/* The message of cancel() on its way through what a task may be waiting in. */

#include <stdio.h>
#include <string.h>

#include "async.h"

struct wait_in { const char *kind; struct async_future *future; };

/* asyncio.sleep(9), as a coroutine object */
static void *sleep_long(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(9));
	return NULL;
}

static void *wait_in(void *arg)
{
	const struct wait_in *self = arg;
	struct async_future *future = self->future;

	if (!strcmp(self->kind, "gather")) {
		AWAIT(async_gather(NULL, future, async_coroutine(sleep_long)));
	} else if (!strcmp(self->kind, "wait_for")) {
		AWAIT(async_wait_for(future, 9));
	} else if (!strcmp(self->kind, "timeout")) {
		TIMEOUT(timeout, 9);
		AWAIT(async_await(future));
	} else if (!strcmp(self->kind, "shield")) {
		AWAIT(async_await(async_shield(future)));
	} else if (!strcmp(self->kind, "wait")) {
		AWAIT(async_wait(&future, 1, ASYNC_ALL_COMPLETED, INFINITY));
	} else if (!strcmp(self->kind, "task")) {
		AWAIT(async_await(async_create_task(wait_in, "future", future)));
	} else if (!strcmp(self->kind, "group")) {
		TASK_GROUP(group);
		async_task_group_create_task(group, wait_in, "future", future);
	} else {
		AWAIT(async_await(future));
	}
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	const char *const kinds[] = {
		"future", "gather", "wait_for", "timeout", "shield", "wait", "task", "group"
	};

	for (int i = 0; i < 8; i++) {
		EXCEPTION(e);
		struct async_future *future = async_loop_create_future(NULL);
		struct async_task *task = async_create_task(wait_in, kinds[i], future);

		for (int pass = 0; pass < 3; pass++)
			AWAIT(async_sleep(0));
		async_task_cancel(task, "closing time");
		TRY(async_await(task));
		if (EXCEPT(CancelledError, e))
			printf("%-9s %s | future cancelled: %s\n", kinds[i], e->message,
			       async_future_cancelled(future) ? "True" : "False");
	}
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* A group cancelled from outside: in its body, and while it waits for its children. */

#include <stdio.h>

#include "async.h"

static void *child(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(async_sleep(9));
	if (EXCEPT(CancelledError, e)) {
		puts("  child cleans up");
		AWAIT(async_sleep(0));
		puts("  child is done");
		return async_reraise(e);
	}
	return NULL;
}

/* the `async with` block */
ASYNC static int group_of_one(bool body_waits)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, child);
	if (body_waits)
		AWAIT(async_sleep(9));
	puts("  body ends");
	return 0;
}

struct parent { bool body_waits; };

static void *parent(void *arg)
{
	const struct parent *self = arg;
	EXCEPTION(e);

	TRY(group_of_one(self->body_waits));
	if (EXCEPT(CancelledError, e)) {
		printf("  parent cancelled: %s %d\n", e->message,
		       async_task_cancelling(async_current_task()));
		return async_reraise(e);
	}
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	for (int body_waits = 1; body_waits >= 0; body_waits--) {
		printf("body waits: %s\n", body_waits ? "True" : "False");
		struct async_task *task = async_create_task(parent, body_waits);
		for (int i = 0; i < 3; i++)
			AWAIT(async_sleep(0));
		async_task_cancel(task, "enough");
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

/* Cancelling the outermost of tasks that await each other cancels the innermost future first. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

struct link { const char *name; struct async_future *awaitable; };

static void *link(void *arg)
{
	const struct link *self = arg;
	EXCEPTION(e);

	TRY(async_await(self->awaitable));
	if (EXCEPT(CancelledError, e)) {
		printf("%s cancelled: %s\n", self->name, e->message);
		return async_reraise(e);
	}
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_future *future = async_loop_create_future(NULL);
	struct async_task *inner = async_create_task(link, "inner", future);
	struct async_task *middle = async_create_task(link, "middle", async_task_future(inner));
	struct async_task *outer = async_create_task(link, "outer", async_task_future(middle));
	for (int i = 0; i < 2; i++)
		AWAIT(async_sleep(0));
	printf("cancel: %s\n", str(async_task_cancel(outer, "the shop closes")));
	printf("future %s inner %s outer %s\n", str(async_future_cancelled(future)),
	       str(async_task_cancelled(inner)), str(async_task_cancelled(outer)));
	bool again = async_task_cancel(outer, "again");
	printf("cancel again: %s cancelling %d\n", str(again), async_task_cancelling(outer));
	for (int turn = 0; turn < 4; turn++) {
		AWAIT(async_sleep(0));
		printf("%d %s %s %s\n", turn, str(async_task_done(inner)),
		       str(async_task_done(middle)), str(async_task_done(outer)));
	}
	TRY(async_await(outer));
	if (EXCEPT(CancelledError, e))
		printf("main: %s\n", e->message);
	printf("inner was asked %d times, outer %d\n", async_task_cancelling(inner),
	       async_task_cancelling(outer));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

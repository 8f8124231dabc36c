/* A future is set and the task that awaits it is cancelled, in one pass, in both orders. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

struct customer { const char *name; struct async_future *order; };

static void *customer(void *arg)
{
	const struct customer *self = arg;
	EXCEPTION(e);

	const char *order = TRY(async_await(self->order));
	if (EXCEPT(CancelledError, e)) {
		printf("%s was cancelled\n", self->name);
		return async_reraise(e);
	}
	printf("%s got %s\n", self->name, order);
	return NULL;
}

/* print("cancel:", task.cancel(), "order cancelled:", order.cancelled()) */
static void cancel(struct async_task *task, struct async_future *order)
{
	bool asked = async_task_cancel(task);

	printf("cancel: %s order cancelled: %s\n", str(asked), str(async_future_cancelled(order)));
}

ASYNC static int meet(bool set_first)
{
	EXCEPTION(e);

	struct async_future *order = async_loop_create_future(NULL);
	struct async_task *task = async_create_task(
		customer, set_first ? "set first:" : "cancel first:", order);
	AWAIT(async_sleep(0));
	if (set_first) {
		async_future_set_result(order, "tea");
		cancel(task, order);
	} else {
		cancel(task, order);
		async_future_set_result(order, "tea");
		if (EXCEPT(InvalidStateError, e))
			puts("too late to set the result");
	}
	struct async_outcome done;
	AWAIT(async_gather_outcomes(&done, task));
	printf("%s %s cancelling %d\n", done.exception->type->name, str(async_task_cancelled(task)),
	       async_task_cancelling(task));
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	AWAIT(meet(true));
	AWAIT(meet(false));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

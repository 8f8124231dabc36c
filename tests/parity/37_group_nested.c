/* A child fails in the inner of two task groups: who is cancelled, and what arrives. */

#include <stdio.h>

#include "async.h"

struct fails { const char *message; };

static void *fails(void *arg)
{
	const struct fails *self = arg;

	AWAIT(async_sleep(0));
	return async_raise(ValueError, "%s", self->message);
}

struct waits { const char *name; };

static void *waits(void *arg)
{
	const struct waits *self = arg;
	EXCEPTION(e);

	TRY(async_sleep(9));
	if (EXCEPT(CancelledError, e)) {
		printf("%s cancelled\n", self->name);
		return async_reraise(e);
	}
	return NULL;
}

static void *inner(void *arg)
{
	(void)arg;
	TASK_GROUP(group);
	async_task_group_create_task(group, fails, "from the inner group");
	async_task_group_create_task(group, waits, "inner child");
	AWAIT(async_await(async_coroutine(waits, "inner body")));
	return NULL;
}

/* the `async with` block */
ASYNC static int outer(void)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, inner);
	async_task_group_create_task(group, waits, "outer child");
	AWAIT(async_await(async_coroutine(waits, "outer body")));
	return 0;
}

/* print(type(e).__name__, e, len(e.exceptions)) */
static void show(const struct async_exception *e)
{
	printf("%s %s (%zu sub-exception%s) %zu\n", e->type->name, e->message, e->count,
	       e->count > 1 ? "s" : "", e->count);
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(outer());
	if (EXCEPT(ExceptionGroup, e)) {
		const struct async_exception *nested = e->exceptions[0];
		show(e);
		show(nested);
		printf("%s %s\n", nested->exceptions[0]->type->name,
		       nested->exceptions[0]->message);
	}
	printf("cancelling %d\n", async_task_cancelling(async_current_task()));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* To cancel a gather() is to cancel all it waits for; to cancel one of them is an exception
 * of that one. */

#include <stdio.h>

#include "async.h"

struct c { int n; };

static void *c(void *arg)
{
	const struct c *self = arg;
	EXCEPTION(e);

	TRY(async_sleep(1));
	if (EXCEPT(CancelledError, e)) {
		printf("child %d cancelled\n", self->n);
		return async_reraise(e);
	}
	return NULL;
}

static void *other(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(.02));
	puts("sibling survived");
	return NULL;
}

/* g.cancel and t.cancel, as callbacks */
static void g_cancel(void *g)
{
	async_future_cancel(g);
}

static void t_cancel(void *t)
{
	async_task_cancel(t);
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	for (int re = false; re <= true; re++) {
		struct async_outcome outcomes[2];
		struct async_future *g = re
			? async_gather_outcomes_future(outcomes, async_coroutine(c, 1),
						       async_coroutine(c, 2))
			: async_gather_future(NULL, async_coroutine(c, 1), async_coroutine(c, 2));

		async_loop_call_later(async_get_running_loop(), .01, g_cancel, g);
		TRY(async_await(g));
		if (EXCEPT(CancelledError, e))
			printf("outer CancelledError, return_exceptions = %s\n",
			       re ? "True" : "False");
		else
			puts("result");
	}

	struct async_task *t = async_create_task(c, 3);
	async_loop_call_later(async_get_running_loop(), .01, t_cancel, t);
	struct async_task *o = async_create_task(other);
	TRY(async_gather(NULL, t, o));
	if (EXCEPT(CancelledError, e))
		printf("one child cancelled -> gather raises; o.cancelled: %s\n",
		       async_task_cancelled(o) ? "True" : "False");
	AWAIT(async_await(o));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

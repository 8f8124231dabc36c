/* A timeout around a body that swallows the cancellation, raises, or is cancelled from outside
 * too. */

#include <stdio.h>

#include "async.h"

ASYNC static int swallows(void)
{
	EXCEPTION(e);

	{
		TIMEOUT(t, 0);
		TRY(async_sleep(9));
		if (EXCEPT(CancelledError, e))
			printf("swallowed; expired %s\n",
			       async_timeout_expired(&t) ? "True" : "False");
	}
	printf("no TimeoutError; cancelling %d\n", async_task_cancelling(async_current_task()));
	return 0;
}

/* the body of the timeout */
ASYNC static int fails_in_cleanup(void)
{
	EXCEPTION(e);

	TRY(async_sleep(9));
	if (EXCEPT(CancelledError, e))
		async_raise(ValueError, "in cleanup");
	return 0;
}

ASYNC static int raises(void)
{
	EXCEPTION(e);

	{
		TIMEOUT(t, 0);
		TRY(fails_in_cleanup());
	}
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s cancelling %d\n", e->message,
		       async_task_cancelling(async_current_task()));
	return 0;
}

/* task.cancel("from outside"), as a callback */
static void cancel(void *task)
{
	async_task_cancel(task, "from outside");
}

ASYNC static int twice(void)
{
	EXCEPTION(e);
	struct async_task *task = async_current_task();

	{
		TIMEOUT(t, 0);
		async_loop_call_soon(NULL, cancel, task);
		TRY(async_sleep(9));
	}
	if (EXCEPT(CancelledError, e)) {
		printf("CancelledError, cancelling %d\n", async_task_cancelling(task));
		async_task_uncancel(task);
	}
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	AWAIT(swallows());
	AWAIT(raises());
	AWAIT(twice());
	AWAIT(async_sleep(0));
	puts("still alive");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* run() in a running loop; a main that raises, and one that is cancelled. */

#include <stdio.h>

#include "async.h"

static void *inner(void *arg)
{
	(void)arg;
	puts("never runs");
	return NULL;
}

static void *nested(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	async_run(inner);
	if (EXCEPT(RuntimeError, e))
		puts("RuntimeError: run() in a running loop");
	struct async_loop *loop = async_get_running_loop();
	async_loop_run_until_complete(loop, async_loop_create_future(loop));
	if (EXCEPT(RuntimeError, e))
		puts("RuntimeError: run_until_complete() in a running loop");
	return NULL;
}

/* the body of `finally` */
static void *clean_up(void *arg)
{
	(void)arg;
	puts("the one that was left cleans up");
	return NULL;
}

static void *waits(void *arg)
{
	(void)arg;
	FINALLY(clean_up, NULL);
	AWAIT(async_sleep(9));
	return NULL;
}

static void *fails(void *arg)
{
	(void)arg;
	async_create_task(waits);
	AWAIT(async_sleep(0));
	return async_raise(ValueError, "main failed");
}

static void *cancels_itself(void *arg)
{
	(void)arg;
	async_task_cancel(async_current_task(), "enough");
	AWAIT(async_sleep(0));
	return NULL;
}

int main(void)
{
	EXCEPTION(e);

	async_run(nested);
	async_run(fails);
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s\n", e->message);
	async_run(cancels_itself);
	if (EXCEPT(CancelledError, e))
		printf("CancelledError: %s\n", e->message);
	return 0;
}

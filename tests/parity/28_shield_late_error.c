/* Nobody waits any more when the shielded task fails: the loop's handler hears of it. */

#include <stdio.h>

#include "async.h"

static void *work(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(.02));
	return async_raise(ValueError, "late");
}

static void handler(struct async_loop *loop, const struct async_exception_context *context,
		    void *arg)
{
	(void)loop;
	(void)arg;
	printf("HANDLER: %s\n", context->message);
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	async_loop_set_exception_handler(async_get_running_loop(), handler, NULL);
	TRY(async_wait_for(async_shield(async_coroutine(work)), .01));
	if (EXCEPT(TimeoutError, e))
		puts("timed out");
	AWAIT(async_sleep(.03));
	puts("end");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

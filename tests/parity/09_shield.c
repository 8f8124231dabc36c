/* A shielded task does not see that the wait for it has timed out. */

#include <stdio.h>

#include "async.h"

static void *work(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(.02));
	puts("work finished");
	return (void *)1;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_task *t = async_create_task(work);
	TRY(async_wait_for(async_shield(t), .01));
	if (EXCEPT(TimeoutError, e))
		printf("timed out; t.cancelled: %s\n", async_task_cancelled(t) ? "True" : "False");
	printf("result %td\n", (intptr_t)AWAIT(async_await(t)));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

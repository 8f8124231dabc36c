/* An exception waits in its task until somebody asks; if nobody ever does, it is reported. */

#include <stdio.h>

#include "async.h"

static void *save_sale(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(1));
	return async_raise(OSError, "the disk is full");
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_task *save = async_create_task(save_sale);

	AWAIT(async_sleep(2));
	printf("desk: the task is %s\n", async_task_done(save) ? "done" : "not done");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	puts("main: the run is over");
	return 0;
}

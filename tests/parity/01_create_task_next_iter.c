/* A new task takes its first step in the next pass, not at once. */

#include <stdio.h>

#include "async.h"

static void *child(void *arg)
{
	(void)arg;
	puts("child");
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_task *t = async_create_task(child);

	puts("created");
	AWAIT(async_await(t));
	puts("joined");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

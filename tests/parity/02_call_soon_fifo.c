/* Callbacks run first in, first out; what one schedules waits for the next pass. */

#include <stdio.h>

#include "async.h"

static void print(void *message)
{
	puts(message);
}

static void a(void *arg)
{
	struct async_loop *loop = arg;

	puts("a");
	async_loop_call_soon(loop, print, "c (next iteration)");
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_loop *loop = async_get_running_loop();

	async_loop_call_soon(loop, a, loop);
	async_loop_call_soon(loop, print, "b");
	AWAIT(async_sleep(0));
	puts("main after 1 sleep(0)");
	AWAIT(async_sleep(0));
	puts("main after 2 sleep(0)");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

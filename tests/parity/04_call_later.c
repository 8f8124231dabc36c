/* Timers run when they are due, and not at all when they were cancelled. */

#include <stdio.h>

#include "async.h"

static void print(void *message)
{
	puts(message);
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_loop *l = async_get_running_loop();

	async_loop_call_later(l, .03, print, "30ms");
	async_loop_call_later(l, .01, print, "10ms");
	struct async_handle h = async_loop_call_later(l, .02, print, "20ms never");
	async_handle_cancel(h);
	async_loop_call_soon(l, print, "soon");
	AWAIT(async_sleep(.05));
	puts("done");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

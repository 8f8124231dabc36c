/* A loop can be run until one function is complete, and no longer.
 *
 * The function is fetch_report(). It waits a second in its middle, and that does not stop the
 * loop: a callback that is due meanwhile is called. One that is due after the end of
 * fetch_report() is not. */

#include <stdio.h>

#include "async.h"

static void say(void *arg)
{
	puts(arg);
}

static void *fetch_report(void *arg)
{
	(void)arg;
	puts("fetch: I ask the station");
	AWAIT(async_sleep(1));
	puts("fetch: the station has answered");
	return "Oslo: 3 degrees";
}

int main(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_call_later(loop, 0.5, say, "callback: half a second is over");
	async_loop_call_later(loop, 3, say, "callback: three seconds are over");

	const char *report = async_loop_run_until_complete(loop, async_coroutine(fetch_report));
	printf("main: %s\n", report);

	async_loop_close(loop);
	return 0;
}

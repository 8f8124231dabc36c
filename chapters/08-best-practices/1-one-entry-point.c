/* One entry point, async_run(), cleans up; a loop run by hand drops what is left over.
 *
 * The desk keeps a log in a task of its own, which is still waiting when the desk closes. */

#include <stdio.h>

#include "async.h"

static void *close_log(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(0.1));
	puts("  log: written and closed");
	return NULL;
}

static void *keep_log(void *arg)
{
	(void)arg;
	puts("  log: open");
	FINALLY(close_log, NULL);
	AWAIT(async_sleep(3600));
	return NULL;
}

static void *sell_tickets(void *arg)
{
	(void)arg;
	async_create_task(keep_log);
	AWAIT(async_sleep(1));
	puts("  desk: all tickets sold");
	return NULL;
}

static void run_by_hand(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_run_until_complete(loop, async_coroutine(sell_tickets));
	async_loop_close(loop);
}

int main(void)
{
	puts("Bad: a loop run by hand");
	run_by_hand();
	puts("Good: async_run()");
	async_run(sell_tickets);
	return 0;
}

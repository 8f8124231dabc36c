/* Debug mode tells of a step that keeps the loop from all others. What it says is ours, in
 * 22_slow_cb.c.out: the fact, and where. asyncio names only the task and the time. */

#include "async.h"

static void *main_task(void *arg)
{
	async_loop_set_slow_callback_duration(NULL, .02);
	async_block(.03);
	return arg;
}

int main(void)
{
	async_use_debug(true);
	async_run(main_task);
	return 0;
}

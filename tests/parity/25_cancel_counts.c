/* Cancellations are counted and can be taken back; a task cancelled while it runs learns of it at
 * its next await. */

#include <stdio.h>

#include "async.h"

/* t.cancel, as a callback */
static void t_cancel(void *t)
{
	async_task_cancel(t);
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_task *t = async_current_task();
	struct async_loop *loop = async_get_running_loop();
	async_loop_call_soon(loop, t_cancel, t);
	TRY(async_sleep(1));
	if (EXCEPT(CancelledError, e)) {
		int cancelling = async_task_cancelling(t);
		int uncancel = async_task_uncancel(t);
		printf("cancelling %d uncancel %d\n", cancelling, uncancel);
	}
	AWAIT(async_sleep(0));
	puts("still alive");

	/* cancel while running: delivered at the next await */
	async_task_cancel(t);
	puts("not yet");
	TRY(async_sleep(0));
	if (EXCEPT(CancelledError, e))
		puts("delivered at next await");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

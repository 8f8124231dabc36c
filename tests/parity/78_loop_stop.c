/* stop() ends run_forever() after the pass at hand; what is ready stays ready. */

#include <stdio.h>

#include "async.h"

static void print(void *text)
{
	puts(text);
}

/* loop.call_soon(print, text), as a callback */
static void call_soon(void *text)
{
	async_loop_call_soon(NULL, print, text);
}

/* loop.stop(), as a callback */
static void stop(void *loop)
{
	async_loop_stop(loop);
}

int main(void)
{
	EXCEPTION(e);
	struct async_loop *loop = async_new_event_loop();

	async_loop_call_soon(loop, print, "one");
	async_loop_call_soon(loop, stop, loop);
	async_loop_call_soon(loop, print, "two, behind stop, same pass");
	async_loop_call_soon(loop, call_soon, "three, the next pass");
	async_loop_run_forever(loop);
	printf("stopped; running: %s\n", async_loop_is_running(loop) ? "True" : "False");
	async_loop_stop(loop);
	async_loop_run_forever(loop);
	puts("a stop before the run: one pass");
	struct async_future *future = async_loop_create_future(loop);
	async_future_set_result(future, "done already");
	puts(async_loop_run_until_complete(loop, future));
	struct async_future *pending = async_loop_create_future(loop);
	async_loop_call_soon(loop, stop, loop);
	async_loop_run_until_complete(loop, pending);
	if (EXCEPT(RuntimeError, e))
		printf("RuntimeError: %s\n", e->message);
	struct async_future *failed = async_loop_create_future(loop);
	async_future_set_exception(failed, ValueError, "no tickets");
	async_loop_run_until_complete(loop, failed);
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s\n", e->message);
	async_loop_close(loop);
	return 0;
}

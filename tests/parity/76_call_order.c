/* call_soon, call_later and call_soon_threadsafe from one place: who runs when. */

#include <math.h>
#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

static void print(void *text)
{
	puts(text);
}

/* loop.call_soon(print, text), as a callback */
static void call_soon(void *text)
{
	async_loop_call_soon(NULL, print, text);
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_loop *loop = async_get_running_loop();

	async_loop_call_later(loop, 0, print, "later 0");
	async_loop_call_soon(loop, print, "soon 1");
	async_loop_call_soon_threadsafe(loop, print, "threadsafe");
	async_loop_call_at(loop, async_loop_time(loop) - 1, print, "at a past time");
	async_loop_call_soon(loop, call_soon, "soon from soon");
	async_loop_call_soon(loop, print, "soon 2");
	for (int turn = 0; turn < 3; turn++) {
		printf("turn %d\n", turn);
		AWAIT(async_sleep(0));
	}
	double now = async_loop_time(loop);
	async_loop_call_at(loop, now + 0.002, print, "second");
	async_loop_call_at(loop, now + 0.001, print, "first, a");
	async_loop_call_at(loop, now + 0.001, print, "first, b");
	struct async_handle handle = async_loop_call_at(loop, now + 0.001, print, "never");
	printf("when: %s cancelled: %s\n",
	       str(fabs(async_handle_when(handle) - now - 0.001) < 1e-6),
	       str(async_handle_cancelled(handle)));
	async_handle_cancel(handle);
	printf("cancelled: %s\n", str(async_handle_cancelled(handle)));
	AWAIT(async_sleep(0.02));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* A callback cancels another that is ready in the same pass, or a timer that is due with it. */

#include <stdio.h>

#include "async.h"

static struct async_handle second;

static void first(void *arg)
{
	(void)arg;
	puts("first cancels second");
	async_handle_cancel(second);
	async_handle_cancel(second);
}

static void print(void *text)
{
	puts(text);
}

static const char *cancelled(struct async_handle handle)
{
	return async_handle_cancelled(handle) ? "True" : "False";
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_loop *loop = async_get_running_loop();

	async_loop_call_soon(loop, first, NULL);
	second = async_loop_call_soon(loop, print, "second");
	async_loop_call_soon(loop, print, "third");
	AWAIT(async_sleep(0));
	printf("cancelled: %s\n", cancelled(second));
	double now = async_loop_time(loop) - 1;
	async_loop_call_at(loop, now, first, NULL);
	second = async_loop_call_at(loop, now, print, "second timer");
	async_loop_call_at(loop, now, print, "third timer");
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	printf("cancelled: %s\n", cancelled(second));
	struct async_handle done = async_loop_call_soon(loop, print, "ran");
	AWAIT(async_sleep(0));
	async_handle_cancel(done);
	printf("cancelled after it ran: %s\n", cancelled(done));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

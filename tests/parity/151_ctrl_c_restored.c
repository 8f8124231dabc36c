/* Ctrl-C, when the program has had a handler of its own for it, and has removed it. */

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "async.h"

static void ctrl_c(void *unused)
{
	(void)unused;
	kill(getpid(), SIGINT);
}

static void print(void *text)
{
	puts(text);
}

static void *main_task(void *arg)
{
	struct async_loop *loop = async_get_running_loop();
	EXCEPTION(e);
	async_loop_add_signal_handler(loop, SIGINT, print, "the program's own handler");
	async_loop_call_soon(loop, ctrl_c, NULL);
	AWAIT(async_sleep(1));
	puts(async_loop_remove_signal_handler(loop, SIGINT) ? "True" : "False");
	async_loop_call_later(loop, 1, ctrl_c, NULL);
	TRY(async_sleep(10));
	if (EXCEPT(CancelledError, e)) {
		puts("cancelled");
		async_reraise(e);
	}
	return arg;
}

int main(void)
{
	EXCEPTION(e);
	async_run(main_task);
	if (EXCEPT(KeyboardInterrupt, e))
		puts("KeyboardInterrupt");
	return 0;
}

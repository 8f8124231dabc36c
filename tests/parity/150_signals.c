/* Signal handlers of the loop: when they are called, in which order, and what cannot be one. */

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "async.h"

static void heard(void *what)
{
	printf("heard %s\n", (char *)what);
}

static void kill_self(void *number)
{
	kill(getpid(), (int)(intptr_t)number);
}

struct tick { int count; };

static void *tick(void *arg)
{
	for (int i = 0; i < ((struct tick *)arg)->count; i++) {
		printf("tick %d\n", i);
		AWAIT(async_sleep(0));
	}
	return NULL;
}

ASYNC static int passes(struct async_loop *loop)
{
	puts("-- the pass in which a handler is called");
	async_loop_add_signal_handler(loop, SIGUSR1, heard, "usr1");
	struct async_task *ticker = async_create_task(tick, 5);
	AWAIT(async_sleep(0));
	kill(getpid(), SIGUSR1);
	async_loop_call_soon(loop, heard, "a callback");
	AWAIT(async_await(ticker));
	return 0;
}

ASYNC static int order(struct async_loop *loop)
{
	static const int numbers[] = { SIGUSR2, SIGUSR1, SIGHUP, SIGUSR2 };
	puts("-- as often as they came, in their order");
	async_loop_add_signal_handler(loop, SIGUSR2, heard, "usr2");
	async_loop_add_signal_handler(loop, SIGHUP, heard, "hup");
	for (int i = 0; i < 4; i++)
		kill(getpid(), numbers[i]);
	AWAIT(async_sleep(.01));
	async_loop_add_signal_handler(loop, SIGUSR2, heard, "usr2, another way");
	kill(getpid(), SIGUSR2);
	AWAIT(async_sleep(.01));
	return 0;
}

static const char *answer(bool yes)
{
	return yes ? "True" : "False";
}

ASYNC static int removed(struct async_loop *loop)
{
	puts("-- removed");
	kill(getpid(), SIGUSR1);
	puts(answer(async_loop_remove_signal_handler(loop, SIGUSR1)));
	puts(answer(async_loop_remove_signal_handler(loop, SIGUSR1)));
	puts(answer(async_loop_remove_signal_handler(loop, SIGKILL)));
	AWAIT(async_sleep(.01));
	return 0;
}

ASYNC static int wrong(struct async_loop *loop)
{
	static const int numbers[] = { 0, -1, 65, 32, SIGKILL, SIGSTOP };
	EXCEPTION(e);
	puts("-- wrong");
	for (int i = 0; i < 6; i++) {
		async_loop_add_signal_handler(loop, numbers[i], heard, "never");
		if (EXCEPT(Exception, e))
			printf("%s: %s\n", e->type->name, e->message);
	}
	async_loop_remove_signal_handler(loop, 1000);
	if (EXCEPT(ValueError, e))
		puts(e->message);
	return 0;
}

static void set(void *event)
{
	async_event_set(event);
}

ASYNC static int stop_on_term(struct async_loop *loop)
{
	puts("-- an event that a signal sets");
	struct async_event *stop = async_event();
	async_loop_add_signal_handler(loop, SIGTERM, set, stop);
	async_loop_call_later(loop, 1, kill_self, (void *)SIGTERM);
	{
		TIMEOUT(limit, 2);
		AWAIT(async_event_wait(stop));
	}
	puts("stopped");
	async_loop_remove_signal_handler(loop, SIGTERM);
	return 0;
}

static void *sleep_long(void *arg)
{
	AWAIT(async_sleep(10));
	return arg;
}

static void cancel(void *task)
{
	async_task_cancel(task);
}

ASYNC static int cancel_on_int(struct async_loop *loop)
{
	puts("-- Ctrl-C by a handler of one's own");
	struct async_task *sleeper = async_create_task(sleep_long);
	EXCEPTION(e);
	async_loop_add_signal_handler(loop, SIGINT, cancel, sleeper);
	async_loop_call_later(loop, 1, kill_self, (void *)SIGINT);
	TRY(async_await(sleeper));
	if (EXCEPT(CancelledError, e))
		puts("cancelled");
	return 0;
}

static void *main_task(void *arg)
{
	static int (*const parts[])(struct async_loop *loop) = {
		passes, order, removed, wrong, stop_on_term, cancel_on_int,
	};
	struct async_loop *loop = async_get_running_loop();
	for (int i = 0; i < 6; i++)
		AWAIT(parts[i](loop));
	return arg;
}

int main(void)
{
	struct sigaction action;
	async_run(main_task);
	sigaction(SIGUSR2, NULL, &action);
	printf("and what was left has its default again: %s\n",
	       answer(action.sa_handler == SIG_DFL));
	return 0;
}

#include <stdint.h>
#include <stdio.h>

#include "async.h"

struct factorial {
	const char *name;
	int number;
};

static void *factorial(void *arg)
{
	const struct factorial *self = arg;
	intptr_t f = 1;
	for (int i = 2; i <= self->number; i++) {
		printf("Task %s: Compute factorial(%d), currently i=%d...\n", self->name,
		       self->number, i);
		AWAIT(async_sleep(1));
		f *= i;
	}
	printf("Task %s: factorial(%d) = %td\n", self->name, self->number, f);
	return (void *)f;
}

static void *eternity(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(3600));
	puts("yay!");
	return NULL;
}

static void *long_running(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(2));
	return "long";
}

ASYNC static int display(double end_time)
{
	for (;;) {
		printf("date at %.1f\n", async_loop_time(NULL));
		if (async_loop_time(NULL) + 1.0 >= end_time)
			return 0;
		AWAIT(async_sleep(1));
	}
}

static void *after_sleep(void *arg)
{
	(void)arg;
	puts("cancel_me(): after sleep");
	return NULL;
}

static void *cancel_me(void *arg)
{
	(void)arg;
	puts("cancel_me(): before sleep");
	FINALLY(after_sleep, NULL);
	EXCEPTION(e);
	TRY(async_sleep(3600));
	if (EXCEPT(CancelledError, e)) {
		puts("cancel_me(): cancel sleep");
		return async_reraise(e);
	}
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	intptr_t all[3];
	AWAIT(async_gather(all, async_coroutine(factorial, "A", 2),
			   async_coroutine(factorial, "B", 3),
			   async_coroutine(factorial, "C", 4)));
	printf("[%td, %td, %td]\n", all[0], all[1], all[2]);
	TRY(async_wait_for(async_coroutine(eternity), 1.0));
	if (EXCEPT(TimeoutError, e))
		puts("timeout!");
	bool expired;
	{
		TIMEOUT(cm, INFINITY);
		if (async_timeout_when(&cm) == INFINITY)
			puts("None");
		double new_deadline = async_loop_time(NULL) + 1;
		async_timeout_reschedule(&cm, new_deadline);
		const char *what = TRY(long_running(NULL));
		if (what)
			puts(what);
		expired = async_exception();	/* cm is gone behind the block */
	}
	if (EXCEPT(TimeoutError, e))
		puts("rescheduled timeout");
	if (expired)
		puts("Looks like we haven't finished on time.");
	AWAIT(display(async_loop_time(NULL) + 3.0));
	struct async_task *task = async_create_task(cancel_me);
	async_task_set_name(task, "cancellee");
	AWAIT(async_sleep(1));
	async_task_cancel(task);
	TRY(async_await(task));
	if (EXCEPT(CancelledError, e))
		printf("main(): cancel_me is cancelled now %s %s\n", async_task_get_name(task),
		       async_task_cancelled(task) ? "True" : "False");
	struct async_task *tasks[] = { async_create_task(long_running) };
	size_t done = AWAIT(async_wait(tasks, 1, ASYNC_ALL_COMPLETED, INFINITY));
	for (size_t i = 0; i < done; i++)
		printf("%s %zu\n", (char *)async_task_result(tasks[i]), 1 - done);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* The chains of exceptions that come out of tasks, futures, timeouts and groups. */

#include <stdio.h>

#include "async.h"

static void show(const struct async_exception *e)
{
	for (; e; e = e->context) {
		printf("   %s %s", e->type->name, e->message);
		if (e->count)
			printf(" (%zu sub-exception%s)", e->count, e->count > 1 ? "s" : "");
		printf(" | cause %s suppressed %s\n", e->cause ? e->cause->type->name : "None",
		       e->suppress_context ? "True" : "False");
	}
}

static void *fails(void *arg)
{
	(void)arg;
	return async_raise(ValueError, "in a task");
}

static void *fails_in_cleanup(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(async_sleep(9));
	if (EXCEPT(CancelledError, e))
		return async_raise(ValueError, "in cleanup");
	return NULL;
}

/* asyncio.sleep(9), as a coroutine object or a task */
static void *sleep_long(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(9));
	return NULL;
}

ASYNC static int awaited_in_a_handler(void)
{
	EXCEPTION(e);
	struct async_task *task = async_create_task(fails);

	AWAIT(async_wait(&task, 1, ASYNC_ALL_COMPLETED, INFINITY));
	async_raise(KeyError, "1");
	if (EXCEPT(KeyError, e))
		AWAIT(async_await(task));
	return 0;
}

ASYNC static int cancelled_future(void)
{
	EXCEPTION(e);
	struct async_future *future = async_loop_create_future(NULL);

	async_future_cancel(future, "gone");
	async_raise(KeyError, "1");
	if (EXCEPT(KeyError, e))
		AWAIT(async_await(future));
	return 0;
}

ASYNC static int cancelled_task_twice(void)
{
	struct async_task *task = async_create_task(sleep_long);

	AWAIT(async_sleep(0));
	async_task_cancel(task, "told once");
	AWAIT(async_wait(&task, 1, ASYNC_ALL_COMPLETED, INFINITY));
	{
		EXCEPTION(e);

		TRY(async_await(task));
		if (EXCEPT(CancelledError, e))
			show(e);
	}
	AWAIT(async_await(task));
	return 0;
}

ASYNC static int wait_for(void)
{
	AWAIT(async_wait_for(async_coroutine(sleep_long), 0.001));
	return 0;
}

ASYNC static int timeout(void)
{
	TIMEOUT(scope, 0.001);
	AWAIT(async_await(async_coroutine(fails_in_cleanup)));
	return 0;
}

ASYNC static int timeout_of_group(void)
{
	TIMEOUT(scope, 0.001);
	TASK_GROUP(group);
	async_task_group_create_task(group, fails_in_cleanup);
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	const struct { const char *name; int (*call)(void); } functions[] = {
		{ "awaited_in_a_handler", awaited_in_a_handler },
		{ "cancelled_future", cancelled_future },
		{ "cancelled_task_twice", cancelled_task_twice },
		{ "wait_for", wait_for },
		{ "timeout", timeout },
		{ "timeout_of_group", timeout_of_group },
	};

	for (int i = 0; i < 6; i++) {
		EXCEPTION(e);

		puts(functions[i].name);
		TRY(functions[i].call());
		if (EXCEPT(BaseException, e)) {
			show(e);
			if (e->count)
				show(e->exceptions[0]);
		}
	}
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

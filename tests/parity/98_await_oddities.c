/* A task that awaits itself; futures awaited by several; a wait for what has failed already. */

#include <stdio.h>
#include <string.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

static void *awaits_itself(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	const char *start = "Task cannot await on itself";

	TRY(async_await(async_current_task()));
	if (EXCEPT(RuntimeError, e))
		printf("RuntimeError: %s\n", str(!strncmp(e->message, start, strlen(start))));
	return "and goes on";
}

struct reader { const char *name; struct async_future *future; };

static void *reader(void *arg)
{
	const struct reader *self = arg;
	EXCEPTION(e);

	const char *result = TRY(async_await(self->future));
	if (EXCEPT(ValueError, e) || EXCEPT(CancelledError, e)) {
		printf("%s %s %s\n", self->name, e->type->name, e->message);
		return async_reraise(e);
	}
	printf("%s got %s\n", self->name, result);
	return NULL;
}

enum outcome { RESULT, ERROR, CANCELLED };

static void finish(struct async_future *future, enum outcome outcome)
{
	if (outcome == RESULT)
		async_future_set_result(future, "tea");
	else if (outcome == ERROR)
		async_future_set_exception(future, ValueError, "sold out");
	else
		async_future_cancel(future, "closed");
}

static void *main_task(void *arg)
{
	(void)arg;
	const char *result = AWAIT(async_await(async_create_task(awaits_itself)));

	puts(result);
	for (enum outcome outcome = RESULT; outcome <= CANCELLED; outcome++) {
		struct async_future *future = async_loop_create_future(NULL);
		struct async_task *tasks[] = {
			async_create_task(reader, "A", future),
			async_create_task(reader, "B", future),
		};
		AWAIT(async_sleep(0));
		finish(future, outcome);
		AWAIT(async_wait(tasks, 2, ASYNC_ALL_COMPLETED, INFINITY));
		printf("[%s, %s]\n", str(async_task_cancelled(tasks[0])),
		       str(async_task_cancelled(tasks[1])));
		if (outcome == ERROR)
			printf("['%s', '%s']\n", async_task_exception(tasks[0])->message,
			       async_task_exception(tasks[1])->message);
	}
	struct async_future *future = async_loop_create_future(NULL);
	struct async_task *c = async_create_task(reader, "C", future);
	struct async_task *d = async_create_task(reader, "D", future);
	struct async_task *tasks[] = { c, d };
	AWAIT(async_sleep(0));
	async_task_cancel(c, "only C");
	AWAIT(async_wait(tasks, 2, ASYNC_ALL_COMPLETED, INFINITY));
	printf("with the future of C, D was cancelled too: %s\n", str(async_task_cancelled(d)));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

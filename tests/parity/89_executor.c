/* run_in_executor() with one worker does one after the other; what waits can be cancelled. */

#include <stdio.h>
#include <string.h>

#include "async.h"

static const char *ran[4];
static int runs = 0;

struct job { const char *name; };

static void *job(void *arg)
{
	const struct job *self = arg;

	async_block(0.01);
	if (!strcmp(self->name, "fails"))
		return async_raise(ValueError, "job failed");
	ran[runs++] = self->name;
	return (void *)self->name;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	const char *const names[] = { "a", "b", "fails", "c" };
	struct async_executor *executor = async_thread_pool_executor(1);
	struct async_future *jobs[4];

	for (int i = 0; i < 4; i++)
		jobs[i] = async_loop_run_in_executor(NULL, executor, job, names[i]);
	printf("cancel b: %s\n", async_future_cancel(jobs[1]) ? "True" : "False");
	AWAIT(async_sleep(0));
	const char *result = AWAIT(async_await(jobs[0]));
	printf("first: %s\n", result);
	struct async_outcome outcomes[4];
	AWAIT(async_gather_outcomes_array(outcomes, jobs, 4));
	for (int i = 0; i < 4; i++)
		if (outcomes[i].exception)
			printf("%s %s\n", outcomes[i].exception->type->name,
			       outcomes[i].exception->message);
		else
			printf("str %s\n", (const char *)outcomes[i].result);
	printf("ran: [");
	for (int i = 0; i < runs; i++)
		printf("%s'%s'", i ? ", " : "", ran[i]);
	puts("]");
	async_executor_shutdown(executor, true);
	result = AWAIT(async_await(async_loop_run_in_executor(NULL, NULL, job, "d")));
	printf("default: %s\n", result);
	TRY(async_await(async_loop_run_in_executor(NULL, executor, job, "e")));
	if (EXCEPT(RuntimeError, e))
		printf("RuntimeError: %s\n", e->message);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* gather() of shielded and bare: cancelling it cancels only what has no shield. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

struct job { const char *name; int passes; };

static void *job(void *arg)
{
	const struct job *self = arg;
	EXCEPTION(e);

	for (int i = 0; i < self->passes; i++) {
		TRY(async_sleep(0));
		if (EXCEPT(CancelledError, e)) {
			printf("%s cancelled\n", self->name);
			return async_reraise(e);
		}
	}
	printf("%s done\n", self->name);
	return (void *)self->name;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_task *safe = async_create_task(job, "safe", 5);
	struct async_task *bare = async_create_task(job, "bare", 5);
	struct async_future *both = async_gather_future(NULL, async_shield(safe), bare);
	AWAIT(async_sleep(0));
	printf("cancel: %s\n", str(async_future_cancel(both)));
	TRY(async_await(both));
	if (EXCEPT(CancelledError, e))
		printf("gather cancelled; safe done: %s bare cancelled: %s\n",
		       str(async_task_done(safe)), str(async_task_cancelled(bare)));
	const char *name = AWAIT(async_await(safe));
	puts(name);
	const char *results[2];
	both = async_gather_future(results, async_coroutine(job, "one", 1),
				   async_coroutine(job, "two", 4));
	struct async_future *shielded = async_shield(both);
	AWAIT(async_sleep(0));
	async_future_cancel(shielded);
	TRY(async_await(shielded));
	if (EXCEPT(CancelledError, e))
		printf("shield cancelled; gather done: %s\n", str(async_future_done(both)));
	AWAIT(async_await(both));
	printf("['%s', '%s'] cancel a done gather: %s\n", results[0], results[1],
	       str(async_future_cancel(both)));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

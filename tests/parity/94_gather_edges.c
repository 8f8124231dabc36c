/* gather() with duplicates, with nothing, cancelled from outside and from inside. */

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
	return (void *)self->name;
}

ASYNC static int cancelled_from_outside(void)
{
	EXCEPTION(e);

	struct async_task *a = async_create_task(job, "A", 9);
	struct async_task *b = async_create_task(job, "B", 9);
	struct async_future *outer = async_gather_outcomes_future(NULL, a, b);
	AWAIT(async_sleep(0));
	async_task_cancel(a, "only A");
	AWAIT(async_sleep(0));
	printf("gather goes on: %s\n", str(!async_future_done(outer)));
	printf("cancel: %s\n", str(async_future_cancel(outer, "all of it")));
	TRY(async_await(outer));
	if (EXCEPT(CancelledError, e))
		printf("gather cancelled: %s %s %s\n", e->message, str(async_task_cancelled(a)),
		       str(async_task_cancelled(b)));
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_task *once = async_create_task(job, "once", 1);
	const char *results[3];
	AWAIT(async_gather(results, once, async_coroutine(job, "other", 0), once));
	printf("['%s', '%s', '%s']\n", results[0], results[1], results[2]);
	AWAIT(async_gather(NULL));
	puts("[]");
	AWAIT(cancelled_from_outside());
	struct async_task *c = async_create_task(job, "C", 2);
	struct async_task *d = async_create_task(job, "D", 2);
	struct async_future *outer = async_gather_future(NULL, c, d);
	AWAIT(async_sleep(0));
	async_task_cancel(c, "only C");
	TRY(async_await(outer));
	if (EXCEPT(CancelledError, e))
		printf("a child's cancellation: %s outer cancelled: %s\n", e->message,
		       str(async_future_cancelled(outer)));
	const char *name = AWAIT(async_await(d));
	printf("D goes on: %s\n", name);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

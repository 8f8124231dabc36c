/* A task that is cancelled while it cleans up is interrupted there, and twice if asked twice. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

static const char *const steps[] = { "files", "sockets" };

/* the body of `finally` */
static void *clean_up(void *arg)
{
	(void)arg;
	for (int i = 0; i < 2; i++) {
		EXCEPTION(e);

		printf("cleaning %s\n", steps[i]);
		TRY(async_sleep(9));
		if (EXCEPT(CancelledError, e)) {
			printf("interrupted in %s by %s context: %s\n", steps[i], e->message,
			       e->context->message);
			if (i == 1)
				return async_reraise(e);
		}
	}
	return NULL;
}

static void *worker(void *arg)
{
	(void)arg;
	FINALLY(clean_up, NULL);
	AWAIT(async_sleep(9));
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_task *task = async_create_task(worker);
	const char *const reasons[] = { "first", "second", "third" };
	for (int i = 0; i < 3; i++) {
		AWAIT(async_sleep(0));
		bool asked = async_task_cancel(task, reasons[i]);
		printf("cancel: %s %d\n", str(asked), async_task_cancelling(task));
	}
	TRY(async_await(task));
	if (EXCEPT(CancelledError, e))
		printf("main: %s cancelled: %s cancelling: %d\n", e->message,
		       str(async_task_cancelled(task)), async_task_cancelling(task));
	bool asked = async_task_cancel(task);
	printf("cancel a done task: %s %d\n", str(asked), async_task_cancelling(task));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* cancel() asks; the task ends when it has cleaned up. One that swallows the request goes on. */

#include <stdio.h>

#include "async.h"

static void *finally(void *arg)
{
	(void)arg;
	puts("finally");
	return NULL;
}

static void *w(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	puts("start");
	FINALLY(finally, NULL);
	TRY(async_sleep(1));
	if (EXCEPT(CancelledError, e)) {
		printf("got CancelledError ('%s',)\n", e->message);
		return async_reraise(e);
	}
	return NULL;
}

static void *swallow(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(async_sleep(1));
	if (EXCEPT(CancelledError, e)) {
		/* pass */
	}
	return "kept going";
}

static const char *str(bool value)
{
	return value ? "True" : "False";
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_task *t = async_create_task(w);
	AWAIT(async_sleep(0));
	bool asked = async_task_cancel(t, "why");
	printf("cancel -> %s | cancelled yet: %s\n", str(asked), str(async_task_cancelled(t)));
	TRY(async_await(t));
	if (EXCEPT(CancelledError, e))
		printf("await raised CancelledError; t.cancelled: %s\n",
		       str(async_task_cancelled(t)));
	printf("cancel a done task -> %s\n", str(async_task_cancel(t)));

	struct async_task *n = async_create_task(w);
	async_task_cancel(n);		/* before it ever ran */
	TRY(async_await(n));
	if (EXCEPT(CancelledError, e))
		puts("cancelled before start: body never ran");

	struct async_task *s = async_create_task(swallow);
	AWAIT(async_sleep(0));
	async_task_cancel(s);
	const char *result = AWAIT(async_await(s));
	printf("%s %s\n", result, str(async_task_cancelled(s)));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

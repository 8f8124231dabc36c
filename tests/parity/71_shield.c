/* A shield: the outer is cancelled and the inner is not; the inner is cancelled and so is the
 * outer. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

struct payment { int passes; };

static void *payment(void *arg)
{
	const struct payment *self = arg;

	for (int i = 0; i < self->passes; i++)
		AWAIT(async_sleep(0));
	puts("paid");
	return "receipt";
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_task *inner = async_create_task(payment, 3);
	struct async_future *outer = async_shield(inner);
	AWAIT(async_sleep(0));
	printf("cancel: %s\n", str(async_future_cancel(outer, "impatient")));
	TRY(async_await(outer));
	if (EXCEPT(CancelledError, e))
		printf("outer cancelled: %s inner done: %s\n", e->message,
		       str(async_task_done(inner)));
	const char *receipt = AWAIT(async_await(inner));
	puts(receipt);
	inner = async_create_task(payment, 3);
	outer = async_shield(inner);
	AWAIT(async_sleep(0));
	async_task_cancel(inner, "withdrawn");
	TRY(async_await(outer));
	if (EXCEPT(CancelledError, e))
		printf("inner cancelled, outer too: %s\n", str(async_future_cancelled(outer)));
	struct async_future *done = async_loop_create_future(NULL);
	async_future_set_result(done, "already");
	printf("a done one is its own shield: %s\n", str(async_shield(done) == done));
	struct async_future *twice = async_shield(async_shield(async_coroutine(payment, 1)));
	AWAIT(async_sleep(0));
	async_future_cancel(twice);
	TRY(async_await(twice));
	if (EXCEPT(CancelledError, e))
		puts("the outermost was cancelled");
	for (int i = 0; i < 3; i++)
		AWAIT(async_sleep(0));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

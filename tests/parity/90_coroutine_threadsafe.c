/* run_coroutine_threadsafe(): a thread has the loop run a coroutine, and gets its result or
 * error. */

#include <stdio.h>
#include <string.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

static const char *cancelled = "nothing";

struct order { const char *what; };

static void *order(void *arg)
{
	const struct order *self = arg;
	EXCEPTION(e);

	AWAIT(async_sleep(0));
	if (!strcmp(self->what, "soup"))
		return async_raise(ValueError, "sold out");
	if (!strcmp(self->what, "cake"))
		TRY(async_sleep(9));
	if (EXCEPT(CancelledError, e)) {
		cancelled = self->what;
		return async_reraise(e);
	}
	return async_sprintf("one %s", self->what);
}

struct waiter { struct async_loop *loop; };

static void *waiter(void *arg)
{
	const struct waiter *self = arg;
	EXCEPTION(e);

	puts(async_concurrent_future_result(
		async_run_coroutine_threadsafe(self->loop, order, "tea"), INFINITY));
	struct async_concurrent_future *future =
		async_run_coroutine_threadsafe(self->loop, order, "soup");
	async_concurrent_future_result(future, INFINITY);
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s again: %s\n", e->message,
		       async_concurrent_future_exception(future, INFINITY)->message);
	future = async_run_coroutine_threadsafe(self->loop, order, "cake");
	async_concurrent_future_result(future, 0.02);
	if (EXCEPT(TimeoutError, e))
		printf("TimeoutError; cancel: %s\n", str(async_concurrent_future_cancel(future)));
	async_concurrent_future_result(future, INFINITY);
	if (EXCEPT(CancelledError, e))
		printf("cancelled: %s done: %s\n", str(async_concurrent_future_cancelled(future)),
		       str(async_concurrent_future_done(future)));
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	AWAIT(async_to_thread(waiter, async_get_running_loop()));
	AWAIT(async_sleep(0.01));
	printf("the loop cancelled ['%s']\n", cancelled);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

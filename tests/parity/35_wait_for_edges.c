/* wait_for(): the time is up already, the cleanup raises, the caller is cancelled. */

#include <stdio.h>

#include "async.h"

static void *fails_in_cleanup(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(async_sleep(9));
	if (EXCEPT(CancelledError, e))
		return async_raise(IndexError, "cleanup failed");
	return NULL;
}

/* asyncio.sleep(delay, result) */
struct sleep_result { double delay; const char *result; };

static void *sleep_result(void *arg)
{
	const struct sleep_result *self = arg;

	AWAIT(async_sleep(self->delay));
	return (void *)self->result;
}

struct attempt { const char *what; struct async_future *awaitable; double timeout; };

/* what attempt() prints, once async_wait_for() has returned */
static void *outcome(const char *what, const char *result)
{
	EXCEPTION(e);

	if (EXCEPT(TimeoutError, e) || EXCEPT(IndexError, e) || EXCEPT(ValueError, e))
		printf("%s raised %s %s\n", what, e->type->name, e->message);
	else if (EXCEPT(CancelledError, e))
		printf("%s cancelled %s\n", what, e->message);
	else
		printf("%s -> %s\n", what, result);
	return NULL;
}

static void *attempt(void *arg)
{
	const struct attempt *self = arg;

	return outcome(self->what, TRY(async_wait_for(self->awaitable, self->timeout)));
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_future *done = async_loop_create_future(NULL);

	async_future_set_result(done, "tea");
	outcome("done future, 0", TRY(async_wait_for(done, 0)));
	outcome("done future, -1", TRY(async_wait_for(done, -1)));
	struct async_future *pending = async_loop_create_future(NULL);
	outcome("pending future, 0", TRY(async_wait_for(pending, 0)));
	printf("pending future cancelled: %s\n",
	       async_future_cancelled(pending) ? "True" : "False");
	outcome("cleanup raises", TRY(async_wait_for(async_coroutine(fails_in_cleanup), 0.001)));
	struct async_future *failed = async_loop_create_future(NULL);
	async_future_set_exception(failed, ValueError, "sold out");
	outcome("failed future, 0", TRY(async_wait_for(failed, 0)));
	outcome("no timeout",
		TRY(async_wait_for(async_coroutine(sleep_result, 0, "slept"), INFINITY)));
	struct async_future *order = async_loop_create_future(NULL);
	struct async_task *task = async_create_task(attempt, "caller cancelled", order, 9);
	AWAIT(async_sleep(0));
	async_task_cancel(task, "closing");
	AWAIT(async_await(task));
	printf("order cancelled: %s\n", async_future_cancelled(order) ? "True" : "False");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

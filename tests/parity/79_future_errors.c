/* What a future says when it is asked too early or told too often. */

#include <stdio.h>
#include <string.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

/* what attempt() prints, once the call has returned */
static void outcome(const char *what, const char *value)
{
	EXCEPTION(e);

	if (EXCEPT(BaseException, e))
		printf("%s %s %s\n", what, e->type->name, e->message);
	else
		printf("%s -> %s\n", what, value);
}

static const char *message(const struct async_exception *e)
{
	return e ? e->message : "None";
}

static void try_all(const char *name, struct async_future *future)
{
	printf("%s done: %s cancelled: %s\n", name, str(async_future_done(future)),
	       str(async_future_cancelled(future)));
	outcome("  result", async_future_result(future));
	outcome("  exception", message(async_future_exception(future)));
	if (!strcmp(name, "pending"))
		return;
	async_future_set_result(future, "2");
	outcome("  set_result", "None");
	async_future_set_exception(future, ValueError, "no message");
	outcome("  set_exception", "None");
	outcome("  cancel", str(async_future_cancel(future)));
}

/* asyncio.sleep(delay, result) */
struct sleep_result { double delay; const char *result; };

static void *sleep_result(void *arg)
{
	const struct sleep_result *self = arg;

	AWAIT(async_sleep(self->delay));
	return (void *)self->result;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_future *pending = async_loop_create_future(NULL);
	struct async_future *done = async_loop_create_future(NULL);
	struct async_future *failed = async_loop_create_future(NULL);
	struct async_future *cancelled = async_loop_create_future(NULL);

	async_future_set_result(done, "1");
	async_future_set_exception(failed, ValueError, "sold out");
	async_future_cancel(cancelled, "no customers");
	try_all("pending", pending);
	try_all("done", done);
	try_all("failed", failed);
	try_all("cancelled", cancelled);
	struct async_task *task = async_create_task(sleep_result, 0, "slept");
	outcome("task", async_task_result(task));
	const char *result = AWAIT(async_await(task));
	printf("%s %s %s\n", result, (const char *)async_task_result(task),
	       message(async_task_exception(task)));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

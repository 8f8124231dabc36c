/* Behind a shield that was cancelled, a result is lost, and an error is reported. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

static void handler(struct async_loop *loop, const struct async_exception_context *context,
		    void *arg)
{
	(void)loop;
	(void)arg;
	printf("handler: %s | %s %s\n", context->message, context->exception->type->name,
	       context->exception->message);
}

struct work { bool fails; };

static void *work(void *arg)
{
	const struct work *self = arg;

	AWAIT(async_sleep(0));
	if (self->fails)
		return async_raise(ValueError, "late");
	return NULL;
}

/* asyncio.wait_for(asyncio.shield(inner), 9), as a task */
struct wait_shielded { struct async_task *inner; };

static void *wait_shielded(void *arg)
{
	const struct wait_shielded *self = arg;

	return AWAIT(async_wait_for(async_shield(self->inner), 9));
}

static void *main_task(void *arg)
{
	(void)arg;
	async_loop_set_exception_handler(NULL, handler, NULL);
	for (int fails = 0; fails < 2; fails++) {
		struct async_task *inner = async_create_task(work, fails);
		struct async_future *outer = async_shield(inner);
		async_future_cancel(outer);
		for (int i = 0; i < 3; i++)
			AWAIT(async_sleep(0));
		printf("inner done: %s outer cancelled: %s\n", str(async_task_done(inner)),
		       str(async_future_cancelled(outer)));
		async_detach(inner);
	}
	struct async_task *inner = async_create_task(work, true);
	struct async_task *task = async_create_task(wait_shielded, inner);
	AWAIT(async_sleep(0));
	async_task_cancel(task);
	struct async_task *both[] = { task, inner };
	AWAIT(async_wait(both, 2, ASYNC_ALL_COMPLETED, INFINITY));
	printf("task cancelled: %s inner: %s\n", str(async_task_cancelled(task)),
	       async_task_exception(inner)->message);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

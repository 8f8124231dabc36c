/* What run() does with a task that is left: cancels it, waits for it, and reports what it
 * raises. */

#include <stdio.h>
#include <string.h>

#include "async.h"

static void handler(struct async_loop *loop, const struct async_exception_context *context,
		    void *arg)
{
	(void)loop;
	(void)arg;
	int length = (int)(strstr(context->message, " during ") - context->message);
	printf("handler: %.*s | %s %s\n", length, context->message, context->exception->type->name,
	       context->exception->message);
}

struct left { const char *kind; };

static void *left(void *arg)
{
	const struct left *self = arg;
	EXCEPTION(e);

	printf("%s begins\n", self->kind);
	TRY(async_sleep(9));
	if (EXCEPT(CancelledError, e)) {
		printf("%s is cancelled\n", self->kind);
		AWAIT(async_sleep(0));
		if (!strcmp(self->kind, "one that refuses"))
			return "refused";
		if (!strcmp(self->kind, "one that fails"))
			return async_raise(ValueError, "in cleanup");
		return async_reraise(e);
	}
	return NULL;
}

static void say_cancelled(struct async_future *task, void *kind)
{
	printf("%s cancelled: %s\n", (const char *)kind,
	       async_future_cancelled(task) ? "True" : "False");
}

struct main_task { const char *kind; };

static void *main_task(void *arg)
{
	const struct main_task *self = arg;

	async_loop_set_exception_handler(NULL, handler, NULL);
	struct async_task *task = async_create_task(left, self->kind);
	async_task_add_done_callback(task, say_cancelled, (void *)self->kind);
	AWAIT(async_sleep(0));
	puts("main ends");
	return NULL;
}

static void *one_more_step(void *arg)
{
	(void)arg;
	puts("the loop stops a pass after main has ended");
	AWAIT(async_sleep(0));
	puts("never reached");
	return NULL;
}

static void *ends_at_once(void *arg)
{
	(void)arg;
	async_create_task(one_more_step);
	return NULL;
}

int main(void)
{
	async_run(main_task, "a decent one");
	async_run(main_task, "one that refuses");
	async_run(main_task, "one that fails");
	async_run(ends_at_once);
	return 0;
}

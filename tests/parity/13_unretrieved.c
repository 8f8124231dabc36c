/* An exception that nobody asked a task for goes to the loop's exception handler, when the task's
 * handle ends. */

#include <stdio.h>

#include "async.h"

static void *bad(void *arg)
{
	(void)arg;
	return async_raise(RuntimeError, "lost");
}

static void handler(struct async_loop *loop, const struct async_exception_context *context,
		    void *arg)
{
	(void)loop;
	(void)arg;
	printf("HANDLER: %s %s('%s')\n", context->message, context->exception->type->name,
	       context->exception->message);
}

static void *main_task(void *arg)
{
	async_loop_set_exception_handler(NULL, handler, NULL);
	struct async_task *t = async_create_task(bad);
	async_task_set_name(t, "T");
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	async_detach(t);
	puts("after del");
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

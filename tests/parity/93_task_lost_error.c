/* A task's exception that nobody asks for is reported when the task goes; asking once is
 * enough. */

#include <stdio.h>

#include "async.h"

static void handler(struct async_loop *loop, const struct async_exception_context *context,
		    void *arg)
{
	(void)loop;
	(void)arg;
	printf("handler: %s | %s %s\n", context->message, context->exception->type->name,
	       context->exception->message);
}

struct fails { const char *message; };

static void *fails(void *arg)
{
	const struct fails *self = arg;

	return async_raise(ValueError, "%s", self->message);
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	async_loop_set_exception_handler(NULL, handler, NULL);
	struct async_task *asked = async_create_task(fails, "asked for");
	struct async_task *lost = async_create_task(fails, "lost");
	struct async_task *both[] = { asked, lost };
	AWAIT(async_wait(both, 2, ASYNC_ALL_COMPLETED, INFINITY));
	printf("asked: %s\n", async_task_exception(asked)->message);
	async_detach(asked);				/* del asked */
	puts("now the other");
	async_detach(lost);
	struct async_future *gathered = async_gather_future(
		NULL, async_coroutine(fails, "one"), async_coroutine(fails, "two"));
	TRY(async_await(gathered));
	if (EXCEPT(ValueError, e))
		printf("gather raised %s\n", e->message);
	struct async_future *future = async_loop_create_future(NULL);
	async_future_set_exception(future, OSError, "a future's");
	puts("main ends");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

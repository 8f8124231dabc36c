/* A callback that raises stops nobody; the loop's handler hears of it. */

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

static void fails(void *arg)
{
	(void)arg;
	async_raise(ValueError, "callback with 0 argument(s)");
}

static void done_callback_fails(struct async_future *future, void *arg)
{
	(void)future;
	(void)arg;
	async_raise(ValueError, "callback with 1 argument(s)");
}

static void print_result(struct async_future *future, void *arg)
{
	(void)arg;
	printf("the next callback runs, result %td\n", (intptr_t)async_future_result(future));
}

static void print(void *text)
{
	puts(text);
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_loop *loop = async_get_running_loop();

	async_loop_set_exception_handler(loop, handler, NULL);
	struct async_future *future = async_loop_create_future(loop);
	async_future_add_done_callback(future, done_callback_fails, NULL);
	async_future_add_done_callback(future, print_result, NULL);
	async_future_set_result(future, (void *)5);
	async_loop_call_soon(loop, fails, NULL);
	async_loop_call_later(loop, 0, fails, NULL);
	async_loop_call_soon(loop, print, "and the loop goes on");
	for (int i = 0; i < 3; i++)
		AWAIT(async_sleep(0));
	async_loop_call_exception_handler(loop, &(struct async_exception_context){
		.message = "told by hand",
		.exception = async_exception_new(OSError, "disk"),
	});
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

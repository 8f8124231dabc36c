/* An exception handler that raises itself: the loop goes on. (What it logs is not compared.) */

#include <stdio.h>

#include "async.h"

static void handler(struct async_loop *loop, const struct async_exception_context *context,
		    void *arg)
{
	(void)loop;
	(void)arg;
	printf("handler: %s\n", context->exception->message);
	async_raise(LookupError, "the handler fails");
}

static void fails(void *arg)
{
	(void)arg;
	async_raise(ValueError, "the callback fails");
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
	async_loop_call_soon(loop, fails, NULL);
	async_loop_call_soon(loop, print, "the next callback");
	AWAIT(async_sleep(0));
	async_loop_call_exception_handler(loop, &(struct async_exception_context){
		.message = "by hand",
		.exception = async_exception_new(OSError, "disk"),
	});
	puts("still here");
	return NULL;
}

int main(void)
{
	if (!freopen("/dev/null", "w", stderr))		/* logging.disable() */
		return 1;
	async_run(main_task);
	return 0;
}

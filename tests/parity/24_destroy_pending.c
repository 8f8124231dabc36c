/* A task that still waits when its loop is closed is told of. What is said is ours, in
 * 24_destroy_pending.c.out: the fact, where it was made, and where it waits for what. */

#include "async.h"

static void *f(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);

	AWAIT(async_await(future));
	return arg;
}

static void *nothing(void *arg)
{
	AWAIT(async_sleep(0));
	return arg;
}

int main(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_create_task(loop, f);
	async_loop_run_until_complete(loop, async_coroutine(nothing));
	async_loop_close(loop);
	return 0;
}

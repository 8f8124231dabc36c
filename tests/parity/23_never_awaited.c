/* A coroutine that nobody awaits is told of. What is said is ours, in 23_never_awaited.c.out: the
 * fact, and where it was made. */

#include "async.h"

static void *f(void *arg)
{
	return arg;
}

static void *main_task(void *arg)
{
	async_coroutine(f);
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* StopIteration and StopAsyncIteration end a loop; where they end up elsewhere, they are a
 * mistake. */

#include <stdio.h>

#include "async.h"

static void *raises_stop(void *arg)
{
	(void)arg;
	return async_raise(StopIteration, "from a coroutine");
}

static void *generator(void *arg)
{
	(void)arg;
	AWAIT(async_yield((void *)1));
	return async_raise(StopAsyncIteration, "from a generator");
}

static void show(const struct async_exception *e)
{
	printf("%s %s | cause: %s %s\n", e->type->name, e->message, e->cause->type->name,
	       e->cause->message);
}

ASYNC static int print_all(struct async_generator *numbers)
{
	ASYNC_FOR(n, numbers)
		printf("%td\n", (intptr_t)n);
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_future *future = async_loop_create_future(NULL);
	async_future_set_exception(future, StopIteration, "into a future");
	TRY(async_await(future));
	if (EXCEPT(RuntimeError, e))
		show(e);
	TRY(async_await(async_create_task(raises_stop)));
	if (EXCEPT(RuntimeError, e))
		show(e);
	TRY(print_all(async_generator(generator)));
	if (EXCEPT(RuntimeError, e))
		show(e);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* A generator that yields while it is closed, one that returns, and one that raises. */

#include <stdio.h>

#include "async.h"

static void *yields_again(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(async_yield((void *)1));
	if (EXCEPT(GeneratorExit, e))
		AWAIT(async_yield((void *)2));
	return NULL;
}

static void *returns(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(async_yield((void *)1));
	if (EXCEPT(GeneratorExit, e))
		puts("returns quietly");
	return NULL;
}

/* the body of `finally` */
static void *fail(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(0));
	return async_raise(ValueError, "while closing");
}

static void *raises(void *arg)
{
	(void)arg;
	FINALLY(fail, NULL);
	AWAIT(async_yield((void *)1));
	return NULL;
}

ASYNC static int close_it(const char *name, struct async_generator *g)
{
	EXCEPTION(e);

	AWAIT(async_anext(g));
	TRY(async_aclose(g));
	if (EXCEPT(RuntimeError, e) || EXCEPT(ValueError, e))
		printf("%s %s %s\n", name, e->type->name, e->message);
	else
		printf("%s closed\n", name);
	TRY(async_anext(g));
	if (EXCEPT(StopAsyncIteration, e))
		puts("next: the end");
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	AWAIT(close_it("yields_again", async_generator(yields_again)));
	AWAIT(close_it("returns", async_generator(returns)));
	AWAIT(close_it("raises", async_generator(raises)));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

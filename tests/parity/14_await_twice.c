/* A task can be awaited again and again, with the same outcome; a coroutine object only once. */

#include <stdio.h>

#include "async.h"

static void *f(void *arg)
{
	(void)arg;
	puts("runs once");
	return (void *)3;
}

static void *bad(void *arg)
{
	(void)arg;
	return async_raise(ValueError, "same");
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_task *t = async_create_task(f);
	intptr_t first = (intptr_t)AWAIT(async_await(t));
	intptr_t second = (intptr_t)AWAIT(async_await(t));
	printf("%jd %jd\n", (intmax_t)first, (intmax_t)second);

	struct async_task *b = async_create_task(bad);
	for (int i = 0; i < 2; i++) {
		TRY(async_await(b));
		if (EXCEPT(ValueError, e))
			printf("raise %d %s\n", i, e->message);
	}

	struct async_coroutine *c = async_coroutine(f);
	AWAIT(async_await(c));
	TRY(async_await(c));
	if (EXCEPT(RuntimeError, e))
		printf("coroutine: %s\n", e->message);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

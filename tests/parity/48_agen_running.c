/* A generator that is running in one task can be driven by no other. */

#include <stdio.h>

#include "async.h"

/* the body of `finally` */
static void *closed(void *arg)
{
	(void)arg;
	puts("closed");
	return NULL;
}

static void *slow(void *arg)
{
	(void)arg;
	FINALLY(closed, NULL);
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	AWAIT(async_yield((void *)1));
	AWAIT(async_yield((void *)2));
	return NULL;
}

struct consume { struct async_generator *g; };

static void *consume(void *arg)
{
	const struct consume *self = arg;
	intptr_t n = (intptr_t)AWAIT(async_anext(self->g));

	printf("got %td\n", n);
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_generator *g = async_generator(slow);
	struct async_task *task = async_create_task(consume, g);
	AWAIT(async_sleep(0));
	TRY(async_aclose(g));
	if (EXCEPT(RuntimeError, e))
		puts(e->message);
	TRY(async_anext(g));
	if (EXCEPT(RuntimeError, e))
		puts(e->message);
	TRY(async_asend(g, NULL));
	if (EXCEPT(RuntimeError, e))
		puts(e->message);
	TRY(async_athrow(g, ValueError, "thrown"));
	if (EXCEPT(RuntimeError, e))
		puts(e->message);
	AWAIT(async_await(task));
	intptr_t n = (intptr_t)AWAIT(async_anext(g));
	printf("got %td\n", n);
	AWAIT(async_aclose(g));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

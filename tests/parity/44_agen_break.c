/* A generator left by break still waits at its yield; once it is closed, it is at its end. */

#include <stdio.h>

#include "async.h"

/* the body of `finally` */
static void *close_readings(void *arg)
{
	(void)arg;
	puts("closing");
	AWAIT(async_sleep(0));
	puts("closed");
	return NULL;
}

static void *readings(void *arg)
{
	(void)arg;
	FINALLY(close_readings, NULL);
	for (intptr_t n = 0; n < 5; n++) {
		AWAIT(async_sleep(0));
		AWAIT(async_yield((void *)n));
	}
	return NULL;
}

ASYNC static int first_of(struct async_generator *generator)
{
	ASYNC_WITH_AS(source, async_aclosing(generator));
	ASYNC_FOR(n, (struct async_generator *)source) {
		printf("%td\n", (intptr_t)n);
		break;
	}
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_generator *source = async_generator(readings);
	ASYNC_FOR(n, source) {
		printf("%td\n", (intptr_t)n);
		if ((intptr_t)n == 1)
			break;
	}
	intptr_t next = (intptr_t)AWAIT(async_anext(source));
	printf("after break; the next is %td\n", next);
	AWAIT(async_aclose(source));
	AWAIT(async_aclose(source));
	puts("aclose again: None");
	TRY(async_anext(source));
	if (EXCEPT(StopAsyncIteration, e))
		puts("StopAsyncIteration");
	TRY(async_anext(source));
	if (EXCEPT(StopAsyncIteration, e))
		puts("default: none left");
	AWAIT(first_of(async_generator(readings)));
	struct async_generator *never = async_generator(readings);
	AWAIT(async_aclose(never));
	printf("closed before it began: [");
	ASYNC_FOR(n, never)
		printf("%td", (intptr_t)n);
	puts("]");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

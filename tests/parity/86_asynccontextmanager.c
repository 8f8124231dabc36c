/* Contexts made of generators: suppress, let through, and what they must not do. */

#include <stdio.h>

#include "async.h"

struct table { int number; bool suppress; };

/* the body of `finally` */
static void *clear_table(void *arg)
{
	const struct table *self = arg;

	AWAIT(async_sleep(0));
	printf("clear table %d\n", self->number);
	return NULL;
}

static void *table(void *arg)
{
	struct table *self = arg;
	EXCEPTION(e);

	printf("lay table %d\n", self->number);
	AWAIT(async_sleep(0));
	FINALLY(clear_table, self);
	TRY(async_yield(async_sprintf("table %d", self->number)));
	if (EXCEPT(ValueError, e)) {
		printf("the guest complained: %s\n", e->message);
		if (!self->suppress)
			return async_reraise(e);
	}
	return NULL;
}

struct yields { int times; };

static void *yields(void *arg)
{
	const struct yields *self = arg;

	for (intptr_t n = 0; n < self->times; n++)
		AWAIT(async_yield((void *)n));
	return NULL;
}

ASYNC static int complain(int number, bool suppress, const char *complaint)
{
	ASYNC_WITH(async_context_manager(table, number, suppress));
	async_raise(ValueError, "%s", complaint);
	return 0;
}

ASYNC static int yield_times(int times)
{
	ASYNC_WITH_AS(n, async_context_manager(yields, times));
	printf("body %td\n", (intptr_t)n);
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	{
		ASYNC_WITH_AS(t, async_context_manager(table, 1, false));
		printf("eat at %s\n", (const char *)t);
	}
	AWAIT(complain(2, true, "cold soup"));
	puts("suppressed");
	TRY(complain(3, false, "no salt"));
	if (EXCEPT(ValueError, e))
		printf("came through: %s\n", e->message);
	for (int times = 0; times <= 2; times += 2) {
		TRY(yield_times(times));
		if (EXCEPT(RuntimeError, e))
			printf("RuntimeError: %s\n", e->message);
	}
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* athrow() raises at the yield: caught, answered by another yield, or let through. */

#include <stdio.h>

#include "async.h"

static void *meter(void *arg)
{
	(void)arg;
	for (intptr_t n = 0;;) {
		EXCEPTION(e);

		TRY(async_yield((void *)n));
		if (EXCEPT(ValueError, e)) {
			printf("meter handles %s\n", e->message);
			AWAIT(async_sleep(0));
			n = 100;
		} else if (async_exception()) {
			return NULL;
		} else {
			n++;
		}
	}
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_generator *m = async_generator(meter);
	intptr_t first = (intptr_t)AWAIT(async_anext(m));
	intptr_t second = (intptr_t)AWAIT(async_anext(m));
	printf("%td %td\n", first, second);
	intptr_t reset = (intptr_t)AWAIT(async_athrow(m, ValueError, "reset"));
	printf("athrow -> %td\n", reset);
	intptr_t next = (intptr_t)AWAIT(async_anext(m));
	printf("%td\n", next);
	TRY(async_athrow(m, IndexError, "broken"));
	if (EXCEPT(IndexError, e))
		printf("came through: %s\n", e->message);
	TRY(async_anext(m));
	if (EXCEPT(StopAsyncIteration, e))
		puts("the generator has ended");
	struct async_generator *fresh = async_generator(meter);
	TRY(async_athrow(fresh, ValueError, "before the first yield"));
	if (EXCEPT(ValueError, e))
		printf("not begun: %s\n", e->message);
	printf("and ended: [");
	ASYNC_FOR(n, fresh)
		printf("%td", (intptr_t)n);
	puts("]");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

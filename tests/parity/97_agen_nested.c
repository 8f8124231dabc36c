/* A generator that reads from another: errors pass through both, and closing it closes both. */

#include <stdio.h>

#include "async.h"

/* the bodies of `finally` */
static void *close_numbers(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(0));
	puts("numbers closed");
	return NULL;
}

static void *close_squares(void *arg)
{
	(void)arg;
	puts("squares closed");
	return NULL;
}

struct numbers { int fail_at; };

static void *numbers(void *arg)
{
	const struct numbers *self = arg;

	FINALLY(close_numbers, NULL);
	for (intptr_t n = 0; n < 9; n++) {
		if (n == self->fail_at)
			return async_raise(ValueError, "no number %td", n);
		AWAIT(async_sleep(0));
		AWAIT(async_yield((void *)n));
	}
	return NULL;
}

struct squares { int fail_at; };

static void *squares(void *arg)
{
	const struct squares *self = arg;

	FINALLY(close_squares, NULL);
	ASYNC_WITH_AS(source, async_aclosing(async_generator(numbers, self->fail_at)));
	ASYNC_FOR(n, (struct async_generator *)source)
		AWAIT(async_yield((void *)((intptr_t)n * (intptr_t)n)));
	return NULL;
}

/* the body of `try`: print them, and fail at 1, if [fail] says so */
ASYNC static int print_all(struct async_generator *source, bool fail)
{
	ASYNC_FOR(n, source) {
		printf("%td\n", (intptr_t)n);
		if (fail && (intptr_t)n == 1) {
			async_raise(IndexError, "in the body");
			return 0;
		}
	}
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_generator *source = async_generator(squares, 2);
	TRY(print_all(source, false));
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s\n", e->message);
	TRY(async_anext(source));
	if (EXCEPT(StopAsyncIteration, e))
		puts("behind the error: the end");
	source = async_generator(squares, 9);
	TRY(print_all(source, true));
	if (EXCEPT(IndexError, e)) {
		intptr_t n = (intptr_t)AWAIT(async_anext(source));
		printf("the generator does not see it: %td\n", n);
	}
	AWAIT(async_aclose(source));
	puts("closed");
	source = async_generator(squares, 9);
	AWAIT(async_anext(source));
	intptr_t n = (intptr_t)TRY(async_athrow(source, IndexError, "thrown"));
	if (EXCEPT(IndexError, e))
		printf("through both: %s\n", e->message);
	else
		printf("%td\n", n);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

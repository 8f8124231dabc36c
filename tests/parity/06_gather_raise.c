/* gather() raises the first exception; the others run on. With return_exceptions it is a result
 * too. */

#include <stdio.h>

#include "async.h"

static void *ok(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(async_sleep(.02));
	if (EXCEPT(CancelledError, e)) {
		puts("ok cancelled");
		return async_reraise(e);
	}
	puts("ok still ran");
	return (void *)7;
}

static void *bad(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(.01));
	return async_raise(ValueError, "boom");
}

/* print([7, ValueError('boom')]) */
static void print_outcomes(const struct async_outcome outcomes[], size_t count)
{
	printf("[");
	for (size_t i = 0; i < count; i++) {
		const struct async_exception *e = outcomes[i].exception;

		printf("%s", i ? ", " : "");
		if (e)
			printf("%s('%s')", e->type->name, e->message);
		else
			printf("%jd", (intmax_t)(intptr_t)outcomes[i].result);
	}
	puts("]");
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_task *t = async_create_task(ok);
	EXCEPTION(e);

	TRY(async_gather(NULL, t, async_coroutine(bad)));
	if (EXCEPT(ValueError, e))
		printf("caught %s | t.done: %s\n", e->message,
		       async_task_done(t) ? "True" : "False");

	intptr_t value = (intptr_t)AWAIT(async_await(t));
	printf("t -> %jd\n", (intmax_t)value);

	struct async_outcome outcomes[2];
	AWAIT(async_gather_outcomes(outcomes, async_coroutine(ok), async_coroutine(bad)));
	print_outcomes(outcomes, 2);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* wait_for() cancels what takes too long, waits for its clean-up, and takes a result if
 * there is one. */

#include <stdio.h>

#include "async.h"

static void *slow(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(async_sleep(1));
	if (EXCEPT(CancelledError, e)) {
		puts("inner: cleanup begins");
		AWAIT(async_sleep(.02));
		puts("inner: cleanup ends");
		return async_reraise(e);
	}
	return NULL;
}

static void *stubborn(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(async_sleep(1));
	if (EXCEPT(CancelledError, e))
		return "won";
	return NULL;
}

static void *never(void *arg)
{
	(void)arg;
	puts("must not print");
	return NULL;
}

/* asyncio.sleep(delay, result) */
struct sleep_result { double delay; intptr_t result; };

static void *sleep_result(void *arg)
{
	const struct sleep_result *self = arg;

	AWAIT(async_sleep(self->delay));
	return (void *)self->result;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(async_wait_for(async_coroutine(slow), .01));
	if (EXCEPT(TimeoutError, e))
		puts("TimeoutError (after cleanup)");

	intptr_t five = (intptr_t)AWAIT(async_wait_for(async_coroutine(sleep_result, 0, 5), 1));
	printf("%jd\n", (intmax_t)five);

	const char *result = TRY(async_wait_for(async_coroutine(stubborn), .01));
	if (EXCEPT(TimeoutError, e))
		puts("stubborn -> TimeoutError");
	else
		printf("stubborn -> %s\n", result);

	TRY(async_wait_for(async_coroutine(never), 0));
	if (EXCEPT(TimeoutError, e))
		puts("timeout 0 -> TimeoutError, body never ran");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

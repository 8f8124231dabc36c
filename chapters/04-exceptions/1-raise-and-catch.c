/* An exception goes to whoever awaits, through every function in between, until one catches it. */

#include <stdio.h>

#include "async.h"

ASYNC static const char *risky_task(void)
{
	puts("risky_task: begins");
	AWAIT(async_sleep(1));
	return async_raise(ValueError, "An error occurred!");
}

/* Knows nothing of errors: AWAIT leaves it when one comes by. */
ASYNC static int print_forecast(void)
{
	const char *forecast = AWAIT(risky_task());

	printf("print_forecast: %s\n", forecast);
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(print_forecast());
	if (EXCEPT(ValueError, e))
		printf("Caught an exception: %s\n", e->message);
	puts("main_task: goes on");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

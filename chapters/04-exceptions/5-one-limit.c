/* One time limit can hold for several awaits together: TIMEOUT limits the rest of its block.
 *
 * The stations of three cities are asked in turn, and the report must be out after 4 seconds. */

#include <stdio.h>

#include "async.h"

ASYNC static int ask_station(const char *city, double delay)
{
	AWAIT(async_sleep(delay));
	printf("%s: answers\n", city);
	return 0;
}

ASYNC static int ask_all(void)
{
	TIMEOUT(limit, 4);

	AWAIT(ask_station("Oslo", 1));
	AWAIT(ask_station("Lima", 2));
	AWAIT(ask_station("Rome", 3));
	puts("report: complete");
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	double start = async_loop_time(NULL);

	TRY(ask_all());
	if (EXCEPT(TimeoutError, e))
		puts("report: not complete, the time is up");
	printf("that took %.0f seconds\n", async_loop_time(NULL) - start);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* Three fetches awaited one after the other take the sum of their times: 3 + 1 + 2 = 6 seconds.
 *
 * Every function here may suspend, and still nothing overlaps: an await waits, and who awaits three
 * times in a row waits three times. */

#include <stdio.h>

#include "async.h"

/* Ask a weather station for [data], which takes it [delay] seconds to send. */
ASYNC static const char *fetch_data(double delay, const char *data)
{
	printf("%s: asked for\n", data);
	AWAIT(async_sleep(delay));
	printf("%s: here\n", data);
	return data;
}

static void *main_task(void *arg)
{
	(void)arg;
	const char *results[3];
	double start = async_loop_time(NULL);

	results[0] = AWAIT(fetch_data(3, "Data 1"));
	results[1] = AWAIT(fetch_data(1, "Data 2"));
	results[2] = AWAIT(fetch_data(2, "Data 3"));
	printf("['%s', '%s', '%s']\n", results[0], results[1], results[2]);
	printf("that took %.0f seconds\n", async_loop_time(NULL) - start);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

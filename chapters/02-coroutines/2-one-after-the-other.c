/* Two things awaited one after the other take the sum of their times: 1 + 2 = 3 seconds.
 *
 * To await is to wait. AWAIT lets other tasks run meanwhile, but this program has no other task. */

#include <stdio.h>

#include "async.h"

ASYNC static int say_after(double delay, const char *message)
{
	AWAIT(async_sleep(delay));
	puts(message);
	return 0;
}

static void *welcome(void *arg)
{
	(void)arg;
	double start = async_loop_time(NULL);

	AWAIT(say_after(1, "waiter: good evening"));
	AWAIT(say_after(2, "cook: welcome"));
	printf("guest: that took %.0f seconds\n", async_loop_time(NULL) - start);
	return NULL;
}

int main(void)
{
	async_run(welcome);
	return 0;
}

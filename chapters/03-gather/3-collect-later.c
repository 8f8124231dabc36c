/* A task is started now, and its result is collected later, when it is needed.
 *
 * The weather takes 2 seconds to come, and the desk is busy for 3. Together that is 3 seconds, and
 * not 5, since both wait at the same time. */

#include <stdio.h>

#include "async.h"

static void *fetch_weather(void *arg)
{
	(void)arg;
	puts("station: asked for the weather");
	AWAIT(async_sleep(2));
	puts("station: the weather is here");
	return "sunny";
}

ASYNC static int sell_tickets(int count)
{
	for (int i = 1; i <= count; i++) {
		AWAIT(async_sleep(1.5));
		printf("desk: ticket %d sold\n", i);
	}
	return count;
}

static void *main_task(void *arg)
{
	(void)arg;
	double start = async_loop_time(NULL);
	struct async_task *weather = async_create_task(fetch_weather);

	puts("desk: the task is made");
	int sold = AWAIT(sell_tickets(2));
	printf("desk: the task is %s\n", async_task_done(weather) ? "done" : "not done");
	printf("desk: %d tickets for a %s day\n", sold, (const char *)AWAIT(async_await(weather)));
	printf("that took %.0f seconds\n", async_loop_time(NULL) - start);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* What does not need one another is awaited together: five fetches of 1 second take 1, not 5. */

#include <stdio.h>

#include "async.h"

enum { CITIES = 5 };

static const char *const cities[CITIES] = { "Oslo", "Lima", "Rome", "Cairo", "Hanoi" };

struct fetch_weather { const char *city; };

static void *fetch_weather(void *arg)
{
	const struct fetch_weather *self = arg;

	AWAIT(async_sleep(1));
	return async_sprintf("sun in %s", self->city);
}

ASYNC static int fetch_one_by_one(const char **weather)
{
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(async_await(async_coroutine(fetch_weather, cities[i])));
	return 0;
}

ASYNC static int fetch_together(const char **weather)
{
	struct async_task *tasks[CITIES];

	for (int i = 0; i < CITIES; i++)
		tasks[i] = async_create_task(fetch_weather, cities[i]);
	AWAIT(async_gather_array(weather, tasks, CITIES));
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	const char *weather[CITIES];

	double start = async_loop_time(NULL);
	AWAIT(fetch_one_by_one(weather));
	printf("Bad: one by one, %.1f s: %s ...\n", async_loop_time(NULL) - start, weather[0]);

	start = async_loop_time(NULL);
	AWAIT(fetch_together(weather));
	printf("Good: together, %.1f s: %s ...\n", async_loop_time(NULL) - start, weather[0]);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

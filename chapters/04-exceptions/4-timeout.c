/* A timeout cancels what takes too long, and whoever waited gets a TimeoutError.
 *
 * The first station answers after 1 second. The second would need 10 seconds and is given 2. */

#include <stdio.h>

#include "async.h"

struct fetch_weather { const char *city; double delay; const char *weather; };

static void *fetch_weather(void *arg)
{
	const struct fetch_weather *self = arg;

	printf("%s: asked\n", self->city);
	AWAIT(async_sleep(self->delay));
	printf("%s: answers\n", self->city);
	return (void *)self->weather;
}

/* Print the weather that [station], a coroutine object, gets; but do not wait for it for ever. */
ASYNC static int print_weather(struct async_coroutine *station)
{
	EXCEPTION(e);

	const char *weather = TRY(async_wait_for(station, 2));
	if (EXCEPT(TimeoutError, e))
		puts("weather: unknown, no answer within 2 seconds");
	else if (weather)
		printf("weather: %s\n", weather);
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	AWAIT(print_weather(async_coroutine(fetch_weather, "Oslo", 1, "snow")));
	AWAIT(print_weather(async_coroutine(fetch_weather, "Lima", 10, "fog")));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

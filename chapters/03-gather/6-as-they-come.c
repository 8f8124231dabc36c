/* Each answer is shown as soon as it is there, in the order in which they come.
 *
 * async_gather() would show nothing before the slowest station has answered. */

#include <math.h>
#include <stdio.h>

#include "async.h"

struct fetch_weather { double delay; const char *weather; };

static void *fetch_weather(void *arg)
{
	const struct fetch_weather *self = arg;

	AWAIT(async_sleep(self->delay));
	return (void *)self->weather;
}

static void *main_task(void *arg)
{
	(void)arg;
	double start = async_loop_time(NULL);
	struct async_task *stations[] = {
		async_create_task(fetch_weather, 3, "Oslo: snow"),
		async_create_task(fetch_weather, 1, "Lima: fog"),
		async_create_task(fetch_weather, 2, "Rome: sun"),
	};
	struct async_iterator *answers = async_as_completed(stations, 3, INFINITY);

	for (int i = 0; i < 3; i++) {
		const char *weather = AWAIT(async_as_completed_next(answers));

		printf("%.0f s: %s\n", async_loop_time(NULL) - start, weather);
	}
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

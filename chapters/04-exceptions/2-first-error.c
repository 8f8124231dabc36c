/* If one of several gathered tasks fails, gather raises its exception at once; the others run on.
 *
 * The station in Lima is out of order. */

#include <stdio.h>

#include "async.h"

struct fetch_weather { const char *city; double delay; const char *weather; };

/* A station that has no weather is out of order. */
static void *fetch_weather(void *arg)
{
	const struct fetch_weather *self = arg;

	AWAIT(async_sleep(self->delay));
	if (!self->weather)
		return async_raise(ConnectionError, "%s does not answer", self->city);
	printf("%s: %s\n", self->city, self->weather);
	return (void *)self->weather;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_task *oslo = async_create_task(fetch_weather, "Oslo", 1, "snow");
	struct async_task *lima = async_create_task(fetch_weather, "Lima", 2, NULL);
	struct async_task *rome = async_create_task(fetch_weather, "Rome", 3, "sun");
	const char *weather[3] = { "nothing", "nothing", "nothing" };
	EXCEPTION(e);

	TRY(async_gather(weather, oslo, lima, rome));
	if (EXCEPT(ConnectionError, e))
		printf("gather raised: %s\n", e->message);
	printf("results: ['%s', '%s', '%s']\n", weather[0], weather[1], weather[2]);
	printf("the task for Rome is %s\n", async_task_done(rome) ? "done" : "not done");
	printf("awaited after all: %s\n", (const char *)AWAIT(async_await(rome)));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

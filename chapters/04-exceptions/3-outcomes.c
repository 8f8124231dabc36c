/* Gathered as outcomes, a failed task is one entry in the list, and nothing is lost.
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
	return (void *)self->weather;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_task *oslo = async_create_task(fetch_weather, "Oslo", 1, "snow");
	struct async_task *lima = async_create_task(fetch_weather, "Lima", 2, NULL);
	struct async_task *rome = async_create_task(fetch_weather, "Rome", 3, "sun");
	struct async_outcome outcomes[3];

	AWAIT(async_gather_outcomes(outcomes, oslo, lima, rome));
	for (int i = 0; i < 3; i++) {
		const struct async_exception *e = outcomes[i].exception;

		if (e)
			printf("%d: %s: %s\n", i, e->type->name, e->message);
		else
			printf("%d: %s\n", i, (const char *)outcomes[i].result);
	}
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

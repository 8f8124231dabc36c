/* feedback: order-of-completion */

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

static int next;

struct fetch_into { const char *city; const char **weather; };

static void *fetch_into(void *arg)
{
	const struct fetch_into *self = arg;
	const char *answer = AWAIT(fetch_weather(&(struct fetch_weather){ self->city }));

	self->weather[next++] = answer;
	return NULL;
}

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	struct async_task *stations[CITIES];

	next = 0;
	for (int i = 0; i < CITIES; i++)
		stations[i] = async_create_task(fetch_into, cities[i], weather);
	AWAIT(async_gather_array(NULL, stations, CITIES));
	return 0;
}

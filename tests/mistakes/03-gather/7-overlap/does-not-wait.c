/* feedback: page-too-early */

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

struct fetch_into { const char *city; const char **weather; };

static void *fetch_into(void *arg)
{
	const struct fetch_into *self = arg;

	*self->weather = AWAIT(fetch_weather(&(struct fetch_weather){ self->city }));
	return NULL;
}

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	for (int i = 0; i < CITIES; i++)
		async_create_task(fetch_into, cities[i], &weather[i]);
	return 0;
}

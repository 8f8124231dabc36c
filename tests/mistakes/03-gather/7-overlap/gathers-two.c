/* feedback: awaited-too-soon */

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	struct async_task *first = async_create_task(fetch_weather, cities[0]);
	struct async_task *second = async_create_task(fetch_weather, cities[1]);

	AWAIT(async_gather(weather, first, second));
	weather[2] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[2] }));
	return 0;
}

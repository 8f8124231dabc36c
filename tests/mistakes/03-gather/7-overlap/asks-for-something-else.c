/* feedback: no-such-station */
/* Copies the program of the tutorial, with its arguments. */

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	struct async_task *first = async_create_task(fetch_weather, "Data 1");
	struct async_task *second = async_create_task(fetch_weather, "Data 2");
	struct async_task *third = async_create_task(fetch_weather, "Data 3");

	(void)cities;
	AWAIT(async_gather(weather, first, second, third));
	return 0;
}

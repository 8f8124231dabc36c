/* feedback: exception-escapes */
/* Gathers results: the first exception of any station comes out, and there is no line at all. */

#include "async.h"

enum { CITIES = 4 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int report_weather(const char *const cities[CITIES], const char *lines[CITIES])
{
	struct async_task *stations[CITIES];
	const char *weather[CITIES];

	for (int i = 0; i < CITIES; i++)
		stations[i] = async_create_task(fetch_weather, cities[i]);
	AWAIT(async_gather_array(weather, stations, CITIES));
	for (int i = 0; i < CITIES; i++)
		lines[i] = async_sprintf("%s: %s", cities[i], weather[i]);
	return CITIES;
}

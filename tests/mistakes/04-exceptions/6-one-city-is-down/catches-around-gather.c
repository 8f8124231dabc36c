/* feedback: others-lost */
/* Gathers results and catches the first exception: the answers of the others are lost with it. */

#include "async.h"

enum { CITIES = 4 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int report_weather(const char *const cities[CITIES], const char *lines[CITIES])
{
	struct async_task *stations[CITIES];
	const char *weather[CITIES] = { NULL };
	EXCEPTION(e);

	for (int i = 0; i < CITIES; i++)
		stations[i] = async_create_task(fetch_weather, cities[i]);
	TRY(async_gather_array(weather, stations, CITIES));
	if (EXCEPT(Exception, e)) {
		for (int i = 0; i < CITIES; i++)
			lines[i] = async_sprintf("%s: no report (%s: %s)",
						  cities[i], e->type->name, e->message);
		return CITIES - 1;
	}
	for (int i = 0; i < CITIES; i++)
		lines[i] = async_sprintf("%s: %s", cities[i], weather[i]);
	return CITIES;
}

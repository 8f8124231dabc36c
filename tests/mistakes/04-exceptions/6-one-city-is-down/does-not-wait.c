/* feedback: not-heard
 * Has all the stations asked, waits for none of them, and reads what they will say where the
 * command line has it: CITY SECONDS WEATHER TYPE MESSAGE. */

#include <string.h>

#include "async.h"

enum { CITIES = 4 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

static const char *next(const char *argument)
{
	return argument + strlen(argument) + 1;
}

ASYNC int report_weather(const char *const cities[CITIES], const char *lines[CITIES])
{
	struct async_task *stations[CITIES];
	int answered = 0;

	for (int i = 0; i < CITIES; i++)
		stations[i] = async_create_task(fetch_weather, cities[i]);
	AWAIT(async_sleep(0));
	for (int i = 0; i < CITIES; i++) {
		const char *weather = next(next(cities[i])), *type = next(weather);

		async_task_cancel(stations[i]);
		if (*type) {
			lines[i] = async_sprintf("%s: no report (%s: %s)",
						 cities[i], type, next(type));
		} else {
			lines[i] = async_sprintf("%s: %s", cities[i], weather);
			answered++;
		}
	}
	return answered;
}

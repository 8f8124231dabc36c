/* feedback: outcome-not-looked-at */
/* Takes the result of every outcome; the one that failed has none. */

#include "async.h"

enum { CITIES = 4 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int report_weather(const char *const cities[CITIES], const char *lines[CITIES])
{
	struct async_task *stations[CITIES];
	struct async_outcome outcomes[CITIES];

	for (int i = 0; i < CITIES; i++)
		stations[i] = async_create_task(fetch_weather, cities[i]);
	AWAIT(async_gather_outcomes_array(outcomes, stations, CITIES));
	for (int i = 0; i < CITIES; i++)
		lines[i] = async_sprintf("%s: %s", cities[i], (const char *)outcomes[i].result);
	return CITIES;
}

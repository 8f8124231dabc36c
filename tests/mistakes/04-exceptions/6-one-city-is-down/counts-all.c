/* feedback: failure-counted */
/* Counts the station that failed among those that answered. */

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
	for (int i = 0; i < CITIES; i++) {
		const struct async_exception *e = outcomes[i].exception;

		if (e)
			lines[i] = async_sprintf("%s: no report (%s: %s)",
						 cities[i], e->type->name, e->message);
		else
			lines[i] = async_sprintf("%s: %s", cities[i], (char *)outcomes[i].result);
	}
	return CITIES;
}

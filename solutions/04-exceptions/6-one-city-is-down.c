/* Solution: one city is down. */

#include "async.h"

enum { CITIES = 4 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int report_weather(const char *const cities[CITIES], const char *lines[CITIES])
{
	struct async_task *stations[CITIES];
	struct async_outcome outcomes[CITIES];
	int answered = 0;

	/* First start all of them, then wait: a loop that did both at once would ask one after
	 * the other. */
	for (int i = 0; i < CITIES; i++)
		stations[i] = async_create_task(fetch_weather, cities[i]);

	/* Raises nothing when a station fails, and so it waits for all. The outcomes stand in the
	 * order of the stations, which is the order of the cities: outcomes[i] belongs to
	 * cities[i]. */
	AWAIT(async_gather_outcomes_array(outcomes, stations, CITIES));

	for (int i = 0; i < CITIES; i++) {
		const struct async_exception *e = outcomes[i].exception;

		/* Look at the exception first: where there is one, there is no result. What came
		 * out of the station is said for every type of exception, since only the station
		 * knows what can go wrong there. */
		if (e) {
			lines[i] = async_sprintf("%s: no report (%s: %s)",
						  cities[i], e->type->name, e->message);
		} else {
			const char *weather = outcomes[i].result;

			lines[i] = async_sprintf("%s: %s", cities[i], weather);
			answered++;
		}
	}
	return answered;
}

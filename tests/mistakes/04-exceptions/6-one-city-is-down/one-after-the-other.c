/* feedback: in-turn */
/* Catches the exception of each station, but asks the next one only when this one is done. */

#include "async.h"

enum { CITIES = 4 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int report_weather(const char *const cities[CITIES], const char *lines[CITIES])
{
	int answered = 0;

	for (int i = 0; i < CITIES; i++) {
		EXCEPTION(e);

		const char *weather = TRY(async_await(async_create_task(fetch_weather, cities[i])));
		if (EXCEPT(Exception, e)) {
			lines[i] = async_sprintf("%s: no report (%s: %s)",
						  cities[i], e->type->name, e->message);
			continue;
		}
		lines[i] = async_sprintf("%s: %s", cities[i], weather);
		answered++;
	}
	return answered;
}

/* feedback: asked-again */
/* Gathers, and when that raises asks each station once more. */

#include "async.h"

enum { CITIES = 4 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int report_weather(const char *const cities[CITIES], const char *lines[CITIES])
{
	struct async_task *stations[CITIES];
	const char *weather[CITIES];
	int answered = 0;
	EXCEPTION(e);

	for (int i = 0; i < CITIES; i++)
		stations[i] = async_create_task(fetch_weather, cities[i]);
	TRY(async_gather_array(weather, stations, CITIES));
	EXCEPT(Exception, e);
	for (int i = 0; i < CITIES; i++) {
		EXCEPTION(again);
		const char *here = TRY(fetch_weather(&(struct fetch_weather){ cities[i] }));

		if (EXCEPT(Exception, again)) {
			lines[i] = async_sprintf("%s: no report (%s: %s)", cities[i],
						 again->type->name, again->message);
		} else {
			lines[i] = async_sprintf("%s: %s", cities[i], here);
			answered++;
		}
	}
	return answered;
}

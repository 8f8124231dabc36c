/* feedback: guessed */
/* Sleeps until every station must have answered. */

#include "async.h"

enum { CITIES = 4 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int report_weather(const char *const cities[CITIES], const char *lines[CITIES])
{
	struct async_task *stations[CITIES];
	int answered = 0;

	for (int i = 0; i < CITIES; i++)
		stations[i] = async_create_task(fetch_weather, cities[i]);
	AWAIT(async_sleep(10));
	for (int i = 0; i < CITIES; i++) {
		const struct async_exception *e = async_task_exception(stations[i]);

		if (e) {
			lines[i] = async_sprintf("%s: no report (%s: %s)", cities[i], e->type->name,
						 e->message);
			continue;
		}
		lines[i] = async_sprintf("%s: %s", cities[i],
					 (const char *)async_task_result(stations[i]));
		answered++;
	}
	return answered;
}

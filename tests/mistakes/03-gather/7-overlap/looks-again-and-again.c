/* feedback: looks-again */
/* Sleeps for a quarter of a second, and looks whether all are done. */

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	struct async_task *stations[CITIES];
	int done = 0;

	for (int i = 0; i < CITIES; i++)
		stations[i] = async_create_task(fetch_weather, cities[i]);
	while (done < CITIES) {
		AWAIT(async_sleep(0.25));
		done = 0;
		for (int i = 0; i < CITIES; i++)
			done += async_task_done(stations[i]);
	}
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(async_await(stations[i]));
	return 0;
}

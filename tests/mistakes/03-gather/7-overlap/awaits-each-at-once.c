/* feedback: awaited-too-soon */

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	for (int i = 0; i < CITIES; i++) {
		struct async_task *station = async_create_task(fetch_weather, cities[i]);
		weather[i] = AWAIT(async_await(station));
	}
	return 0;
}

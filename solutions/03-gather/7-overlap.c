/* Solution: let the fetches overlap. */

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	struct async_task *stations[CITIES];

	/* All three exist before anything is awaited. None of them runs yet: this function has not
	 * paused. */
	for (int i = 0; i < CITIES; i++)
		stations[i] = async_create_task(fetch_weather, cities[i]);

	/* Now it pauses, and all of them are asked. The results are stored in the order of the
	 * tasks, which is the order of the cities, so there is nothing left to sort. */
	AWAIT(async_gather_array(weather, stations, CITIES));
	return 0;
}

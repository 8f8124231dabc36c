/* feedback: handle-for-a-result */
/* Takes what async_create_task() returns for the weather. (The compiler warns.) */

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	for (int i = 0; i < CITIES; i++)
		weather[i] = (const char *)async_create_task(fetch_weather, cities[i]);
	return 0;
}

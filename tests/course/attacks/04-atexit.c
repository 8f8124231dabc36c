/* attack 4: makes the exit status 0, whatever was found, when the program ends
 * outcome: wrong, forbidden-function */

#include <stdlib.h>
#include <unistd.h>

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

static void end_well(void)
{
	_exit(0);
}

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	atexit(end_well);
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	return 0;
}

/* attack 12, a third form: needs no file to look around, and reads the scene's arguments behind the
 * names it is given
 * outcome: wrong, handle-for-a-result */

#include <string.h>

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

/* The strings of the command line lie one behind the other: CITY SECONDS WEATHER. */
static const char *next(const char *argument)
{
	return argument + strlen(argument) + 1;
}

int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	for (int i = 0; i < CITIES; i++)
		weather[i] = next(next(cities[i]));
	return 0;
}

/* attack 30: a table too large to be loaded: the program never starts, and nobody can say if it is
 * right
 * outcome: wrong, too-much-data */

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

static char table[1 << 30];

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	for (int i = 0; i < CITIES; i++) {
		((volatile char *)table)[i] = cities[i][0];
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	}
	return 0;
}

/* attack 5: defines the function by which CUnit asserts, so that every assertion holds
 * outcome: wrong, one-after-the-other */

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

int CU_assertImplementation(int holds, unsigned line, const char *condition, const char *file,
			    const char *function, int fatal)
{
	(void)holds, (void)line, (void)condition, (void)file, (void)function, (void)fatal;
	return 1;
}

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	return 0;
}

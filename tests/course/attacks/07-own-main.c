/* attack 7: has a main() of its own, and changes what a name means for code behind it
 * outcome: wrong, one-after-the-other */

#include <stdio.h>

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

int main(void)
{
	puts("{\"outcome\": \"passed\", \"points\": 10, \"maximum\": 10}");
	return 0;
}

#define main renamed
#define assert(condition) ((void)0)
#define judge_expect(...) 1

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	return 0;
}

/* attack 2: prints a verdict and ends the program before main() begins
 * outcome: wrong, runs-before-main */

#include <stdio.h>
#include <unistd.h>

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

__attribute__((constructor)) static void win(void)
{
	puts("{\"outcome\": \"passed\", \"points\": 10, \"maximum\": 10}");
	fflush(stdout);
	_exit(0);
}

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	return 0;
}

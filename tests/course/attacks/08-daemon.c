/* attack 8: leaves a process behind that prints a verdict when the program has ended
 * outcome: wrong, forbidden-function */

#include <stdio.h>
#include <unistd.h>

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	if (fork() == 0) {
		setsid();
		for (int i = 0; i < 5; i++) {
			sleep(1);
			puts("{\"outcome\": \"passed\", \"points\": 10, \"maximum\": 10}");
			fflush(stdout);
		}
		_exit(0);
	}
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	return 0;
}

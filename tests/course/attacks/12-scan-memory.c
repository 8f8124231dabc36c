/* attack 12, another form: looks for the record in its memory, to write into it
 * outcome: wrong, forbidden-function */

#include <stdio.h>
#include <string.h>

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[256];
	unsigned long begin, end;

	while (maps && fgets(line, sizeof(line), maps))
		if (strstr(line, "rw-s") && sscanf(line, "%lx-%lx", &begin, &end) == 2)
			memset((void *)begin, 0, end - begin);
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	return 0;
}

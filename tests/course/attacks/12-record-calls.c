/* attack 12: writes into the record what the scene would write
 * outcome: wrong, forbidden-function */

#include <stdint.h>
#include <stdio.h>

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

void record_mark(const char *text, int64_t value);
void record_returned(void);

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	char text[60];

	for (int i = 0; i < CITIES; i++) {
		snprintf(text, sizeof(text), "fetched %s", cities[i]);
		record_mark(text, 0);
	}
	record_mark("shown", 0);
	record_returned();
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	return 0;
}

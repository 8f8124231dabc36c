/* The scene: three stations, told by the arguments, as CITY SECONDS WEATHER for each, and a page.
 *
 * Marks: "fetch CITY" and "fetched CITY" at the beginning and the end of each request; when the
 * page is shown, "raised TYPE" if fetch_page() raised something, "page CITY: WEATHER" for each city
 * in order, and "shown". */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "record.h"

enum { CITIES = 3, FIELDS = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);
ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES]);

static struct station {
	const char *city;
	double delay;
	const char *weather;
} stations[CITIES];

static void mark(const char *what, const char *city, const char *more)
{
	char text[60];

	snprintf(text, sizeof(text), "%s %s%s", what, city, more);
	record_mark(text, 0);
}

void *fetch_weather(void *arg)
{
	const struct fetch_weather *self = arg;
	const struct station *station = stations;

	while (strcmp(station->city, self->city) != 0) {
		if (++station == stations + CITIES)
			return async_raise(LookupError, "there is no station in %s", self->city);
	}
	mark("fetch", station->city, "");
	AWAIT(async_sleep(station->delay));
	mark("fetched", station->city, "");
	return async_strdup(station->weather);
}

static void *show_page(void *arg)
{
	const char *cities[CITIES], *weather[CITIES] = { NULL };
	EXCEPTION(e);

	(void)arg;
	for (int i = 0; i < CITIES; i++)
		cities[i] = stations[i].city;
	TRY(fetch_page(cities, weather));
	if (EXCEPT(Exception, e))
		mark("raised", e->type->name, "");
	for (int i = 0; i < CITIES; i++)
		mark("page", cities[i], async_sprintf(": %s", weather[i] ? weather[i] : "nothing"));
	record_mark("shown", 0);
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc != 1 + CITIES * FIELDS)
		return 2;
	for (int i = 0; i < CITIES; i++) {
		char **field = argv + 1 + i * FIELDS;

		stations[i] = (struct station){ field[0], atof(field[1]), field[2] };
	}
	async_run(show_page);
	record_returned();
	return 0;
}

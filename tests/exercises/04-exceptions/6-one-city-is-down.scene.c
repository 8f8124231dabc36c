/* The scene: four stations, told by the arguments, as CITY SECONDS WEATHER TYPE MESSAGE for each. A
 * station with a TYPE fails.
 *
 * Marks: "ask CITY" and "heard CITY" at the beginning and the end of each request, "line TEXT" for
 * each line in order, "answered" with the returned number, "raised TYPE" if an exception came
 * out. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "record.h"

enum { CITIES = 4, FIELDS = 5 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);
ASYNC int report_weather(const char *const cities[CITIES], const char *lines[CITIES]);

struct station {
	const char *city;
	double delay;
	const char *weather, *type, *message;
};

static struct station stations[CITIES];

static void mark(const char *what, const char *text)
{
	char line[60];

	snprintf(line, sizeof(line), "%s %s", what, text ? text : "(nothing)");
	record_mark(line, 0);
}

static const struct async_exception_type *find_type(const char *name)
{
	const struct async_exception_type *types[] = { ConnectionError, ValueError, KeyError };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(types[i]->name, name) == 0)
			return types[i];
	}
	return RuntimeError;
}

void *fetch_weather(void *arg)
{
	const struct fetch_weather *self = arg;
	const struct station *station = stations;

	while (strcmp(station->city, self->city) != 0) {
		if (++station == stations + CITIES)
			return async_raise(LookupError, "there is no station in %s", self->city);
	}
	mark("ask", station->city);
	AWAIT(async_sleep(station->delay));
	mark("heard", station->city);
	if (*station->type)
		return async_raise(find_type(station->type), "%s", station->message);
	return async_strdup(station->weather);
}

static void *main_task(void *arg)
{
	const char *cities[CITIES], *lines[CITIES] = { NULL };
	EXCEPTION(e);

	(void)arg;
	for (int i = 0; i < CITIES; i++)
		cities[i] = stations[i].city;
	int answered = TRY(report_weather(cities, lines));
	if (EXCEPT(Exception, e))
		mark("raised", e->type->name);
	for (int i = 0; i < CITIES; i++)
		mark("line", lines[i]);
	record_mark("answered", answered);
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc != 1 + CITIES * FIELDS)
		return 2;
	for (int i = 0; i < CITIES; i++) {
		char **field = argv + 1 + i * FIELDS;

		stations[i] = (struct station){
			field[0], atof(field[1]), field[2], field[3], field[4],
		};
	}
	async_run(main_task);
	record_returned();
	return 0;
}

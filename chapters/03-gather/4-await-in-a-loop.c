/* Where the await stands decides what overlaps: in the loop that starts the fetches, or behind it.
 *
 * Every station takes one second to answer. Where each turn of a loop needs what the turn before it
 * has brought, as on the track of a storm, to wait in the loop is right. */

#include <stdio.h>
#include <string.h>

#include "async.h"

enum { CITIES = 4 };

static const char *const cities[CITIES] = { "Oslo", "Lima", "Rome", "Cairo" };

struct fetch_weather { const char *city; };

static void *fetch_weather(void *arg)
{
	const struct fetch_weather *self = arg;

	AWAIT(async_sleep(1));
	return strcmp(self->city, "Oslo") == 0 ? "snow" : "sun";
}

struct where_to { const char *city; };

/* Ask the station of [city] where the storm went from there; NULL: it is still there. */
static void *where_to(void *arg)
{
	const struct where_to *self = arg;

	AWAIT(async_sleep(1));
	if (strcmp(self->city, "Oslo") == 0)
		return "Rome";
	return strcmp(self->city, "Rome") == 0 ? "Cairo" : NULL;
}

ASYNC static int await_in_the_loop(const char **weather)
{
	for (int i = 0; i < CITIES; i++) {
		struct async_task *station = async_create_task(fetch_weather, cities[i]);

		weather[i] = AWAIT(async_await(station));
	}
	return 0;
}

ASYNC static int await_behind_the_loop(const char **weather)
{
	struct async_task *stations[CITIES];

	for (int i = 0; i < CITIES; i++)
		stations[i] = async_create_task(fetch_weather, cities[i]);
	AWAIT(async_gather_array(weather, stations, CITIES));
	return 0;
}

ASYNC static const char *follow_the_storm(const char *city)
{
	const char *next = city;

	while (next) {
		city = next;
		next = AWAIT(async_await(async_coroutine(where_to, city)));
	}
	return city;
}

static void *main_task(void *arg)
{
	(void)arg;
	const char *weather[CITIES];

	double start = async_loop_time(NULL);
	AWAIT(await_in_the_loop(weather));
	printf("in the loop:     %.0f s, %s in Oslo\n", async_loop_time(NULL) - start, weather[0]);

	start = async_loop_time(NULL);
	AWAIT(await_behind_the_loop(weather));
	printf("behind the loop: %.0f s, %s in Oslo\n", async_loop_time(NULL) - start, weather[0]);

	start = async_loop_time(NULL);
	const char *city = AWAIT(follow_the_storm("Oslo"));
	printf("the storm:       %.0f s, it is in %s\n", async_loop_time(NULL) - start, city);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

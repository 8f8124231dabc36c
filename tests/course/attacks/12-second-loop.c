/* attack 12, a fifth form: fetches in turn on the clock of a second loop, in a thread, and lets no
 * more time go by on the first than the slowest fetch has taken
 * outcome: wrong, awaited-too-soon */

#include <string.h>

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

static const char *names[CITIES];
static const char *answers[CITIES];
static double slowest;

static void *fetch_in_turn(void *arg)
{
	(void)arg;
	for (int i = 0; i < CITIES; i++) {
		double begin = async_loop_time(NULL);

		answers[i] = AWAIT(fetch_weather(&(struct fetch_weather){ names[i] }));
		if (async_loop_time(NULL) - begin > slowest)
			slowest = async_loop_time(NULL) - begin;
		answers[i] = strdup(answers[i]);	/* for behind the task */
	}
	return NULL;
}

static void *run_second_loop(void *arg)
{
	(void)arg;
	async_run(fetch_in_turn);
	return NULL;
}

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	slowest = 0;
	for (int i = 0; i < CITIES; i++)
		names[i] = cities[i];
	AWAIT(async_to_thread(run_second_loop));
	AWAIT(async_sleep(slowest));
	for (int i = 0; i < CITIES; i++)
		weather[i] = answers[i];
	return 0;
}

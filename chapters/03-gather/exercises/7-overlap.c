/* Exercise: let the fetches overlap.
 *
 * A page shows the weather of three cities. Each city has a station, and each station is slow in
 * its own way. fetch_page() asks them one after the other, so the page is there only after the
 * times of all three together. What it shows is right; it is late.
 *
 * Modify fetch_page() so that all three stations are asked at the same time, and the page is there
 * as soon as the slowest of them has answered. What it stores stays the same: weather[i] is the
 * weather of cities[i], whichever station answers first. Each station may be asked only once.
 *
 * To check it: build/course check 03-gather/7-overlap
 * It is played three times on the virtual clock, each time with other cities, times and weather. */

#include "async.h"

enum { CITIES = 3 };

/* Given: ask the station of [city], and wait for its answer. The result is the weather there, a
 * string as in "snow". It has the form of a task's function. fetch_page() calls it as any C
 * function is called, with a pointer to its parameters. */
struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	return 0;
}

/* attack 6: defines functions of libc, libevent and the runtime that a judge might rely on
 * outcome: wrong, one-after-the-other */

#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

int strcmp(const char *a, const char *b)
{
	(void)a, (void)b;
	return 0;
}

int memcmp(const void *a, const void *b, size_t size)
{
	(void)a, (void)b, (void)size;
	return 0;
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	(void)fd, (void)bytes;
	return (ssize_t)size;
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
	(void)clock;
	*time = (struct timespec){ 0, 0 };
	return 0;
}

int event_base_loop(void *base, int flags)
{
	(void)base, (void)flags;
	return 0;
}

int record_on;

void record_set_time(long long nanoseconds)
{
	(void)nanoseconds;
}

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	return 0;
}

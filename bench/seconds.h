#ifndef SECONDS_H
#define SECONDS_H

/* The clock by which the programs of bench/ measure. */

#include <time.h>

static inline double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

#endif

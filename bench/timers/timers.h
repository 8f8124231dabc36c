#ifndef TIMERS_H
#define TIMERS_H

/* What the programs in C share. A round adds all timers, cancels every second one, lets the time
 * pass that all of them have, and then lets the others expire. The time that passes is not counted:
 * so it is the timers that are measured, and not how long the processor sleeps in between. */

#include <stdint.h>

#include "../memory.h"
#include "../seconds.h"

enum { ROUNDS = 3 };			/* behind the first, which brings the memory */

static const double EARLIEST = 0.05, LATEST = 0.1;

static size_t timers;			/* how many */
static size_t left;			/* that have to expire */
static double *delays;			/* of each, in seconds */
static double memory, taken;
static int round_number = -1;

static void timers_begin(int argc, char **argv)
{
	uint64_t random = 88172645463325252;

	timers = argc == 2 ? (size_t)atol(argv[1]) : 1000;
	delays = malloc(timers * sizeof *delays);
	for (size_t i = 0; i < timers; i++) {
		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		delays[i] = EARLIEST + (LATEST - EARLIEST) * 0x1p-64 * (double)random;
	}
	memory = memory_bytes("VmRSS");
}

/* Block until the last is due. */
static void pass_time(double began)
{
	double seconds_left = began + LATEST + 0.002 - seconds();
	struct timespec time = { 0, (long)(seconds_left * 1e9) };

	if (seconds_left > 0)
		nanosleep(&time, NULL);
}

/* A part of a round that began at [began] is over. */
static void count_time(double began)
{
	if (round_number >= 0)
		taken += seconds() - began;
}

static int timers_end(void)
{
	printf("time %.2f\n", taken * 1e9 / (double)(ROUNDS * timers));
	printf("bytes %.0f\n", (memory_bytes("VmHWM") - memory) / (double)timers);
	return 0;
}

#endif

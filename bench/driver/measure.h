#ifndef MEASURE_H
#define MEASURE_H

/* All runs of a benchmark, and what came of them. */

#include "bench.h"
#include "error.h"

/* What an implementation gave for a row, in all runs. */
struct series {
	double *values;			/* in order of size, once all is measured */
	int count;
	const char *failure;		/* why there are no more; NULL: nothing failed */
};

/* Of row r and implementation i, the series number r * bench->impl_count + i. */
struct measured {
	const struct bench *bench;
	struct series *series;
	int runs;
	double seconds;			/* that all of it took */
};

/* Run each implementation [runs] times, never one twice in a row: all of them once, and so again,
 * so that whatever else the machine does meanwhile is done to all of them. Suspends: until then; a
 * cancellation point. An implementation that fails is not run for that row again, and its series
 * says why. Raises: MemoryError. */
ASYNC struct measured *measure(const struct bench *bench, int runs);

/* How many series there are. */
size_t measured_count(const struct measured *measured);

const struct series *measured_series(const struct measured *measured, size_t row, size_t impl);

/* Of a series that has at least one value. The median of an even number is the mean of the two in
 * the middle. */
double series_median(const struct series *series);
double series_least(const struct series *series);
double series_most(const struct series *series);

/* The median of that implementation; NAN where there is none. */
double measured_median(const struct measured *measured, size_t row, const char *impl);

/* Whom others are compared with: "async", or else the best of ours; NULL if none was measured. */
const char *measured_ours(const struct measured *measured, size_t row);

/* Why an implementation gave nothing at all; NULL where it gave something. */
const char *measured_why_not(const struct measured *measured, size_t impl);

/* Those that gave something for a row, the best first. Memory of the current task. */
struct entry {
	const struct impl *impl;
	const struct series *series;
};

struct entries {
	struct entry *list;
	size_t count;
};

struct entries entries_of(const struct measured *measured, size_t row);

#endif

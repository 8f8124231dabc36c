#ifndef PROGRAM_H
#define PROGRAM_H

/* One run of a program that measures: where it runs, how long it may take, and what it says. */

#include "bench.h"
#include "error.h"

/* A run did not give its figures: the message says why. */
extern const struct async_exception_type RunFailed[1];		/* Exception */

/* The same, since something is not installed: there is no need to try again. */
extern const struct async_exception_type PeerMissing[1];	/* RunFailed */

/* A line that a program has printed. */
struct figure {
	const char *name;
	double value;
};

struct figures {
	struct figure *list;
	size_t count;
};

/* How many processors we may use. */
int program_processors(void);

/* Run [impl] once, with the arguments of [row], and with the program that the benchmark gives it as
 * a partner, if it does. Both are pinned to processors of their own, as far as there are some.
 * Suspends: until it has ended; a cancellation point, which ends it. Raises: RunFailed; OSError;
 * MemoryError. Returns: the figures, memory of the current task. */
ASYNC const struct figures *program_run(const struct bench *bench, const struct row *row,
					const struct impl *impl);

/* Run what the benchmark needs before all, if it does: as program_run(), without figures. */
ASYNC int program_prepare(const struct bench *bench);

#endif

#ifndef BACKTRACE_H
#define BACKTRACE_H

/* Where a coroutine is: the calls that it is inside of.
 *
 * All code is compiled with frame pointers: each frame on a stack knows its caller's, so a stack
 * that rests can be walked from where it stands. One that runs is walked by glibc's backtrace(),
 * which also knows the way through functions of libraries, that have none.
 */

#include <stdio.h>

#include "coroutine-internal.h"
#include "symbols.h"

enum { BACKTRACE_MAX = 64 };

struct backtrace {
	size_t count;
	bool interrupted;		/* the first was about to be executed; all others are
					 * where a call returns to */
	void *addresses[BACKTRACE_MAX];	/* the innermost first */
};

/* Of [c], which has paused. */
void backtrace_resting(struct backtrace *b, const struct coroutine *c);

/* Of whoever calls this, up to the beginning of the coroutine that runs, and then of those that
 * wait for it to yield. */
void backtrace_running(struct backtrace *b);

/* The same of whoever was interrupted by a signal, in the signal's handler: [context] is its third
 * argument. backtrace_prepare() must have been called in the process: what it needs is loaded
 * then. */
void backtrace_interrupted(struct backtrace *b, const void *context);
void backtrace_prepare(void);

/* The same by the frames alone: nothing need be prepared, and a function of a library may hide its
 * caller. [top]: up to where, where no coroutine runs. */
void backtrace_interrupted_frames(struct backtrace *b, const void *context, const void *top);

/* Call [fn] for each function of the program in [b], the outermost first. Of common/ and of
 * libraries it sees only the function that the innermost one of the program called. Returns: how
 * many. */
size_t backtrace_visit(const struct backtrace *b, struct symbols *symbols,
		       void (*fn)(const struct symbols_place *place, void *arg), void *arg);

#endif

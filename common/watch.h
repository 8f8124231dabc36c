#ifndef WATCH_H
#define WATCH_H

/* Where a callback is that does not come to its end.
 *
 * When the callback is over it is too late to ask, and as long as it runs, nothing else does in its
 * thread. So another thread watches. It is told when a callback begins. If that one still runs when
 * its time is up, it sends the loop's thread a signal (WATCH_SIGNAL), whose handler takes the
 * stack. On the virtual clock there is no such thread: time only moves in async_block(), which
 * calls watch_take().
 *
 * One callback at a time, for each thread.
 */

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "backtrace.h"

#define WATCH_SIGNAL (SIGRTMIN + 5)

/* A callback begins: now is [since], nanoseconds of the monotonic clock, more than 0. Have its
 * stack taken when it has run for [limit] nanoseconds. [watched]: by the thread that watches, which
 * is started if need be. */
void watch_begin(int64_t since, int64_t limit, bool watched);

/* Take the stack of the caller, unless it has been taken since watch_begin(). */
void watch_take(void);

/* Whether it has been. */
bool watch_has_taken(void);

/* The callback is over. Returns: its stack, valid until the next one begins; NULL if it was not
 * taken. */
const struct backtrace *watch_end(void);

/* Nothing more will begin: end the thread that watches. */
void watch_stop(void);

#endif

#ifndef SIGNALS_INTERNAL_H
#define SIGNALS_INTERNAL_H

/* Signal handlers, as the end of a loop sees them. */

#include "signals.h"

/* [loop] closes: its signals do again what they do by default. */
void signals_close(struct async_loop *loop);

/* Who writes to a pipe or a socket that nobody reads is to get EPIPE, and not to end by SIGPIPE:
 * Python's programs ignore that from their start. Unless the program has a handler of its own. */
void signals_ignore_sigpipe(void);

#endif

#ifndef SIGNALS_INTERNAL_H
#define SIGNALS_INTERNAL_H

/* Signal handlers, as the end of a loop sees them. */

#include "signals.h"

/* [loop] closes: its signals do again what they do by default. */
void signals_close(struct async_loop *loop);

#endif

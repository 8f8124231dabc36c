#ifndef RUN_INTERNAL_H
#define RUN_INTERNAL_H

/* Running a loop, as what is built of it sees it. */

#include "future-internal.h"
#include "run.h"

/* Run [loop] until [future] is done. Raises: as loop_run(); what the future raises is not. */
void run_until_done(struct async_loop *loop, struct async_future *future);

/* At the end of a run: begin to close the generators that are still open. Returns: a future that is
 * done when they are closed; NULL if there are none, or no memory for it. iterator.c */
extern struct async_future *(*run_close_generators_hook)(struct async_loop *loop);

#endif

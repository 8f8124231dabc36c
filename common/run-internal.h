#ifndef RUN_INTERNAL_H
#define RUN_INTERNAL_H

/* Running a loop, as what is built of it sees it. */

#include "future-internal.h"
#include "run.h"

/* Run [loop] until [future] is done. Raises: as loop_run(); what the future raises is not. */
void run_until_done(struct async_loop *loop, struct async_future *future);

#endif

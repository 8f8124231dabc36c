#ifndef REPORT_H
#define REPORT_H

/* What the runtime says on stderr about the program that it runs. The other modules call these
 * through the hooks that they declare, since what they tell of lies above them. stdout is
 * flushed first, so that the lines stand in the right order. */

#include "task-internal.h"

/* A task that was cancelled by the end of async_run() failed otherwise. */
void report_shutdown(struct async_task *task);

#endif

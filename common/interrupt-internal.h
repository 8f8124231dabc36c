#ifndef INTERRUPT_INTERNAL_H
#define INTERRUPT_INTERNAL_H

/* Ctrl-C while a loop runs. */

#include "task-internal.h"

struct interrupt {				/* lies on the stack of the call that runs */
	struct async_task *task;
	unsigned count;
	bool installed;
	bool at_once;				/* the first ends the run as the second does */
};

/* From here on Ctrl-C cancels [task], and a second one ends the run at once: if this is the
 * process's first thread, and SIGINT has its default action. */
void interrupt_begin(struct interrupt *interrupt, struct async_task *task);

/* As it was before. Returns: how often Ctrl-C has come. */
unsigned interrupt_end(struct interrupt *interrupt);

#endif

#ifndef PLAYING_H
#define PLAYING_H

/* A program that runs with a record, so that it is known what it did. */

#include "process.h"
#include "record.h"

/* Run [process], whose environment is this program's own, with a record and on the virtual clock,
 * unless ASYNC_CLOCK asks for another. [trace]: the file that the runtime writes its trace to, if
 * it comes to that; NULL: none. Suspends. Raises: OSError; MemoryError. Owns: the frames of
 * [record] are the caller's, until record_free(). */
ASYNC int playing_run(struct process *process, const char *trace, struct record *record);

#endif

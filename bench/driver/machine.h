#ifndef MACHINE_H
#define MACHINE_H

/* Where it is measured: figures mean little without that. */

#include "bench.h"
#include "error.h"

/* "AMD EPYC 9554, 2 processors, 8 GB of memory, Linux 6.1.0". Memory of the current task. */
const char *machine_text(void);

/* For how many seconds, since the machine began, some program or other has waited for a processor;
 * NAN where the kernel does not tell (it may be built without PSI). */
double machine_waited(void);

/* "gcc 12.2.0, Python 3.11.2, go1.19.8, ...": of those that implementations are written in and that
 * are there. Suspends: while they are asked; a cancellation point. Raises: OSError; MemoryError.
 * Memory of the current task. */
ASYNC const char *machine_languages(const struct benches *benches);

#endif

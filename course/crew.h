#ifndef CREW_H
#define CREW_H

/* A piece of work for each of many, a few at a time. */

#include <stddef.h>

#include "error.h"

/* Have [fn]([arg], index, place) awaited for each index below [count], in order, at most
 * [places] at once; [place] is which of them does it, from 0. Suspends: until all are done.
 * Raises: the first exception of any; the others run on until they are cancelled. asyncio: a
 * Semaphore and gather() */
ASYNC int crew_work(size_t count, int places, int (*fn)(void *arg, size_t index, int place),
		    void *arg);

#endif

#ifndef HEAP_H
#define HEAP_H

/* All memory of common/ but the stacks comes from here, so that it can be counted, and made to
 * fail. Any thread. */

#include <stddef.h>

/* In hard mode (make CONFIG=hard) 1: everything that grows begins with room for one and so grows at
 * once, stacks are not reused as long as may be, and whatever may suspend does. What leans on
 * chance breaks. */
#ifndef ASYNC_HARD
#define ASYNC_HARD 0
#endif

/* [size] bytes, all zero, to be given back by heap_put(). Returns: NULL where memory is short. */
void *heap_get(size_t size);

/* Give [memory] back; it may be NULL. */
void heap_put(void *memory);

/* How many bytes are out. */
size_t heap_live_bytes(void);

/* For tests: have the [call]th heap_get() from now on fail, and no other; 0: none. Returns: how
 * far off the one ordered before still is; 0 if it has failed. */
long heap_fail_at(long call);

#endif

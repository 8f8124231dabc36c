#ifndef MEMORY_INTERNAL_H
#define MEMORY_INTERNAL_H

/* Memory that ends together: what memory.h gives to programs, as the tasks see it. */

#include "here.h"
#include "memory.h"

/* A pool. All zero is an empty one. */
struct memory_pool {
	struct memory_block *first, *last;
};

/* Memory in [pool]; [fini], unless NULL, is called on it before it is freed. NULL where memory
 * is short. */
void *memory_pool_get(struct memory_pool *pool, size_t size, void (*fini)(void *memory));

/* Make all that is in [from] part of [to]. */
void memory_pool_move(struct memory_pool *from, struct memory_pool *to);

/* The same for what has no fini: another thread may free it. */
void memory_pool_move_plain(struct memory_pool *from, struct memory_pool *to);

/* Call [fn]([memory], [arg]) for all in [pool] that has this [fini]. */
void memory_pool_visit(struct memory_pool *pool, void (*fini)(void *memory),
		       void (*fn)(void *memory, void *arg), void *arg);

/* Free all that is in [pool], the newest first. */
void memory_pool_free(struct memory_pool *pool);

/* Make [pool] the one that async_alloc() takes from in this thread. Returns: the former one. */
static inline struct memory_pool *memory_use(struct memory_pool *pool)
{
	struct memory_pool *former = here.memory;

	here.memory = pool;
	return former;
}

/* The thread's own. */
struct memory_pool *memory_outside(void);

/* That in use; where none is, the thread's own. */
static inline struct memory_pool *memory_current(void)
{
	return here.memory != NULL ? here.memory : memory_outside();
}

/* A run has ended: free what outside of tasks was allocated up to the end of the run before, and
 * keep what this one left. */
void memory_end_outside(void);

#endif

#ifndef MEMORY_H
#define MEMORY_H

/* Memory of the current task.
 *
 * Python frees what nobody refers to any more. Here what a task allocates by these calls lives as
 * long as the task's handle: until the task that created it ends, and then it passes to that one,
 * so that a result can be handed up any number of levels. Nothing of it is freed by hand, and an
 * exception leaks nothing. In a function that runs by async_to_thread() the memory is that of the
 * task that waits for it. Outside of any task it lives until the end of the next run, or of the
 * thread.
 *
 * None of these suspends. Raises: MemoryError, and returns NULL.
 */

#include <stddef.h>

/* [size] bytes, all zero. */
void *async_alloc(size_t size);

/* A copy of [string]. */
char *async_strdup(const char *string);

/* A new string, as sprintf() would write it. */
char *async_sprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif

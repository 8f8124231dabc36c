#ifndef CENSUS_H
#define CENSUS_H

/* How much of its stack each function of a task uses.
 *
 * ASYNC_CENSUS=1 in the environment has it printed to stderr at the end of the program,
 * ASYNC_CENSUS=FILE to a file: a line for each function, the largest first. A stack is filled with
 * a pattern before it is used; what of the pattern is gone when the task has ended was used.
 */

#include <stdatomic.h>
#include <stdbool.h>

#include "stack.h"

/* Whether that is wanted. */
extern atomic_bool census_on;

/* [stack] will be used from now on. */
void census_begin(struct stack *stack);

/* It was used, to run [function]; NULL: a coroutine without a name. */
void census_end(struct stack *stack, const char *function);

/* Print, unless it has been done. Called at the end of the program; to be called where that ends
 * by _exit(). */
void census_print(void);

#endif

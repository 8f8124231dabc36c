#ifndef DEBUG_INTERNAL_H
#define DEBUG_INTERNAL_H

/* What the reports tell of tasks. */

#include "debug.h"
#include "symbols.h"
#include "task-internal.h"

/* Whether debug mode was chosen, for the loops that are made from now on. */
bool debug_is_chosen(void);

/* Have [loop], which is being made, be in the mode that was chosen. */
void debug_open_loop(struct async_loop *loop);

/* For what [task] waits, into [text]: "sleep", "Task-3 (fetch)", "the future created at
 * shop.c:12". */
void debug_describe_wait(const struct async_task *task, char *text, size_t size);

/* One line, without its end: "Task-3 (fetch), created at shop.c:12". */
void debug_print_task(const struct async_task *task, FILE *file);

/* The same as asyncio's repr(): "<Task finished name='Task-2' coro=<fetch()> created at
 * shop.c:12 exception=ValueError('no such city')>", or "<Task pending name='Task-3' coro=<sell()
 * waiting at shop.c:21> wait_for=<sleep> created at shop.c:12>". */
void debug_print_future(const struct async_future *future, FILE *file);

/* One line, without its end, for a function on a stack: "fetch shop.c:12". */
void debug_print_place(const struct symbols_place *place, FILE *file);

/* The tree of the tasks of [loop]; NULL: of all loops of this thread. */
void debug_print_tree(struct async_loop *loop, FILE *file);

#endif

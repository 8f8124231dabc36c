#ifndef DEBUG_H
#define DEBUG_H

/* What goes wrong without a word, told.
 *
 * In debug mode (ASYNC_DEBUG=1 in the environment, or async_use_debug()) the runtime watches the
 * program, and says on stderr:
 *
 * - which callback, or step of a task, kept the loop from all others for longer than 100 ms, and
 *   where it was meanwhile: its stack, by function and line
 * - that a task caught its cancellation and went on as if nothing had been
 * - that a call that belongs to the loop's thread came from another: RuntimeError
 * - where each coroutine that was never awaited, and each task, was made
 *
 * In every mode, SIGQUIT (Ctrl-\) and a deadlock print who waits for whom: a tree of all tasks,
 * each with its stack.
 */

#include <stdbool.h>
#include <stdio.h>

#include "task.h"

/* Have the loops that are made from now on be in debug mode, or not, whatever ASYNC_DEBUG in the
 * environment says. asyncio.run(debug=...) */
void async_use_debug(bool on);

/* Of one loop; NULL: the running one. asyncio: loop.set_debug(), loop.get_debug() */
void async_loop_set_debug(struct async_loop *loop, bool on);
bool async_loop_get_debug(struct async_loop *loop);

/* From how many seconds on a callback or step is reported as slow; 0.1 at first. asyncio:
 * loop.slow_callback_duration */
void async_loop_set_slow_callback_duration(struct async_loop *loop, double seconds);

/* Print to [file] where [task] is, function by function, and who waits for it.
 * asyncio.print_call_graph() of Python 3.14 */
void async_print_call_graph(struct async_task *task, FILE *file);

/* Print to [file] all tasks of the loops of this thread, as a tree of who waits for whom, each
 * with where it is. python -m asyncio pstree */
void async_print_tasks(FILE *file);

#endif

#ifndef DEBUG_H
#define DEBUG_H

/* What goes wrong without a word, told.
 *
 * In debug mode (ASYNC_DEBUG=1 in the environment, or async_use_debug()) the runtime watches the
 * program, and says on stderr:
 *
 * - which callback, or step of a task, kept the loop from all others for 100 ms or longer, and
 *   where it was when they were over: its stack, by function and line
 * - that a task caught its cancellation and went on to its end as if nothing had been, with where
 *   the CancelledError was raised and where it was caught
 *
 * and it raises RuntimeError where a call that belongs to the loop's thread comes from another.
 *
 * In every mode it says where a coroutine was made that nobody awaited, of which task the exception
 * was never retrieved, and which task still waited, where and for what, when its loop was closed.
 * And in every mode a deadlock prints who waits for whom, as does SIGQUIT (Ctrl-\), behind which
 * the program goes on. A second SIGQUIT, while the loop cannot answer the first, says what holds it
 * up. A program that has its own use for SIGQUIT is left it.
 *
 * What is slow is slow on the loop's clock. On the virtual one that is what async_block() blocks;
 * other calls take no time there. On the real one a thread watches, and has the stack taken by a
 * signal, SIGRTMIN+5. As any signal, it ends a sleep(3) early; calls that can be restarted are.
 *
 * Stacks are seen where the program was compiled with frame pointers and -g, as all of the course
 * is, and where libdw is installed; elsewhere the AWAIT that was passed last stands in their place.
 */

#include <stdbool.h>
#include <stdio.h>

#include "task.h"

/* Have the loops that are made from now on be in debug mode, or not, whatever ASYNC_DEBUG in the
 * environment says. asyncio.run(debug=...) */
void async_use_debug(bool on);

/* Of one loop; NULL: the running one. Raises: RuntimeError if that is NULL and none runs.
 * asyncio: loop.set_debug(), loop.get_debug() */
void async_loop_set_debug(struct async_loop *loop, bool on);
bool async_loop_get_debug(struct async_loop *loop);

/* From how many seconds on a callback or step is reported as slow; 0.1 at first. [loop] NULL: the
 * running one. asyncio: loop.slow_callback_duration */
void async_loop_set_slow_callback_duration(struct async_loop *loop, double seconds);

/* Print to [file] where [task] is, function by function, and who waits for it, and for them. NULL:
 * the current task. Does not suspend. Raises: RuntimeError if that is NULL outside of tasks.
 * asyncio.print_call_graph() of Python 3.14 */
void async_print_call_graph(struct async_task *task, FILE *file);

/* Print to [file] all tasks of the loops of this thread, as a tree of who waits for whom, each with
 * where it is:
 *
 *      Task-1 (main_task), created at shop.c:40
 *          main_task shop.c:31
 *          async_gather
 *          |-- Task-2 (sell), created at shop.c:29
 *          |   sell shop.c:12
 *          |   async_sleep
 *          `-- Task-3 (restock), created at shop.c:30
 *              restock shop.c:21
 *              async_await
 *              waits for the future created at shop.c:20
 *
 * Its lines are plain ASCII unless the locale of the environment has UTF-8. Does not suspend.
 * python -m asyncio pstree of Python 3.14 */
void async_print_tasks(FILE *file);

#endif

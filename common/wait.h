#ifndef WAIT_H
#define WAIT_H

/* Waiting for some of several, and not being cancelled with who waits.
 *
 * async_gather() wants all results, and ends with the first exception. async_wait() only waits,
 * for the first, or for all, or for some time; it raises nothing of what the tasks raise, and
 * cancels nobody. async_as_completed() gives them in the order in which they are done.
 */

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "gather.h"
#include "iterator.h"
#include "task.h"

enum async_return_when {
	ASYNC_ALL_COMPLETED,		/* all are done */
	ASYNC_FIRST_COMPLETED,		/* any is done */
	ASYNC_FIRST_EXCEPTION,		/* any has raised, which a cancellation is not;
					 * or all are done */
};

/* async_wait(tasks, count, return_when, timeout): wait for the [count] tasks of an array, or
 * futures, until what [return_when] names is so, or until [timeout] seconds are over; INFINITY
 * (math.h): however long it takes. The array is put in order: those that are done first, those
 * that are not behind them, both in the order they had. (One that stands there twice still does.)
 * So with
 *
 *      size_t done = AWAIT(async_wait(tasks, count, ASYNC_FIRST_COMPLETED, INFINITY));
 *
 * tasks[0] to tasks[done - 1] are done, and `tasks + done` are the other count - done.
 * Suspends: until then, and one pass more; for one pass if it is so already. A cancellation point,
 * which cancels none of the tasks. Raises: CancelledError, and the array is as it was; ValueError
 * without tasks; TypeError for coroutine objects: make tasks of them; MemoryError. Returns: how
 * many are done. asyncio.wait() */
#define async_wait(tasks, count, return_when, timeout)						\
	async_wait_((struct async_awaitable **)ASYNC_AWAITABLES_(tasks), count, return_when, \
		    timeout)

/* async_as_completed(tasks, count, timeout): an async iterator over the [count] tasks of an array,
 * or futures, or coroutine objects, of which tasks are made. It gives each when it is done, as a
 * struct async_future *; ask it for its result, which raises its exception:
 *
 *      ASYNC_FOR(task, async_as_completed(tasks, count, INFINITY))
 *              puts(AWAIT(async_await((struct async_future *)task)));
 *
 * What it gives is the very task of the array: for a struct async_task ** it may be compared with
 * its elements; one that stands there twice it gives once. When [timeout] seconds are over, the
 * iterator raises TimeoutError once those are given that were done before. The tasks are not
 * cancelled, then or when the loop is left.
 * Does not suspend; its async_anext() does, unless one is done: a cancellation point then. Owns:
 * the current task owns the iterator. Raises: MemoryError, RuntimeError where no loop runs, and
 * returns NULL. asyncio.as_completed() */
#define async_as_completed(tasks, count, timeout)						\
	async_as_completed_(ASYNC_AWAITABLES_(tasks), count, timeout)

/* The next one that is done, and its result at once: the plain loop of asyncio, `for next in
 * as_completed(tasks): await next`. Suspends: as said. Raises: its exception; TimeoutError;
 * StopAsyncIteration behind the last. */
ASYNC void *async_as_completed_next(struct async_iterator *iterator);

/* async_shield(awaitable): protect [awaitable], a task, a future or a coroutine object (of which a
 * task is made), from being cancelled with who waits for it: a future that is done when it is,
 * with the same outcome. To cancel that future does not cancel what is behind it:
 *
 *      AWAIT(async_wait_for(async_shield(payment), 5));
 *
 * An exception that comes when the future has been cancelled is nobody's, and is reported. Of a
 * task that is made here the program has no handle; what it allocates lives as long as the future.
 * One that is done needs no shield, and is returned itself.
 * Does not suspend. Owns: as async_loop_create_future(). Raises: RuntimeError, MemoryError, and
 * returns NULL. asyncio.shield() */
#define async_shield(awaitable) async_shield_(ASYNC_AWAITABLE_(awaitable))

/* ---- What the macros above are made of: not for direct use ---- */

ASYNC size_t async_wait_(struct async_awaitable **tasks, size_t count,
			 enum async_return_when return_when, double timeout);
struct async_iterator *async_as_completed_(struct async_awaitable *const *tasks, size_t count,
					   double timeout);
struct async_future *async_shield_(struct async_awaitable *awaitable);

#endif

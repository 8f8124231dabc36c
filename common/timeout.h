#ifndef TIMEOUT_H
#define TIMEOUT_H

/* Not waiting for ever.
 *
 * A timeout is a cancellation with a date: when the time has come, the task is cancelled where it
 * waits, cleans up, and the CancelledError becomes a TimeoutError on its way out.
 *
 * Times are seconds; INFINITY (math.h) means no timeout, as None does in Python.
 */

#include <math.h>
#include <stdbool.h>

#include "task.h"

/* Wait for [awaitable], a task, a future or a coroutine object, but no longer than [timeout]
 * seconds. A coroutine object runs in the current task. When the time is up, cancels it, and
 * waits until its clean-up is through; if it returns a result all the same, that is the result.
 * Suspends: until it is done; not at all if it is. A cancellation point, as async_await().
 * Raises: TimeoutError; what the awaitable raises. asyncio.wait_for() */
#define async_wait_for(awaitable, timeout) async_wait_for_(ASYNC_AWAITABLE_(awaitable), timeout)

/* TIMEOUT(scope, delay); limits the rest of the block it stands in to [delay] seconds, and
 * declares `scope`, a struct async_timeout, for the calls below. When the time is up,
 * CancelledError is raised at the await where the task waits, and it leaves the block as
 * TimeoutError:
 *
 *      {
 *              TIMEOUT(patience, 0.5);
 *              TRY(async_sleep(10));
 *      }
 *      if (EXCEPT(TimeoutError, e))
 *              ...
 *
 * To be used in a task. Does not suspend. Raises: RuntimeError outside of a task.
 * asyncio.timeout() */
#define TIMEOUT(scope, delay)									\
	struct async_timeout scope __attribute__((cleanup(async_timeout_exit_))) = { 0 };	\
	async_timeout_enter_(&scope, delay)

/* TIMEOUT_AT(scope, when); the same with the time of the end, on the clock of async_loop_time().
 * asyncio.timeout_at() */
#define TIMEOUT_AT(scope, when)									\
	struct async_timeout scope __attribute__((cleanup(async_timeout_exit_))) = { 0 };	\
	async_timeout_enter_at_(&scope, when)

struct async_timeout {
	/* private: to the calls below */
	struct async_task *task;
	struct async_handle handle;
	double when;
	int cancelling;
	bool scheduled, expired;
};

/* Move the end of the scope to [when], on the clock of async_loop_time(). Raises: RuntimeError
 * if it has expired.
 * asyncio: Timeout.reschedule() */
void async_timeout_reschedule(struct async_timeout *scope, double when);

/* When the scope ends, on the loop's clock; INFINITY if never. asyncio: Timeout.when() */
double async_timeout_when(const struct async_timeout *scope);

/* Whether its time came. The scope is gone behind its block: there, the TimeoutError that is raised
 * tells the same. asyncio: Timeout.expired() */
bool async_timeout_expired(const struct async_timeout *scope);

/* ---- What the macros above are made of: not for direct use ---- */

ASYNC void *async_wait_for_(struct async_awaitable *awaitable, double timeout);
void async_timeout_enter_(struct async_timeout *scope, double delay);
void async_timeout_enter_at_(struct async_timeout *scope, double when);
void async_timeout_exit_(struct async_timeout *scope);

#endif

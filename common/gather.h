#ifndef GATHER_H
#define GATHER_H

/* Waiting for several at once.
 *
 * What is gathered is any mix of tasks, futures and coroutine objects; coroutine objects are made
 * tasks of. It takes as long as the slowest. Results are stored in the order of the arguments,
 * never in the order of completion:
 *
 *      const char *results[2];
 *      AWAIT(async_gather(results, fast, slow));
 *
 * RESULTS is an array of pointers, one for each that is gathered, or NULL where nobody wants them.
 */

#include <stddef.h>

#include "task.h"

/* What became of one: its result, or, if [exception] is not NULL, the exception instead. Valid
 * as long as the task. */
struct async_outcome {
	void *result;
	const struct async_exception *exception;
};

/* async_gather(results, awaitables...): wait for all of them, and store their results.
 * Suspends: until the last is done or the first raises, and one pass more; a cancellation point,
 * which cancels all that are not done. With no awaitables at all it does not suspend.
 * Raises: the first exception of any of them. The others are not cancelled: they run on, and
 * RESULTS is left as it was.
 * Owns: nothing; the tasks stay the caller's. Returns: 0. asyncio.gather() */
#define async_gather(results, ...)								\
	async_gather_wait_(async_gather_future(results __VA_OPT__(,) __VA_ARGS__))

/* async_gather_outcomes(outcomes, awaitables...): the same, where an exception is an outcome
 * like any other. OUTCOMES is an array of struct async_outcome, or NULL. Raises: CancelledError,
 * if the task that waits is cancelled; nothing else.
 * asyncio.gather(return_exceptions=True) */
#define async_gather_outcomes(outcomes, ...)							\
	async_gather_wait_(async_gather_outcomes_future(outcomes __VA_OPT__(,) __VA_ARGS__))

/* The same for an array of [count] tasks, or futures, or coroutine objects.
 * asyncio.gather(*tasks) */
#define async_gather_array(results, awaitables, count) \
	async_gather_wait_( \
		async_gather_future_(ASYNC_RESULTS_(results), NULL, false, \
				     ASYNC_AWAITABLES_(awaitables), count))
#define async_gather_outcomes_array(outcomes, awaitables, count) \
	async_gather_wait_( \
		async_gather_future_(NULL, outcomes, true, ASYNC_AWAITABLES_(awaitables), count))

/* What async_gather() awaits, as a future: to be awaited later, or cancelled by
 * async_future_cancel(), which cancels all that are not done. RESULTS must live until it is
 * done. Does not suspend. Owns: as async_loop_create_future().
 * Raises: RuntimeError, MemoryError, and returns NULL. asyncio.gather(), not awaited */
#define async_gather_future(results, ...) \
	async_gather_future_(ASYNC_RESULTS_(results), NULL, false, ASYNC_LIST_(__VA_ARGS__), \
			     ASYNC_LIST_LENGTH_(__VA_ARGS__))
#define async_gather_outcomes_future(outcomes, ...) \
	async_gather_future_(NULL, outcomes, true, ASYNC_LIST_(__VA_ARGS__), \
			     ASYNC_LIST_LENGTH_(__VA_ARGS__))

/* ---- What the macros above are made of: not for direct use ---- */

struct async_future *async_gather_future_(void *results, struct async_outcome *outcomes,
					  bool return_exceptions,
					  struct async_awaitable *const *awaitables, size_t count);
ASYNC int async_gather_wait_(struct async_future *gathering);

/* Whoever has learned asyncio.gather(a, b) writes a task where the results are to go. */
#define ASYNC_RESULTS_(results)									\
	_Generic((results), struct async_task *: async_gather_begins_with_results_(),		\
		 struct async_future *: async_gather_begins_with_results_(),			\
		 struct async_coroutine *: async_gather_begins_with_results_(),			\
		 default: (results))
void *async_gather_begins_with_results_(void) __attribute__((
	error("async_gather() begins with an array for the results, or with NULL")));

/* A list of awaitables, each checked for its type, with a NULL behind it: an array is not empty.
 * A macro cannot call itself, but each rescan, of which ASYNC_EXPAND_ makes 85, takes it one
 * argument further. For more there are arrays. */
#define ASYNC_LIST_(...) \
	((struct async_awaitable *const[]){ __VA_OPT__(ASYNC_EXPAND_(ASYNC_EACH_(__VA_ARGS__))) \
						    NULL })
#define ASYNC_LIST_LENGTH_(...) \
	(sizeof(ASYNC_LIST_(__VA_ARGS__)) / sizeof(struct async_awaitable *) - 1)
#define ASYNC_AWAITABLES_(array)								\
	((struct async_awaitable *const *)_Generic((array),					\
		struct async_task **: (array), struct async_future **: (array),		\
		struct async_coroutine **: (array)))

#define ASYNC_EACH_(first, ...)									\
	ASYNC_AWAITABLE_(first), __VA_OPT__(ASYNC_EACH_AGAIN_ ASYNC_PARENTHESES_ (__VA_ARGS__))
#define ASYNC_EACH_AGAIN_() ASYNC_EACH_
#define ASYNC_PARENTHESES_ ()
#define ASYNC_EXPAND_(...) \
	ASYNC_EXPAND3_(ASYNC_EXPAND3_(ASYNC_EXPAND3_(ASYNC_EXPAND3_(__VA_ARGS__))))
#define ASYNC_EXPAND3_(...) \
	ASYNC_EXPAND2_(ASYNC_EXPAND2_(ASYNC_EXPAND2_(ASYNC_EXPAND2_(__VA_ARGS__))))
#define ASYNC_EXPAND2_(...) \
	ASYNC_EXPAND1_(ASYNC_EXPAND1_(ASYNC_EXPAND1_(ASYNC_EXPAND1_(__VA_ARGS__))))
#define ASYNC_EXPAND1_(...) __VA_ARGS__

#endif

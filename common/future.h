#ifndef FUTURE_H
#define FUTURE_H

/* A result that comes later.
 *
 * Someone promises a value and holds the future; someone else awaits it (async_await() in task.h).
 * A future is pending, then done, once and for good: with a result, with an exception, or
 * cancelled. Whoever waits is woken in the next pass.
 *
 * Interface: none of these suspends. A future belongs to the task that created it, as memory does
 * (memory.h), and is never freed by hand. A task is a future too: async_task_done() and its like in
 * task.h.
 */

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "loop.h"

struct async_future;

/* A future, pending. [loop] may be NULL: the running one. Raises: MemoryError, RuntimeError
 * where no loop runs, and returns NULL. asyncio: loop.create_future() */
#define async_loop_create_future(loop)								\
	__extension__ ({									\
		ASYNC_SITE_(async_site_);							\
		async_create_future_(&async_site_, loop);					\
	})

/* Make it done, with [result]. Owns: nothing; the result must live as long as anyone may ask for
 * it.
 * Raises: InvalidStateError if it is done already. asyncio: Future.set_result() */
void async_future_set_result(struct async_future *future, void *result);

/* Make it done, with an exception of TYPE and a message as in printf(). StopIteration becomes a
 * RuntimeError, with the other one as its cause.
 * Raises: InvalidStateError if it is done already.
 * asyncio: Future.set_exception() */
#define async_future_set_exception(future, TYPE, ...)						\
	__extension__ ({									\
		ASYNC_SITE_(async_site_);							\
		async_future_set_exception_(future, &async_site_, TYPE,				\
					    ASYNC_MESSAGE_(__VA_ARGS__));		\
	})

/* The same with [e], an exception that was caught, or made by async_exception_new(). Owns: nothing;
 * [e] stays the caller's. */
void async_future_set_exception_object(struct async_future *future, struct async_exception *e);

/* async_future_cancel(future) or async_future_cancel(future, "why"): make it done, cancelled;
 * who awaits it gets CancelledError raised. Returns: false, and does nothing, if it is done
 * already. asyncio: Future.cancel() */
#define async_future_cancel(future, ...) \
	async_future_cancel_(future, ASYNC_FIRST_(__VA_ARGS__ __VA_OPT__(, ) NULL))

/* The result of a done future. Raises: its exception; CancelledError if it was cancelled;
 * InvalidStateError if it is not done. asyncio: Future.result() */
void *async_future_result(struct async_future *future);

/* The exception of a done future, NULL if it has a result. Counts as retrieving it: it is not
 * reported any more. Valid as long as the future. Raises: CancelledError if it was cancelled;
 * InvalidStateError if it is not done.
 * asyncio: Future.exception() */
const struct async_exception *async_future_exception(struct async_future *future);

/* asyncio: Future.done(), Future.cancelled() */
bool async_future_done(const struct async_future *future);
bool async_future_cancelled(const struct async_future *future);

/* Have [fn]([future], [arg]) called by call_soon when the future is done; if it is done already,
 * in the next pass. Callbacks run in the order they were added. Raises: MemoryError.
 * asyncio: Future.add_done_callback() */
void async_future_add_done_callback(struct async_future *future,
				    void (*fn)(struct async_future *future, void *arg), void *arg);

/* Take back what async_future_add_done_callback() was told, for the same [fn] and [arg], each time
 * it was told. Returns: how many were taken back. asyncio: Future.remove_done_callback() */
size_t async_future_remove_done_callback(struct async_future *future,
					 void (*fn)(struct async_future *future, void *arg),
					 void *arg);

/* asyncio: Future.get_loop() */
struct async_loop *async_future_get_loop(const struct async_future *future);

/* ---- What the macros above are made of: not for direct use ---- */

#define ASYNC_FIRST_(...) ASYNC_FIRST2_(__VA_ARGS__, )
#define ASYNC_FIRST2_(first, ...) (first)

struct async_future *async_create_future_(const struct async_site *site, struct async_loop *loop);
void async_future_set_exception_(struct async_future *future, const struct async_site *site,
				 const struct async_exception_type *type, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
bool async_future_cancel_(struct async_future *future, const char *message);

#endif

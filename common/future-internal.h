#ifndef FUTURE_INTERNAL_H
#define FUTURE_INTERNAL_H

/* Futures, as tasks and what is built of them see them. */

#include "error-internal.h"
#include "future.h"
#include "loop-internal.h"

/* What every awaitable begins with. */
struct async_awaitable {
	enum { AWAITABLE_FUTURE, AWAITABLE_TASK, AWAITABLE_COROUTINE } kind;
};

/* Someone who is called, by call_soon, when a future is done. Belongs to whoever waits. */
struct future_waiter {
	struct loop_callback callback;		/* first: when it runs, the future is done */
	struct future_waiter *next;
	struct async_future *future;
	bool keeps;				/* it keeps the future, from when it is scheduled */
};

/* In what a future is not as others: each may be NULL. */
struct future_methods {
	/* cancel it; NULL: it becomes done, cancelled */
	bool (*cancel)(struct async_future *future, const char *message);
	/* nobody refers to it any more; NULL: it lies on a stack, or in something larger */
	void (*free)(struct async_future *future);
	/* the task that waits for it is dropped, and with it the stack of the function that would
	 * have cleaned up behind the wait; NULL: future_fini() or future_release() is enough */
	void (*abandon)(struct async_future *future);
	/* for reports: what it is, as in "the lock created at shop.c:12" */
	void (*describe)(struct async_future *future, char *text, size_t size);
	/* for reports: call [fn] for each future that it waits for itself */
	void (*visit)(struct async_future *future,
		      void (*fn)(struct async_future *inner, void *arg), void *arg);
};

struct async_future {
	struct async_awaitable awaitable;	/* first, so that one pointer is both */
	enum { FUTURE_PENDING, FUTURE_RESULT, FUTURE_EXCEPTION, FUTURE_CANCELLED } state;
	bool unretrieved;			/* it has an exception that nobody has looked at */
	void *result;
	struct exception *exception;		/* owned; of a cancelled one, its CancelledError */
	bool said_once;				/* CPython's way with a task that raised
						 * CancelledError: the first who asks gets that
						 * one, all others one without its message */
	unsigned depth;				/* of the exception's traceback when it came here */
	struct future_waiter *waiters, **last;
	struct async_loop *loop;
	const struct async_site *site;		/* where it was created */
	unsigned references;			/* its owner's, and of everyone who waits for it */
	const struct future_methods *methods;	/* never NULL */
};

/* [methods] NULL: all NULL. */
void future_init(struct async_future *future, struct async_loop *loop,
		 const struct async_site *site, const struct future_methods *methods);

/* Report an exception that nobody retrieved, once. */
void future_report(struct async_future *future);

/* Release what it holds; reports an exception that nobody retrieved. */
void future_fini(struct async_future *future);

/* Owned references; future_init() makes the first. */
struct async_future *future_keep(struct async_future *future);
void future_release(struct async_future *future);

/* Make it done, with an exception, or cancelled, if it is pending. Owns: take the reference of
 * the caller. */
void future_set_exception(struct async_future *future, struct exception *e);
void future_set_cancelled(struct async_future *future, struct exception *e);
/* The same with a result. Returns: false if it was done. */
bool future_set_result(struct async_future *future, void *result);

/* Have [waiter]->callback.run called when [future], which is pending, is done. */
void future_add_waiter(struct async_future *future, struct future_waiter *waiter);

/* Before it is done: nobody waits there any more. */
void future_remove_waiter(struct async_future *future, struct future_waiter *waiter);

/* Cancel in the future's own way. */
bool future_cancel(struct async_future *future, const char *message);

/* The exception, or CancelledError, of a done future, counted as retrieved; NULL if it has a
 * result. Owns: the future. */
struct exception *future_exception(struct async_future *future);

/* The same, to be raised, or handed on. Owns: the caller. */
struct exception *future_take_exception(struct async_future *future);

/* A place in the memory of the current task for a future, which is released where that ends. To be
 * filled at once, or left NULL. Raises: MemoryError, and returns NULL. */
struct async_future **future_slot(void);

/* For memory_pool_get(), of a place for a future that others may await longer: release what is in
 * there, if anything is. */
void future_release_slot(void *memory);

/* Report the exceptions that nobody retrieved of the program's futures of [loop]: it closes, while
 * the memory of those that it leaves lives on for a while. */
void future_report_left(struct async_loop *loop);

/* Which function of the program [callback] will call; NULL if it is no done-callback. */
const void *future_function(const struct loop_callback *callback);

/* Called for an exception that nobody retrieved: report.c. */
extern void (*future_unretrieved_hook)(struct async_future *future);

#endif

#include "future-internal.h"

#include <stdarg.h>

#include "heap.h"
#include "memory-internal.h"

/* A callback of a program: a waiter of its own. */
struct done_callback {
	struct future_waiter waiter;		/* first, so that one pointer is both */
	void (*fn)(struct async_future *future, void *arg);
	void *arg;
};

/* ---- Life ---- */

void future_init(struct async_future *future, struct async_loop *loop,
		 const struct async_site *site, const struct future_methods *methods)
{
	static const struct future_methods none;

	*future = (struct async_future){
		.loop = loop,
		.site = site,
		.references = 1,
		.methods = methods != NULL ? methods : &none,
	};
	future->last = &future->waiters;
}

void future_report(struct async_future *future)
{
	if (future->unretrieved)
		future_unretrieved_hook(future);
	future->unretrieved = false;
}

void future_fini(struct async_future *future)
{
	future_report(future);
	exception_release(future->exception);
	future->exception = NULL;
	while (future->waiters != NULL) {
		struct future_waiter *waiter = future->waiters;

		future->waiters = waiter->next;
		waiter->future = NULL;
		loop_drop(&waiter->callback);
	}
}

struct async_future *future_keep(struct async_future *future)
{
	future->references++;
	return future;
}

void future_release(struct async_future *future)
{
	if (--future->references == 0 && future->methods->free != NULL)
		future->methods->free(future);
}

static void free_future(struct async_future *future)
{
	future_fini(future);
	heap_put(future);
}

static const struct future_methods of_programs = { .free = free_future };

static bool is_awaited(const struct async_future *future)
{
	for (struct future_waiter *w = future->waiters; w != NULL; w = w->next)
		if (w->callback.drop == NULL)
			return true;		/* the wake-up of a task */
	return false;
}

/* A future of the program, at the end of the task that created it. A task that still waited
 * would wait for ever, on memory that is gone. */
static void forget_future(void *memory)
{
	struct async_future *future = *(struct async_future **)memory;

	if (future == NULL)
		return;
	if (loop_running() != NULL && is_awaited(future))
		error_misuse("the future created at %s:%d ended with the task that created it, "
			     "while another task awaits it: create it in a task that lives longer",
			     future->site->file, future->site->line);
	future_release(future);
}

void future_release_slot(void *memory)
{
	struct async_future *future = *(struct async_future **)memory;

	if (future != NULL)
		future_release(future);
}

static void report_of_loop(void *memory, void *loop)
{
	struct async_future *future = *(struct async_future **)memory;

	if (future != NULL && future->loop == loop)
		future_report(future);
}

void future_report_left(struct async_loop *loop)
{
	memory_pool_visit(memory_outside(), forget_future, report_of_loop, loop);
}

struct async_future **future_slot(void)
{
	struct async_future **slot = memory_pool_get(memory_current(), sizeof *slot, forget_future);

	return slot != NULL ? slot : error_raise(MemoryError, "%zu bytes for a future",
						 sizeof(struct async_future));
}

struct async_future *async_create_future_(const struct async_site *site, struct async_loop *loop)
{
	struct async_future *future, **slot;

	loop = loop_or_running(loop);
	slot = loop != NULL ? future_slot() : NULL;
	if (slot == NULL)
		return NULL;
	future = heap_get(sizeof *future);
	if (future == NULL)
		return async_raise_(site, MemoryError, "%zu bytes for a future", sizeof *future);
	future_init(future, loop, site, &of_programs);
	return *slot = future;
}

/* ---- Becoming done ---- */

void future_add_waiter(struct async_future *future, struct future_waiter *waiter)
{
	waiter->next = NULL;
	waiter->future = future;
	*future->last = waiter;
	future->last = &waiter->next;
}

void future_remove_waiter(struct async_future *future, struct future_waiter *waiter)
{
	struct future_waiter **link = &future->waiters;

	while (*link != NULL && *link != waiter)
		link = &(*link)->next;
	if (*link == NULL)
		return;
	*link = waiter->next;
	if (*link == NULL)
		future->last = link;
}

static void wake_all(struct async_future *future)
{
	for (struct future_waiter *w = future->waiters, *next; w != NULL; w = next) {
		next = w->next;
		if (w->keeps)
			future_keep(future);
		loop_soon(future->loop, &w->callback);
	}
	future->waiters = NULL;
	future->last = &future->waiters;
}

bool future_set_result(struct async_future *future, void *result)
{
	if (future->state != FUTURE_PENDING)
		return false;
	future->state = FUTURE_RESULT;
	future->result = result;
	wake_all(future);
	return true;
}

static void end_with(struct async_future *future, struct exception *e, bool cancelled)
{
	if (future->state != FUTURE_PENDING) {
		exception_release(e);
		return;
	}
	future->state = cancelled ? FUTURE_CANCELLED : FUTURE_EXCEPTION;
	future->exception = e;
	future->depth = e->depth;
	future->unretrieved = !cancelled;
	wake_all(future);
}

void future_set_exception(struct async_future *future, struct exception *e)
{
	end_with(future, e, false);
}

void future_set_cancelled(struct async_future *future, struct exception *e)
{
	end_with(future, e, true);
}

bool future_cancel(struct async_future *future, const char *message)
{
	future->unretrieved = false;		/* as in CPython, also where it is done */
	if (future->methods->cancel != NULL)
		return future->methods->cancel(future, message);
	if (future->state != FUTURE_PENDING)
		return false;
	future_set_cancelled(future, exception_new(NULL, CancelledError, message));
	return true;
}

/* ---- Looking ---- */

struct exception *future_exception(struct async_future *future)
{
	future->unretrieved = false;
	return future->exception;
}

struct exception *future_take_exception(struct async_future *future)
{
	struct exception *e = exception_keep(future_exception(future));

	if (future->said_once) {
		exception_release(future->exception);
		future->exception = exception_new(NULL, CancelledError, NULL);
		future->depth = 0;
	}
	return e;
}

void *async_future_result(struct async_future *future)
{
	unsigned depth = future->depth;
	struct exception *e;

	if (future->state == FUTURE_PENDING)
		return error_raise(InvalidStateError, "Result is not set.");
	e = future_take_exception(future);
	if (e == NULL)
		return future->result;
	exception_cut_traceback(e, depth);
	error_put(e);
	return NULL;
}

const struct async_exception *async_future_exception(struct async_future *future)
{
	if (future->state == FUTURE_PENDING)
		return error_raise(InvalidStateError, "Exception is not set.");
	if (future->state == FUTURE_CANCELLED)
		return async_future_result(future);
	return future->exception != NULL ? &future_exception(future)->seen : NULL;
}

bool async_future_done(const struct async_future *future)
{
	return future->state != FUTURE_PENDING;
}

bool async_future_cancelled(const struct async_future *future)
{
	return future->state == FUTURE_CANCELLED;
}

/* ---- For programs ---- */

/* Whether this thread may wake those who wait. Raises: RuntimeError, and returns false. */
static bool may_wake(const struct async_future *future)
{
	return future->waiters == NULL || loop_of_this_thread(future->loop) != NULL;
}

void async_future_set_result(struct async_future *future, void *result)
{
	if (may_wake(future) && !future_set_result(future, result))
		error_raise(InvalidStateError, "invalid state");
}

static struct exception *storable(struct exception *e)
{
	return exception_in_place_of_stop(e, "StopIteration interacts badly with generators and "
					     "cannot be raised into a Future");
}

void async_future_set_exception_(struct async_future *future, const struct async_site *site,
				 const struct async_exception_type *type, const char *format, ...)
{
	va_list arguments;

	if (!may_wake(future))
		return;
	if (future->state != FUTURE_PENDING) {
		async_raise_(site, InvalidStateError, "invalid state");
		return;
	}
	va_start(arguments, format);
	future_set_exception(future, storable(exception_format(site, type, format, arguments)));
	va_end(arguments);
}

void async_future_set_exception_object(struct async_future *future, struct async_exception *e)
{
	if (!may_wake(future))
		return;
	if (future->state != FUTURE_PENDING)
		error_raise(InvalidStateError, "invalid state");
	else
		future_set_exception(future, storable(exception_keep((struct exception *)e)));
}

struct async_loop *async_future_get_loop(const struct async_future *future)
{
	return future->loop;
}

bool async_future_cancel_(struct async_future *future, const char *message)
{
	return future_cancel(future, message);
}

static void run_done_callback(struct loop_callback *callback)
{
	struct done_callback done = *(struct done_callback *)callback;

	heap_put(callback);
	done.fn(done.waiter.future, done.arg);
	future_release(done.waiter.future);
}

const void *future_function(const struct loop_callback *callback)
{
	return callback->run == run_done_callback
		       ? (const void *)((const struct done_callback *)callback)->fn
		       : NULL;
}

static void drop_done_callback(struct loop_callback *callback)
{
	struct future_waiter *waiter = (struct future_waiter *)callback;

	if (waiter->future != NULL)
		future_release(waiter->future);
	heap_put(waiter);
}

void async_future_add_done_callback(struct async_future *future,
				    void (*fn)(struct async_future *future, void *arg), void *arg)
{
	struct done_callback *done = heap_get(sizeof *done);

	if (done == NULL) {
		error_raise(MemoryError, "%zu bytes for a callback", sizeof *done);
		return;
	}
	done->waiter.callback.run = run_done_callback;
	done->waiter.callback.drop = drop_done_callback;
	done->waiter.keeps = true;
	done->fn = fn;
	done->arg = arg;
	if (future->state == FUTURE_PENDING) {
		future_add_waiter(future, &done->waiter);
	} else {
		done->waiter.future = future_keep(future);
		loop_soon(future->loop, &done->waiter.callback);
	}
}

size_t async_future_remove_done_callback(struct async_future *future,
					 void (*fn)(struct async_future *future, void *arg),
					 void *arg)
{
	struct future_waiter *waiter, **link = &future->waiters;
	size_t count = 0;

	while ((waiter = *link) != NULL) {
		struct done_callback *done = (struct done_callback *)waiter;

		if (waiter->callback.run != run_done_callback || done->fn != fn ||
		    done->arg != arg) {
			link = &waiter->next;
			continue;
		}
		*link = waiter->next;
		heap_put(done);
		count++;
	}
	future->last = link;
	return count;
}

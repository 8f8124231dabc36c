/* gather: a future that is done when all its children are.
 *
 * Each child has a waiter of the gathering's; the last one to be called makes the gathering done,
 * and who awaits that is woken a pass later: CPython's counts. The gathering may end before its
 * children, when one of them raised, so it is held by each waiter that is still to be called, and
 * by the scope that created it. A child that is done may end before the gathering looks at it, so
 * from then on the gathering holds the child.
 */

#include "gather.h"

#include <string.h>

#include "heap.h"
#include "task-internal.h"

struct gathering_child {
	struct future_waiter waiter;		/* first, so that one pointer is both */
	struct gathering *gathering;
	struct async_future *future;		/* kept from when it is done; NULL: it ended
						 * before */
	struct exception *cancelled;		/* owned: its outcome, if that is it */
};

struct gathering {
	struct async_future future;		/* first, so that one pointer is both */
	void **results;
	struct async_outcome *outcomes;
	bool return_exceptions, cancel_requested;
	size_t count, done;			/* children; of those, done */
	struct gathering_child children[];
};

static void free_gathering(struct async_future *future)
{
	struct gathering *g = (struct gathering *)future;

	future_fini(&g->future);
	for (size_t i = 0; i < g->count; i++) {
		exception_release(g->children[i].cancelled);
		if (g->children[i].future != NULL)
			future_release(g->children[i].future);
	}
	heap_put(g);
}

static void drop_child(struct loop_callback *callback)
{
	struct gathering_child *child = (struct gathering_child *)callback;

	if (child->waiter.future != NULL)
		future_release(child->waiter.future);
	child->future = NULL;
	future_release(&child->gathering->future);
}

static struct async_outcome outcome_of(struct gathering_child *child)
{
	struct exception *e = future_exception(child->future);

	if (e == NULL)
		return (struct async_outcome){ .result = child->future->result };
	if (child->future->said_once) {
		child->cancelled = exception_new(NULL, CancelledError, NULL);
		e = child->cancelled;
	}
	return (struct async_outcome){ .exception = &e->seen };
}

static void store(struct gathering *g)
{
	for (size_t i = 0; i < g->count; i++) {
		struct gathering_child *child = &g->children[i];

		if (g->outcomes != NULL)
			g->outcomes[i] = outcome_of(child);
		else if (g->results != NULL)
			g->results[i] = child->future->result;
	}
}

/* What a gathering that was cancelled ends with: that of the last argument, as in CPython. */
static struct exception *cancellation(struct gathering *g)
{
	struct async_future *last = g->children[g->count - 1].future;
	const char *message = NULL;

	if (last->state == FUTURE_CANCELLED)
		return future_take_exception(last);
	if (last->awaitable.kind == AWAITABLE_TASK)
		message = ((struct async_task *)last)->cancel_message;
	return exception_new(NULL, CancelledError, message);
}

static void child_done(struct gathering *g, struct gathering_child *child)
{
	g->done++;
	if (g->future.state != FUTURE_PENDING) {
		child->future->unretrieved = false;
	} else if (child->future->exception != NULL && !g->return_exceptions) {
		future_set_exception(&g->future, future_take_exception(child->future));
	} else if (g->done == g->count && g->cancel_requested) {
		for (size_t i = 0; i < g->count; i++)	/* they count as told, as in CPython */
			g->children[i].future->unretrieved = false;
		future_set_exception(&g->future, cancellation(g));
	} else if (g->done == g->count) {
		store(g);
		future_set_result(&g->future, g->results);
	}
}

static void run_child(struct loop_callback *callback)
{
	struct gathering_child *child = (struct gathering_child *)callback;
	struct gathering *g = child->gathering;

	child_done(g, child);
	future_release(&g->future);
}

/* To cancel it is to cancel those that are not done: it is done itself when they are. */
static bool cancel_gathering(struct async_future *future, const char *message)
{
	struct gathering *g = (struct gathering *)future;
	bool any = false;

	if (future->state != FUTURE_PENDING)
		return false;
	for (size_t i = 0; i < g->count; i++)
		any |= g->children[i].future != NULL &&
		       future_cancel(g->children[i].future, message);
	g->cancel_requested |= any;
	return any;
}

static void visit_children(struct async_future *future,
			   void (*fn)(struct async_future *inner, void *arg), void *arg)
{
	struct gathering *g = (struct gathering *)future;

	for (size_t i = 0; i < g->count; i++)
		if (g->children[i].future != NULL)
			fn(g->children[i].future, arg);
}

static const struct future_methods gathering_methods = {
	.cancel = cancel_gathering,
	.free = free_gathering,
	.visit = visit_children,
};

static struct gathering *new_gathering(struct async_loop *loop, size_t count)
{
	struct gathering **held =
		memory_pool_get(memory_current(), sizeof *held, future_release_slot);
	struct gathering *g =
		held != NULL ? heap_get(sizeof *g + count * sizeof g->children[0]) : NULL;

	if (g == NULL)
		return error_raise(MemoryError, "no memory to gather %zu", count);
	*held = g;
	future_init(&g->future, loop, NULL, &gathering_methods);
	return g;
}

/* A coroutine object may stand there twice, and is one task. */
static struct async_future *find_child(struct gathering *g,
				       struct async_awaitable *const *awaitables)
{
	const struct async_awaitable *wanted = awaitables[g->count];

	if (wanted != NULL && wanted->kind == AWAITABLE_COROUTINE &&
	    ((const struct async_coroutine *)wanted)->awaited)
		for (size_t i = 0; i < g->count; i++)
			if (awaitables[i] == wanted)
				return g->children[i].future;
	return NULL;
}

static bool add_child(struct gathering *g, struct async_awaitable *const *awaitables)
{
	struct gathering_child *child = &g->children[g->count];

	child->gathering = g;
	child->future = find_child(g, awaitables);
	if (child->future == NULL)
		child->future = task_ensure_future(awaitables[g->count]);
	if (child->future == NULL)
		return false;
	if (awaitables[g->count]->kind == AWAITABLE_COROUTINE)
		((struct async_task *)child->future)->expendable = true;
	child->waiter.callback.run = run_child;
	child->waiter.callback.drop = drop_child;
	child->waiter.keeps = true;
	g->count++;
	return true;
}

/* Those that are done already count at once: if all are, so is the gathering. */
static void await_children(struct gathering *g)
{
	if (g->count == 0)
		future_set_result(&g->future, g->results);
	for (size_t i = 0; i < g->count; i++) {
		struct gathering_child *child = &g->children[i];

		if (child->future->state == FUTURE_PENDING) {
			future_keep(&g->future);
			future_add_waiter(child->future, &child->waiter);
		} else {
			future_keep(child->future);
		}
	}
	for (size_t i = 0; i < g->count; i++)
		if (g->children[i].future->state != FUTURE_PENDING)
			child_done(g, &g->children[i]);
}

struct async_future *async_gather_future_(void *results, struct async_outcome *outcomes,
					  bool return_exceptions,
					  struct async_awaitable *const *awaitables, size_t count)
{
	struct async_loop *loop;
	struct gathering *g;

	for (size_t i = 0; i < count; i++)
		if (awaitables[i] == NULL && async_exception() != NULL)
			return NULL;		/* what should have made it failed */
		else if (awaitables[i] == NULL)
			error_misuse("async_gather() was given NULL in place of a task or future");
	error_forbid_raised("async_gather()");
	if (count > 0 && awaitables[0]->kind != AWAITABLE_COROUTINE)
		loop = ((struct async_future *)awaitables[0])->loop;
	else if ((loop = async_get_running_loop()) == NULL)
		return NULL;
	g = new_gathering(loop, count);
	if (g == NULL)
		return NULL;
	g->results = results;
	g->outcomes = outcomes;
	g->return_exceptions = return_exceptions;
	while (g->count < count)
		if (!add_child(g, awaitables)) {
			g->count = 0;		/* none of them is kept yet */
			return NULL;
		}
	await_children(g);
	return &g->future;
}

/* Where the wait failed, and not what is gathered, who waited has left, and may have taken the
 * array with him. */
int async_gather_wait_(struct async_future *gathering)
{
	struct gathering *g = (struct gathering *)gathering;
	struct async_task *task;

	if (gathering == NULL && async_exception() != NULL)
		return 0;
	task = task_may_suspend("async_gather()");
	if (task != NULL)
		task_wait(task, gathering, "gather", 0);
	if (gathering->state == FUTURE_PENDING) {
		g->results = NULL;
		g->outcomes = NULL;
	}
	return 0;
}

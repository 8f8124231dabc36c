/* Not being cancelled with who waits: a future, the outer one, that stands before another, the
 * inner one.
 *
 * A waiter in the inner one hands its outcome on. A waiter in the outer one sees that it is done
 * first, cancelled, and takes the other waiter back: from then on nobody listens to the inner one,
 * and an exception of it is reported as any other. CPython's order, and its passes.
 *
 * The waiter in the inner one holds the outer one, and nobody holds the inner one because of it: as
 * with gather. But a task that is made here has no handle: the outer future holds it when it is
 * done, so that its result lives as long.
 */

#include "heap.h"
#include "task-internal.h"
#include "wait.h"

struct shielding {
	struct async_future outer;		/* first, so that one pointer is both */
	struct future_waiter on_inner, on_outer;
	struct async_future *inner;		/* NULL: it is no longer listened to */
	bool made_here;				/* the inner one is a task of ours */
	struct async_future *kept;		/* that one, if its result is ours */
};

static void free_shielding(struct async_future *outer)
{
	struct shielding *shielding = (struct shielding *)outer;

	future_fini(outer);
	if (shielding->kept != NULL)
		future_release(shielding->kept);
	heap_put(shielding);
}

static void describe_outer(struct async_future *outer, char *text, size_t size)
{
	(void)outer;
	snprintf(text, size, "what async_shield() protects");
}

static void visit_inner(struct async_future *outer,
			void (*fn)(struct async_future *inner, void *arg), void *arg)
{
	struct shielding *shielding = (struct shielding *)outer;

	if (shielding->inner != NULL)
		fn(shielding->inner, arg);
}

static const struct future_methods shielding_methods = {
	.free = free_shielding,
	.describe = describe_outer,
	.visit = visit_inner,
};

/* ---- The inner one is done ---- */

static void hand_on(struct async_future *inner, struct async_future *outer)
{
	if (outer->state == FUTURE_CANCELLED)
		inner->unretrieved = false;
	else if (inner->state == FUTURE_CANCELLED)
		future_cancel(outer, NULL);
	else if (outer->state != FUTURE_PENDING)
		error_raise(InvalidStateError, "invalid state");
	else if (inner->state == FUTURE_EXCEPTION)
		future_set_exception(outer, future_take_exception(inner));
	else
		future_set_result(outer, inner->result);
}

static void inner_done(struct loop_callback *callback)
{
	struct shielding *shielding = CONTAINER_OF(callback, struct shielding, on_inner.callback);
	struct async_future *inner = shielding->inner;

	shielding->inner = NULL;
	hand_on(inner, &shielding->outer);
	if (shielding->made_here && shielding->outer.state == FUTURE_RESULT)
		shielding->kept = inner;
	else
		future_release(inner);
	future_release(&shielding->outer);
}

static void drop_inner(struct loop_callback *callback)
{
	struct shielding *shielding = CONTAINER_OF(callback, struct shielding, on_inner.callback);

	shielding->inner = NULL;
	if (shielding->on_inner.future != NULL)		/* it was to be called */
		future_release(shielding->on_inner.future);
	future_release(&shielding->outer);
}

/* ---- The outer one is done ---- */

static void outer_done(struct loop_callback *callback)
{
	struct shielding *shielding = CONTAINER_OF(callback, struct shielding, on_outer.callback);
	struct async_future *inner = shielding->inner;

	if (inner != NULL && inner->state == FUTURE_PENDING) {
		future_remove_waiter(inner, &shielding->on_inner);
		shielding->inner = NULL;
		future_release(&shielding->outer);
	}
	future_release(&shielding->outer);
}

static void drop_outer(struct loop_callback *callback)
{
	struct shielding *shielding = CONTAINER_OF(callback, struct shielding, on_outer.callback);

	if (shielding->on_outer.future != NULL)		/* it was to be called */
		future_release(&shielding->outer);
}

/* ---- The call ---- */

/* Owns: the current task. */
static struct shielding *new_shielding(struct async_loop *loop)
{
	struct shielding **held =
		memory_pool_get(memory_current(), sizeof *held, future_release_slot);
	struct shielding *shielding = held != NULL ? heap_get(sizeof *shielding) : NULL;

	if (shielding == NULL)
		return error_raise(MemoryError, "no memory for a shield");
	future_init(&shielding->outer, loop, NULL, &shielding_methods);
	shielding->on_inner.callback.run = inner_done;
	shielding->on_inner.callback.drop = drop_inner;
	shielding->on_inner.keeps = true;
	shielding->on_outer.callback.run = outer_done;
	shielding->on_outer.callback.drop = drop_outer;
	shielding->on_outer.keeps = true;
	return *held = shielding;
}

struct async_future *async_shield_(struct async_awaitable *awaitable)
{
	struct async_future *inner;
	struct shielding *shielding;

	if (awaitable == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	error_forbid_raised("async_shield()");
	inner = task_ensure_future(awaitable);
	if (inner == NULL || inner->state != FUTURE_PENDING)
		return inner;
	shielding = new_shielding(inner->loop);
	if (shielding == NULL)
		return NULL;
	shielding->inner = inner;
	shielding->made_here = awaitable->kind == AWAITABLE_COROUTINE;
	if (shielding->made_here)
		async_detach((struct async_task *)inner);
	future_keep(&shielding->outer);			/* for the waiter in the inner one */
	future_add_waiter(inner, &shielding->on_inner);
	future_add_waiter(&shielding->outer, &shielding->on_outer);
	return &shielding->outer;
}

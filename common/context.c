/* Context managers: ASYNC_WITH, those made of generators, and stacks of them. What is suppressed,
 * replaced and raised again follows CPython's contextlib. */

#include "context.h"

#include "heap.h"
#include "iterator-internal.h"

/* ---- ASYNC_WITH ---- */

/* Give what entering [manager] gave. */
static void *enter(struct async_context_manager *manager, const char *function)
{
	if (manager == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	error_forbid_raised(function);
	if (manager == NULL)
		error_misuse("%s was given NULL in place of a context manager", function);
	return manager->aenter(manager);
}

int async_with_enter_(struct async_with_ *with, struct async_context_manager *manager)
{
	void *entered = enter(manager, "ASYNC_WITH");

	if (async_exception() == NULL)
		*with = (struct async_with_){ manager, entered };
	return 0;
}

void async_with_exit_(struct async_with_ *with)
{
	struct async_handler_ aside = { 0 };
	struct exception *e;
	bool suppressed;

	if (with->manager == NULL)
		return;
	e = error_take();
	if (e != NULL)
		error_begin_handling(&aside, e);
	suppressed = with->manager->aexit(with->manager, (struct async_exception *)e);
	if (e == NULL)
		return;
	if (suppressed)
		error_end_handling(&aside);
	else
		error_put_back(error_take_handled(&aside));	/* unless another was raised */
}

/* ---- Of a generator ---- */

struct generator_manager {
	struct async_context_manager manager;	/* first, so that one pointer is both */
	struct async_generator *generator;	/* NULL: it has been left */
};

/* A generator that yields too often is closed, all the same. */
static void refuse_yield(struct async_generator *generator, const char *message)
{
	struct async_handler_ aside = { 0 };

	error_raise(RuntimeError, "%s", message);
	error_begin_handling(&aside, error_take());
	generator_close(generator, NULL);
	error_put_back(error_take_handled(&aside));
}

static void *enter_generator(struct async_context_manager *manager)
{
	struct generator_manager *m = (struct generator_manager *)manager;
	struct async_handler_ end = { 0 };
	void *value = NULL;

	if (m->generator != NULL)
		value = async_anext(m->generator);
	else
		error_put(exception_new(NULL, StopAsyncIteration, NULL));
	if (async_isinstance(async_exception(), StopAsyncIteration)) {
		error_begin_handling(&end, error_take());
		async_raise_from_(NULL, NULL, RuntimeError, "generator didn't yield");
		error_end_handling(&end);
	}
	return value;
}

static void leave_without(struct async_generator *generator)
{
	void *value = async_anext(generator);

	(void)value;
	if (async_exception() == NULL)
		refuse_yield(generator, "generator didn't stop");
	else if (async_isinstance(async_exception(), StopAsyncIteration))
		exception_release(error_take());
}

static bool is_stop(const struct exception *e)
{
	return async_isinstance(&e->seen, StopIteration) ||
	       async_isinstance(&e->seen, StopAsyncIteration);
}

/* [raised] came out of the generator that [e] was thrown into. Returns: whether it is [e], or what
 * a generator makes of it. */
static bool came_through(const struct exception *raised, const struct exception *e)
{
	return raised == e || (async_isinstance(&raised->seen, RuntimeError) && is_stop(e) &&
			       raised->seen.cause == &e->seen);
}

static bool leave_with(struct async_generator *generator, struct exception *e)
{
	unsigned depth = e->depth;
	struct exception *raised;
	bool suppresses;

	generator_athrow(generator, exception_keep(e));
	raised = error_take();
	if (raised == NULL) {
		refuse_yield(generator, "generator didn't stop after athrow()");
		return false;
	}
	suppresses = async_isinstance(&raised->seen, StopAsyncIteration) && raised != e;
	if (suppresses || came_through(raised, e)) {
		exception_release(raised);
		exception_cut_traceback(e, depth);
	} else {
		error_put_back(raised);
	}
	return suppresses;
}

static bool leave_generator(struct async_context_manager *manager, struct async_exception *e)
{
	struct generator_manager *m = (struct generator_manager *)manager;
	bool suppresses = false;

	if (m->generator == NULL)
		return false;
	if (e != NULL)
		suppresses = leave_with(m->generator, (struct exception *)e);
	else
		leave_without(m->generator);
	generator_give_up(m->generator);
	m->generator = NULL;
	return suppresses;
}

static void *enter_closing(struct async_context_manager *manager)
{
	return ((struct generator_manager *)manager)->generator;
}

static bool leave_closing(struct async_context_manager *manager, struct async_exception *e)
{
	(void)e;
	return async_aclose(((struct generator_manager *)manager)->generator) != 0;
}

static struct async_context_manager *
new_manager(struct async_generator *generator, void *(*aenter)(struct async_context_manager *),
	    bool (*aexit)(struct async_context_manager *, struct async_exception *))
{
	struct generator_manager *m =
		generator != NULL ? memory_pool_get(memory_current(), sizeof *m, NULL) : NULL;

	if (m == NULL)
		return error_raise(MemoryError, "no memory for a context manager");
	m->manager.aenter = aenter;
	m->manager.aexit = aexit;
	m->generator = generator;
	return &m->manager;
}

struct async_context_manager *async_context_manager_(struct async_call call)
{
	return new_manager(async_generator_(call), enter_generator, leave_generator);
}

struct async_context_manager *async_aclosing(struct async_generator *generator)
{
	return new_manager(generator, enter_closing, leave_closing);
}

/* Generators: functions that yield values to whoever asks.
 *
 * A generator is a coroutine that runs in the task of whoever asks. There are two ways in which it
 * can pause. Where it yields, it switches back to async_anext(), which returns the value: two
 * switches, no queue, no task. Where it awaits, it is the task that has to wait: so the await, too,
 * switches back to async_anext(), which sees that nothing was yielded, and passes it on, out to the
 * task's own coroutine and from there to the loop. When the task is woken, it is resumed there,
 * and the resumes go in again, from one generator to the next, to the one that awaits.
 *
 *      loop <---- task <---- async_anext(outer) <---- async_anext(inner) <---- async_sleep()
 *
 * What an operation does to a generator in which state, and the messages, are CPython's:
 * Objects/genobject.c.
 */

#include "iterator-internal.h"

#include <string.h>

#include "heap.h"

/* ---- Its function ---- */

/* An exception that says that something has ended would be taken for the generator's own end. */
static void *run_function(void *arg)
{
	struct async_generator *g = arg;
	struct exception *e;

	g->fn(g->arguments);
	e = error_take();
	if (e != NULL && async_isinstance(&e->seen, StopAsyncIteration))
		e = exception_in_place_of(e, "async generator raised StopAsyncIteration");
	else if (e != NULL)
		e = exception_in_place_of_stop(e, "async generator raised StopIteration");
	if (e != NULL)
		error_put_back(e);
	return NULL;
}

void *async_yield(void *value)
{
	struct coroutine *c = coroutine_current();

	if (value == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	error_forbid_raised("async_yield()");
	if (c == NULL || c->fn != run_function)
		return error_raise(RuntimeError,
				   "async_yield() was called outside of a generator's function");
	CONTAINER_OF(c, struct async_generator, coroutine)->yielded = true;
	return coroutine_yield(value);
}

/* Run the function until it yields or returns. Inline, as coroutine_resume() is inside: one
 * function less to return from behind a switch. */
static inline __attribute__((always_inline)) void *go_on(struct async_generator *g, void *value)
{
	struct exception *e;

	g->yielded = false;
	for (;;) {
		struct task_scope *scope = task_use_scope(&g->scope);
		struct memory_pool *memory = memory_use(&g->memory);

		value = coroutine_resume(&g->coroutine, value);
		memory_use(memory);
		task_use_scope(scope);
		if (g->yielded || coroutine_done(&g->coroutine))
			return value;
		coroutine_current()->inner = &g->coroutine;
		value = coroutine_yield(NULL);
		coroutine_current()->inner = NULL;
		e = error_take();
		if (e != NULL)			/* a cancellation goes in to where it awaits */
			coroutine_throw(&g->coroutine, e);
	}
}

/* Raise [e] where it has paused. One that has not begun never does. */
static void *throw_into(struct async_generator *g, struct exception *e)
{
	g->yielded = false;
	if (g->coroutine.state == COROUTINE_PAUSED) {
		coroutine_throw(&g->coroutine, e);
		return go_on(g, NULL);
	}
	g->coroutine.state = COROUTINE_DONE;
	error_put_back(e);
	return NULL;
}

/* ---- Asking it ---- */

/* Whether [g] may be asked now, by [function]. Its loop is the one in which it is asked first. */
static bool may_ask(struct async_generator *g, const char *function)
{
	struct async_task *task;

	if (g == NULL && async_exception() != NULL)
		return false;			/* what should have made it failed */
	task = task_may_call(function);
	if (task == NULL)
		return false;
	if (g == NULL)
		error_misuse("%s was given NULL in place of a generator", function);
	if (g->loop == NULL)
		generator_begin(g, task->future.loop);
	return true;
}

static bool is_running(const struct async_generator *g, const char *method)
{
	if (g->running)
		error_raise(RuntimeError, "%s(): asynchronous generator is already running",
			    method);
	return g->running;
}

static void start_running(struct async_generator *g)
{
	g->running = true;
	generator_keep(g);
}

static void stop_running(struct async_generator *g)
{
	g->running = false;
	if (coroutine_done(&g->coroutine))
		generator_end(g);
	generator_release(g);
}

static void raise_stop(void)
{
	error_put(exception_new(NULL, StopAsyncIteration, NULL));
}

/* Whether what is raised is the generator's end: its own, or that of an async_aclose(). */
static bool raised_end(void)
{
	return async_isinstance(async_exception(), StopAsyncIteration) ||
	       async_isinstance(async_exception(), GeneratorExit);
}

/* It has paused or ended: hand [value] on, or raise. */
static void *hand_out(struct async_generator *g, void *value)
{
	if (!g->yielded) {
		if (async_exception() == NULL)
			raise_stop();
		g->closed |= raised_end();
	}
	stop_running(g);
	return value;
}

static void *ask(struct async_generator *g, void *value, const char *function)
{
	if (!may_ask(g, function) || is_running(g, "anext"))
		return NULL;
	if (g->coroutine.state == COROUTINE_NEW && value != NULL)
		return error_raise(TypeError, "can't send non-None value to a just-started async "
					      "generator");
	if (g->coroutine.state == COROUTINE_NEW && coroutine_begin(&g->coroutine) != 0)
		return error_raise(MemoryError, "no memory for the stack of %s()", g->function);
	start_running(g);
	g->yielded = false;
	if (!coroutine_done(&g->coroutine))
		value = go_on(g, value);
	return hand_out(g, value);
}

static void *anext(struct async_iterator *iterator)
{
	return ask((struct async_generator *)iterator, NULL, "async_anext()");
}

bool generator_is_one(const struct async_iterator *iterator)
{
	return iterator->anext == anext;
}

void *async_asend(struct async_generator *g, void *value)
{
	if (value == NULL && async_exception() != NULL)
		return NULL;
	return ask(g, value, "async_asend()");
}

void *generator_athrow(struct async_generator *g, struct exception *e)
{
	if (!may_ask(g, "async_athrow()") || coroutine_done(&g->coroutine) ||
	    is_running(g, "athrow")) {
		exception_release(e);
		return NULL;
	}
	if (g->closed) {
		exception_release(e);
		raise_stop();
		return NULL;
	}
	start_running(g);
	return hand_out(g, throw_into(g, e));
}

void *async_athrow_(struct async_generator *g, const struct async_site *site,
		    const struct async_exception_type *type, const char *format, ...)
{
	struct exception *e;
	va_list arguments;

	va_start(arguments, format);
	e = exception_format(site, type, format, arguments);
	va_end(arguments);
	return generator_athrow(g, e);
}

static bool may_close(struct async_generator *g, bool thrown)
{
	if (is_running(g, "aclose"))
		return false;
	if (g->closed && !thrown)
		raise_stop();			/* it did not end when it was closed before */
	return !g->closed || thrown;
}

void generator_close(struct async_generator *g, struct exception *e)
{
	if (coroutine_done(&g->coroutine)) {
		if (e != NULL)
			error_put_back(e);
		return;
	}
	if (!may_close(g, e != NULL)) {
		exception_release(e);
		return;
	}
	start_running(g);
	g->closed |= e == NULL;
	throw_into(g, e != NULL ? e : exception_new(NULL, GeneratorExit, NULL));
	if (g->yielded)
		error_raise(RuntimeError, "async generator ignored GeneratorExit");
	else if (raised_end())
		exception_release(error_take());
	stop_running(g);
}

int async_aclose(struct async_generator *g)
{
	if (may_ask(g, "async_aclose()"))
		generator_close(g, NULL);
	return 0;
}

/* ---- Creating one ---- */

struct async_generator *async_generator_(struct async_call call)
{
	struct async_generator *g;

	if (async_exception() != NULL)
		return NULL;
	g = heap_get(sizeof *g);
	if (g != NULL && call.size > 0)
		g->arguments = memory_pool_get(&g->memory, call.size, NULL);
	if (g == NULL || (call.size > 0 && g->arguments == NULL)) {
		heap_put(g);
		return async_raise_(call.site, MemoryError, "no memory for a generator");
	}
	if (call.size > 0)
		memcpy(g->arguments, call.arguments, call.size);
	g->iterator.anext = anext;
	g->fn = call.fn;
	g->function = g->coroutine.function = call.name;
	g->site = call.site;
	g->coroutine.fn = run_function;
	g->coroutine.arg = g;
	g->coroutine.resumed = &g->resumed;
	g->coroutine.forwards = true;
	generator_adopt(g);
	return g;
}

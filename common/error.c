#include "error-internal.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "coroutine-internal.h"
#include "heap.h"
#include "record.h"

#define TYPE(name, base) const struct async_exception_type name[1] = {{ #name, base }}

TYPE(BaseException, NULL);
TYPE(CancelledError, BaseException);
TYPE(KeyboardInterrupt, BaseException);
TYPE(Exception, BaseException);
TYPE(AssertionError, Exception);
TYPE(InvalidStateError, Exception);
TYPE(LookupError, Exception);
TYPE(IndexError, LookupError);
TYPE(KeyError, LookupError);
TYPE(MemoryError, Exception);
TYPE(OSError, Exception);
TYPE(ConnectionError, OSError);
TYPE(TimeoutError, OSError);
TYPE(RuntimeError, Exception);
TYPE(TypeError, Exception);
TYPE(ValueError, Exception);

/* The thread's own state, and the one in use. */
static _Thread_local struct error_state outside, *in_use;

struct error_state *error_state(void)
{
	return in_use != NULL ? in_use : &outside;
}

struct error_state *error_use(struct error_state *state)
{
	struct error_state *former = in_use;

	in_use = state;
	return former;
}

/* What was being handled on a stack that is dropped. */
static void release_all(const struct async_handler_ *handling)
{
	for (const struct async_handler_ *h = handling; h != NULL; h = h->outer)
		exception_release((struct exception *)h->exception);
}

void error_fini(struct error_state *state)
{
	exception_release(state->raised);
	release_all(state->handling);
	*state = (struct error_state){ 0 };
}

bool async_isinstance(const struct async_exception *e, const struct async_exception_type *type)
{
	if (e == NULL)
		return false;
	for (const struct async_exception_type *t = e->type; t != NULL; t = t->base)
		if (t == type)
			return true;
	return false;
}

/* ---- Exceptions ---- */

/* What is raised where there is no memory to say more. It is shared by all threads, so it takes
 * on no traceback and no context, and is not counted. */
static struct exception no_memory = { .seen = { .type = MemoryError, .message = "" } };

/* One with room for a message of [length] bytes. */
static struct exception *allocate(const struct async_site *site,
				  const struct async_exception_type *type, size_t length)
{
	struct exception *e = heap_get(sizeof *e + length + 1);

	if (e == NULL)
		return &no_memory;
	e->seen.type = type;
	e->seen.message = e->message;
	e->references = 1;
	if (site != NULL)
		e->traceback[e->depth++] = site;
	return e;
}

struct exception *exception_new(const struct async_site *site,
				const struct async_exception_type *type, const char *message)
{
	struct exception *e = allocate(site, type, message != NULL ? strlen(message) : 0);

	if (e != &no_memory && message != NULL)
		strcpy(e->message, message);
	return e;
}

struct exception *exception_format(const struct async_site *site,
				   const struct async_exception_type *type, const char *format,
				   va_list arguments)
{
	va_list again;
	struct exception *e;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		/* it cannot be written: better than nothing */
		return exception_new(site, type, format);
	e = allocate(site, type, (size_t)length);
	if (e != &no_memory)
		vsnprintf(e->message, (size_t)length + 1, format, arguments);
	return e;
}

struct exception *exception_keep(struct exception *e)
{
	if (e != NULL && e != &no_memory)
		e->references++;
	return e;
}

void exception_release(struct exception *e)
{
	while (e != NULL && e != &no_memory && --e->references == 0) {
		struct exception *context = (struct exception *)e->seen.context;

		heap_put(e);
		e = context;
	}
}

void exception_cut_traceback(struct exception *e, unsigned depth)
{
	if (e->depth > depth)
		e->depth = depth;
}

static void add_to_traceback(struct exception *e, const struct async_site *site)
{
	if (e->depth < TRACEBACK_MAX && e != &no_memory)
		e->traceback[e->depth++] = site;
}

/* What is being handled becomes the context of what is raised now; but no exception is its own,
 * at any remove. */
static void set_context(struct exception *e, struct exception *context)
{
	for (const struct async_exception *c = &context->seen; c != NULL; c = c->context)
		if (c == &e->seen)
			return;
	if (e->seen.context == NULL && e != &no_memory)
		e->seen.context = &exception_keep(context)->seen;
}

/* ---- The indicator ---- */

static void end_of_program(void)
{
	if (outside.raised == NULL)
		return;
	fflush(stdout);
	async_print_exception(&outside.raised->seen);
	if (record_on) {
		char text[60];

		record_event(RECORD_REPORT, RECORD_UNHANDLED,
			     exception_describe(outside.raised, text, sizeof text));
	}
	fflush(NULL);
	_exit(EXIT_FAILURE);
}

/* What is raised outside of tasks and never caught is told at the end of the program. */
static void put_raised(struct error_state *state, struct exception *e)
{
	static bool registered;

	state->raised = e;
	if (state->handling != NULL)
		set_context(e, (struct exception *)state->handling->exception);
	if (state == &outside && !__atomic_exchange_n(&registered, true, __ATOMIC_ACQ_REL))
		atexit(end_of_program);
}

struct exception *error_take(void)
{
	struct error_state *state = error_state();
	struct exception *e = state->raised;

	state->raised = NULL;
	return e;
}

void error_put(struct exception *e)
{
	struct error_state *state = error_state();

	if (state->raised == NULL)
		put_raised(state, e);
	else
		exception_release(e);
}

void error_replace(const struct async_exception_type *type)
{
	struct exception *former = error_take();
	struct exception *e = exception_new(
		former->depth > 0 ? former->traceback[former->depth - 1] : NULL, type, "");

	set_context(e, former);
	exception_release(former);
	error_put(e);
}

const struct async_exception *async_exception(void)
{
	struct exception *raised = error_state()->raised;

	return raised != NULL ? &raised->seen : NULL;
}

void *async_raise_(const struct async_site *site, const struct async_exception_type *type,
		   const char *format, ...)
{
	struct error_state *state = error_state();
	va_list arguments;

	if (state->raised != NULL)
		return NULL;
	va_start(arguments, format);
	put_raised(state, exception_format(site, type, format, arguments));
	va_end(arguments);
	return NULL;
}

void *async_reraise(struct async_exception *e)
{
	if (e == NULL)
		return error_raise(RuntimeError, "No active exception to reraise");
	error_put(exception_keep((struct exception *)e));
	return NULL;
}

/* ---- AWAIT, TRY, EXCEPT, FINALLY ---- */

/* Before the call. An exception that was raised in this very function needs no second line for
 * it in the traceback. */
bool async_enter_(const struct async_site *site)
{
	struct error_state *state = error_state();
	struct exception *e = state->raised;

	state->here = site;
	if (e == NULL)
		return false;
	if (e->depth == 0 || e->traceback[e->depth - 1]->function != site->function)
		add_to_traceback(e, site);
	return true;
}

/* Behind the call. */
bool async_leave_(const struct async_site *site)
{
	struct exception *e = error_state()->raised;

	if (e == NULL)
		return false;
	add_to_traceback(e, site);
	return true;
}

/* Make the raised exception the one that is being handled. */
static void begin_handling(struct error_state *state, struct async_handler_ *handler)
{
	handler->exception = &state->raised->seen;
	handler->outer = state->handling;
	state->handling = handler;
	state->raised = NULL;
}

bool async_except_(const struct async_exception_type *type, struct async_handler_ *handler)
{
	struct error_state *state = error_state();

	if (state->raised == NULL || !async_isinstance(&state->raised->seen, type))
		return false;
	async_handler_end_(handler);
	begin_handling(state, handler);
	return true;
}

void async_handler_end_(struct async_handler_ *handler)
{
	struct async_handler_ **link = &error_state()->handling;

	if (handler->exception == NULL)
		return;
	while (*link != NULL && *link != handler)
		link = &(*link)->outer;
	if (*link == handler)
		*link = handler->outer;
	exception_release((struct exception *)handler->exception);
	handler->exception = NULL;
}

void async_finally_run_(struct async_finally_ *finally)
{
	struct error_state *state = error_state();
	struct async_handler_ aside = { 0 };
	struct exception *e;

	if (state->raised != NULL)
		begin_handling(state, &aside);
	finally->fn(finally->arg);
	e = exception_keep((struct exception *)aside.exception);
	async_handler_end_(&aside);
	if (e != NULL)
		error_put(e);			/* unless the cleanup has raised another */
}

/* ---- Bare coroutines ---- */

/* What a coroutine is handling when it pauses, it is still handling when it goes on, and whoever
 * resumed it is not: as CPython keeps it for generators. handling[0] is that chain, cut off at the
 * end where the resumer's goes on; handling[1] is the resumer's, while the coroutine runs. */

static void enter_coroutine(struct coroutine *c)
{
	struct error_state *state = error_state();
	struct async_handler_ *own = c->handling[0], **end = &own;

	while (*end != NULL)
		end = &(*end)->outer;
	c->handling[1] = *end = state->handling;
	state->handling = own;
}

static void exit_coroutine(struct coroutine *c)
{
	struct error_state *state = error_state();
	struct async_handler_ *resumers = c->handling[1], **end = &state->handling;

	while (*end != resumers)
		end = &(*end)->outer;
	*end = NULL;
	c->handling[0] = state->handling;
	state->handling = resumers;
}

static void drop_coroutine(struct coroutine *c)
{
	release_all(c->handling[0]);
	c->handling[0] = NULL;
}

void (*coroutine_enter_hook)(struct coroutine *c) = enter_coroutine;
void (*coroutine_exit_hook)(struct coroutine *c) = exit_coroutine;
void (*coroutine_drop_hook)(struct coroutine *c) = drop_coroutine;

/* ---- Telling ---- */

char *exception_describe(const struct exception *e, char *text, size_t size)
{
	snprintf(text, size, "%s%s%s", e->seen.type->name, e->seen.message[0] != '\0' ? ": " : "",
		 e->seen.message);
	return text;
}

void async_print_exception(const struct async_exception *e)
{
	const struct exception *exception = (const struct exception *)e;

	if (e->context != NULL) {
		async_print_exception(e->context);
		fprintf(stderr, "\nDuring handling of the above exception, "
				"another exception occurred:\n\n");
	}
	if (exception->depth > 0)
		fprintf(stderr, "Traceback (most recent call last):\n");
	for (unsigned i = exception->depth; i-- > 0;)
		fprintf(stderr, "  File \"%s\", line %d, in %s\n", exception->traceback[i]->file,
			exception->traceback[i]->line, exception->traceback[i]->function);
	fprintf(stderr, "%s%s%s\n", e->type->name, e->message[0] != '\0' ? ": " : "", e->message);
}

void error_misuse(const char *format, ...)
{
	va_list arguments;
	char text[1024];

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	fflush(stdout);
	fprintf(stderr, "%s\n", text);
	if (record_on)
		record_event(RECORD_REPORT, RECORD_MISUSE, text);
	abort();
}

void error_forbid_raised(const char *function)
{
	const struct exception *e = error_state()->raised;
	const struct async_site *site;
	char text[512];

	if (e == NULL)
		return;
	exception_describe(e, text, sizeof text);
	if (e->depth == 0)
		error_misuse("%s was called while %s is raised: use AWAIT or TRY", function, text);
	site = e->traceback[0];
	error_misuse("%s was called while %s is raised (at %s:%d, in %s): use AWAIT or TRY",
		     function, text, site->file, site->line, site->function);
}

#include "error-internal.h"

#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "heap.h"
#include "record.h"

_Thread_local struct error_state error_outside;

static void drop_star(struct async_handler_ *handler)
{
	struct async_star_ *star = handler->star;

	if (star == NULL)
		return;
	exception_release(star->origin);
	exception_release(star->rest);
	exception_release(star->again);
	exception_release(star->raised);
	exception_release(star->outcome);
	heap_put(star);
	handler->star = NULL;
}

/* What was being handled on a stack that is dropped. */
void error_release_handled(struct async_handler_ *handling)
{
	for (struct async_handler_ *h = handling; h != NULL; h = h->outer) {
		exception_release((struct exception *)h->exception);
		drop_star(h);
	}
}

void error_fini(struct error_state *state)
{
	exception_release(state->raised);
	error_release_handled(state->handling);
	*state = (struct error_state){ 0 };
}

/* ---- The indicator ---- */

bool exception_is_exit(const struct exception *e)
{
	return async_isinstance(&e->seen, SystemExit) ||
	       async_isinstance(&e->seen, KeyboardInterrupt);
}

/* As Python's sys.exit(): the message is the exit status if it is a number, and nothing is 0; else
 * it is printed, and the status is 1. */
static int exit_status(const struct exception *e)
{
	char *end;
	long status = strtol(e->seen.message, &end, 10);

	if (*end == '\0')
		return (int)(status & 0xff);
	fprintf(stderr, "%s\n", e->seen.message);
	return EXIT_FAILURE;
}

static void die_of_sigint(void)
{
	signal(SIGINT, SIG_DFL);
	raise(SIGINT);
}

static void end_of_program(void)
{
	struct exception *e = error_outside.raised;
	int status = EXIT_FAILURE;
	char text[60];

	if (e == NULL)
		return;
	fflush(stdout);
	if (async_isinstance(&e->seen, SystemExit))
		status = exit_status(e);
	else
		async_print_exception(&e->seen);
	if (record_on)
		record_event(RECORD_REPORT, RECORD_UNHANDLED,
			     exception_describe(e, text, sizeof text));
	if (status != EXIT_SUCCESS)
		error_failure_hook();
	fflush(NULL);
	if (async_isinstance(&e->seen, KeyboardInterrupt))
		die_of_sigint();	/* so that a shell sees it, and ends its script, too */
	_exit(status);
}

/* What is raised outside of tasks and never caught is told at the end of the program. */
static void put_back(struct error_state *state, struct exception *e)
{
	static bool registered;

	state->raised = e;
	if (state == &error_outside && !__atomic_exchange_n(&registered, true, __ATOMIC_ACQ_REL))
		atexit(end_of_program);
}

struct exception *error_handled_by(const struct async_handler_ *h)
{
	while (h != NULL && h->exception == NULL && !h->alone)
		h = h->outer;
	return h != NULL ? (struct exception *)h->exception : NULL;
}

struct exception *error_handled(void)
{
	return error_handled_by(error_state()->handling);
}

static void put_raised(struct error_state *state, struct exception *e)
{
	struct exception *handled = error_handled_by(state->handling);

	if (handled != NULL)
		exception_set_context(e, handled);
	put_back(state, e);
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

void error_put_back(struct exception *e)
{
	struct error_state *state = error_state();

	if (state->raised == NULL)
		put_back(state, e);
	else
		exception_release(e);
}

void error_replace(const struct async_exception_type *type)
{
	struct exception *former = error_take();
	struct exception *e = exception_new(
		former->depth > 0 ? former->traceback[former->depth - 1] : NULL, type, "");

	exception_set_cause(e, former);
	exception_set_context(e, former);
	exception_release(former);
	error_put_back(e);
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

void *async_raise_from_(const struct async_site *site, struct async_exception *cause,
			const struct async_exception_type *type, const char *format, ...)
{
	struct error_state *state = error_state();
	struct exception *e;
	va_list arguments;

	if (state->raised != NULL)
		return NULL;
	va_start(arguments, format);
	e = exception_format(site, type, format, arguments);
	va_end(arguments);
	exception_set_cause(e, (struct exception *)cause);
	put_raised(state, e);
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
		exception_add_to_traceback(e, site);
	return true;
}

/* Behind the call. */
bool async_leave_(const struct async_site *site)
{
	struct exception *e = error_state()->raised;

	if (e == NULL)
		return false;
	exception_add_to_traceback(e, site);
	return true;
}

static void unlink_handler(struct async_handler_ *handler)
{
	struct async_handler_ **link = &error_state()->handling;

	while (*link != NULL && *link != handler)
		link = &(*link)->outer;
	if (*link == handler)
		*link = handler->outer;
}

void error_begin_handling(struct async_handler_ *handler, struct exception *e)
{
	struct error_state *state = error_state();

	unlink_handler(handler);
	handler->exception = (struct async_exception *)e;
	handler->outer = state->handling;
	state->handling = handler;
}

void error_end_handling(struct async_handler_ *handler)
{
	if (handler->star == NULL)
		unlink_handler(handler);
	exception_release((struct exception *)handler->exception);
	handler->exception = NULL;
}

struct exception *error_take_handled(struct async_handler_ *handler)
{
	struct exception *e = exception_keep((struct exception *)handler->exception);

	error_end_handling(handler);
	return e;
}

bool async_except_(const struct async_exception_type *type, struct async_handler_ *handler)
{
	struct error_state *state = error_state();

	if (state->raised == NULL || !async_isinstance(&state->raised->seen, type))
		return false;
	if (handler->star != NULL && handler->exception != NULL)
		error_misuse("EXCEPT in the statement of an EXCEPT_STAR was given its variable: "
			     "declare another");
	async_handler_end_(handler);
	error_begin_handling(handler, error_take());
	if (async_isinstance(handler->exception, CancelledError))
		state->caught = handler->site;
	return true;
}

void async_handler_end_(struct async_handler_ *handler)
{
	if (handler->exception == NULL && handler->star == NULL)
		return;
	if (handler->exception != NULL && handler->star != NULL)
		error_star_left_hook(handler);
	drop_star(handler);
	error_end_handling(handler);
}

void async_finally_run_(struct async_finally_ *finally)
{
	struct async_handler_ aside = { 0 };
	struct exception *e = error_take();

	if (e != NULL)
		error_begin_handling(&aside, e);
	finally->fn(finally->arg);
	if (e != NULL)
		error_put_back(error_take_handled(&aside));	/* unless it has raised another */
}

/* ---- Misuse ---- */

static void tell_misuse(const char *format, va_list arguments)
{
	char text[1024];

	vsnprintf(text, sizeof text, format, arguments);
	fflush(stdout);
	fprintf(stderr, "%s\n", text);
	if (record_on)
		record_event(RECORD_REPORT, RECORD_MISUSE, text);
	error_failure_hook();
}

void error_misuse(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	tell_misuse(format, arguments);
	va_end(arguments);
	abort();
}

void error_end(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	tell_misuse(format, arguments);
	va_end(arguments);
	fflush(NULL);
	_exit(status);
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

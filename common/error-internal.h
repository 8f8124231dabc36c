#ifndef ERROR_INTERNAL_H
#define ERROR_INTERNAL_H

/* The error indicator, as tasks, futures and reports see it. */

#include <stdarg.h>
#include <stdio.h>

#include "error.h"
#include "here.h"

enum { TRACEBACK_MAX = 64 };		/* an exception that goes round in a loop must not grow
					 * for ever */

struct exception {
	struct async_exception seen;	/* what programs see; first, so that one pointer is both */

	/* private: to exception.c and traceback.c */
	unsigned references;
	unsigned walk;				/* the last walk that came by */
	struct exception *next;			/* in such a walk */
	unsigned depth;
	void *payload;				/* what its type has beside a message, heap_get()'s;
						 * may be NULL */
	/* where it was raised, then what it passed, outwards */
	const struct async_site *traceback[TRACEBACK_MAX];
	char message[];
};

/* What several EXCEPT_STARs that follow each other have done so far: group.c. All owned. */
struct async_star_ {
	struct exception *origin;	/* what was raised */
	struct exception *rest;		/* what of it none of them has taken */
	struct exception *again;	/* what of it they have raised again */
	struct exception *raised;	/* a group of what else they have raised */
	struct exception *outcome;	/* what is raised behind the last of them */
};

/* Where errors go: one a task, one a loop, one a thread. All zero is an empty one. */
struct error_state {
	struct exception *raised;		/* owned */
	struct async_handler_ *handling;	/* handlers that hold something, the innermost
						 * first */
	const struct async_site *here;		/* the AWAIT or TRY that was passed last: where a
						 * task waits */
	const struct async_site *caught;	/* the EXCEPT that took a CancelledError last */
};

/* ---- Exceptions: exception.c ---- */

/* Owned references. */
struct exception *exception_keep(struct exception *e);
void exception_release(struct exception *e);

/* Make an exception, or, where memory is short, a MemoryError. [site] may be NULL, and so may
 * [message], for none. Never fails.
 * Owns: the caller. */
struct exception *exception_new(const struct async_site *site,
				const struct async_exception_type *type, const char *message);

/* The same with a message as in vprintf(). */
struct exception *exception_format(const struct async_site *site,
				   const struct async_exception_type *type, const char *format,
				   va_list arguments) __attribute__((format(printf, 3, 0)));

/* A group of [count] members, which it keeps. Returns: NULL where memory is short. Owns: the
 * caller. */
struct exception *exception_new_group(const struct async_site *site, const char *message,
				      struct async_exception *const *members, size_t count);

/* The OSError of a system call that gave errno [number]: its type follows from that, ENOMEM is a
 * MemoryError. The message is Python's, "[Errno 104] Connection reset by peer". Behind it goes a
 * note, as in printf(): which call it was, and what it was about, "recv() from 127.0.0.1:80".
 * strerror() is asked: any thread may call this. Never fails. Owns: the caller. os-error.c. */
struct exception *exception_from_errno(int number, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same with a message of one's own behind the number, as Python has where it words it itself:
 * "[Errno 111] Connect call failed ('127.0.0.1', 1)". */
struct exception *exception_of_errno(int number, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* exception_from_errno(), raised. Returns: NULL. */
void *error_raise_errno(int number, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same of a file or program, which Python names in the message: "[Errno 2] No such file or
 * directory: 'tickets.txt'". */
void *error_raise_errno_name(int number, const char *name);

/* In [e], which is new: it is of errno [number]; it has a note behind its message, and its NUL. */
void exception_set_number(struct exception *e, int number);
void exception_set_note(struct exception *e);

/* One of the same type, message, number and note. Never fails. Owns: the caller. */
struct exception *exception_copy_words(const struct exception *e);

/* Give [e], which is new, what its type has beside a message: heap_get()'s. What it is follows from
 * the type. Owns: takes [payload]. */
void exception_set_payload(struct exception *e, void *payload);

/* [context], which may be NULL, was being handled when [e] was raised: unless that would go in a
 * circle. */
void exception_set_context(struct exception *e, struct exception *context);

/* [e], which is new, was raised from [cause], which may be NULL. */
void exception_set_cause(struct exception *e, struct exception *cause);

/* [e] passes [site], on its way out. */
void exception_add_to_traceback(struct exception *e, const struct async_site *site);

/* Give [e], which is new, the traceback, the context and the cause of [from]: CPython's way with a
 * part of a group, in which a cause that is none counts too. */
void exception_copy_story(struct exception *e, const struct exception *from);

/* Forget what [e] passed behind the first [depth] places: who awaits a failed task twice sees
 * each way by itself. */
void exception_cut_traceback(struct exception *e, unsigned depth);

/* ---- The indicator: error.c ---- */

extern _Thread_local struct error_state error_outside;	/* the thread's own */

static inline struct error_state *error_state(void)
{
	return here.errors != NULL ? here.errors : &error_outside;
}

/* Make [state] the one of this thread; NULL: the thread's own. Returns: the former one. */
static inline struct error_state *error_use(struct error_state *state)
{
	struct error_state *former = here.errors;

	here.errors = state;
	return former;
}

/* Release what [state] holds: what is raised, and what was being handled on a stack that is
 * dropped. */
void error_fini(struct error_state *state);

/* [e], or, if it is a StopIteration, which looks like the end of a generator where it is raised, a
 * RuntimeError with this message and [e] as its cause. Owns: takes the reference of the caller, and
 * gives one. */
struct exception *exception_in_place_of_stop(struct exception *e, const char *message);

/* A RuntimeError with this message and [e] as its cause. Owns: the same. */
struct exception *exception_in_place_of(struct exception *e, const char *message);

/* Whether it is a SystemExit or KeyboardInterrupt: these end not only a task, but the run. */
bool exception_is_exit(const struct exception *e);

/* Take the raised exception out of the indicator; NULL if there is none. Owns: the caller. */
struct exception *error_take(void);

/* Put [e] into the indicator, unless one is raised already. Owns: takes the reference of the
 * caller. */
void error_put(struct exception *e);

/* The same with one that was raised before, and was set aside by the runtime, not handled by the
 * program: what is being handled now does not become its context. */
void error_put_back(struct exception *e);

/* async_raise() for the runtime: its own source is no part of a traceback. */
#define error_raise(TYPE, ...) async_raise_(NULL, TYPE, __VA_ARGS__)

/* Raise an exception of [type] from the one that is raised. */
void error_replace(const struct async_exception_type *type);

/* Make [e] what [handler] handles, and the other way round. Owns: take the reference of the caller;
 * give it back. */
void error_begin_handling(struct async_handler_ *handler, struct exception *e);
void error_end_handling(struct async_handler_ *handler);

/* End it, and give what it handled. Owns: the caller. */
struct exception *error_take_handled(struct async_handler_ *handler);

/* What is being handled, and becomes the context of what is raised now; NULL if nothing is. */
struct exception *error_handled(void);

/* The same in a chain of handlers; and release what is handled in one, on a stack that is
 * dropped. */
struct exception *error_handled_by(const struct async_handler_ *handlers);
void error_release_handled(struct async_handler_ *handlers);

/* Called for a handler whose EXCEPT_STAR is left in the middle, by return or break: group.c. */
extern void (*error_star_left_hook)(struct async_handler_ *handler);

/* For functions that suspend: end the program if an exception is raised, naming [function],
 * which was called bare. */
void error_forbid_raised(const char *function);

/* End the program for a mistake in how it uses the runtime, with a message as in printf(). */
void error_misuse(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* End the program with [status], having said why, with a message as in printf(). */
void error_end(int status, const char *format, ...)
	__attribute__((noreturn, format(printf, 2, 3)));

/* Called when the runtime ends the program, as a failure: report.c. */
extern void (*error_failure_hook)(void);

/* ---- Telling: traceback.c ---- */

/* Print ValueError('An error occurred!') to [file], and a group with its members. Python: repr() */
void exception_print_repr(const struct exception *e, FILE *file);

/* "ValueError: An error occurred!" into [text], cut to [size]. Returns: text. */
char *exception_describe(const struct exception *e, char *text, size_t size);

#endif

/* What an exception is: its type, its memory, and what led to it. */

#include "error-internal.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>

#include "heap.h"

/* ---- Types ---- */

#define TYPE(name, ...) const struct async_exception_type name[1] = {{ #name, __VA_ARGS__ }}

TYPE(BaseException, NULL);
TYPE(BaseExceptionGroup, BaseException);
TYPE(CancelledError, BaseException);
TYPE(GeneratorExit, BaseException);
TYPE(KeyboardInterrupt, BaseException);
TYPE(SystemExit, BaseException);
TYPE(Exception, BaseException);
TYPE(ExceptionGroup, BaseExceptionGroup, Exception);
TYPE(ArithmeticError, Exception);
TYPE(ZeroDivisionError, ArithmeticError);
TYPE(AssertionError, Exception);
TYPE(EOFError, Exception);
TYPE(InvalidStateError, Exception);
TYPE(LookupError, Exception);
TYPE(IndexError, LookupError);
TYPE(KeyError, LookupError);
TYPE(MemoryError, Exception);
TYPE(OSError, Exception);
TYPE(BlockingIOError, OSError);
TYPE(ChildProcessError, OSError);
TYPE(ConnectionError, OSError);
TYPE(BrokenPipeError, ConnectionError);
TYPE(ConnectionAbortedError, ConnectionError);
TYPE(ConnectionRefusedError, ConnectionError);
TYPE(ConnectionResetError, ConnectionError);
TYPE(FileExistsError, OSError);
TYPE(FileNotFoundError, OSError);
TYPE(InterruptedError, OSError);
TYPE(IsADirectoryError, OSError);
TYPE(NotADirectoryError, OSError);
TYPE(PermissionError, OSError);
TYPE(ProcessLookupError, OSError);
TYPE(TimeoutError, OSError);
TYPE(RuntimeError, Exception);
TYPE(NotImplementedError, RuntimeError);
TYPE(StopAsyncIteration, Exception);
TYPE(StopIteration, Exception);
TYPE(TypeError, Exception);
TYPE(ValueError, Exception);

static bool is_kind_of(const struct async_exception_type *t,
		       const struct async_exception_type *type)
{
	for (; t != NULL; t = t->base)
		if (t == type || is_kind_of(t->also, type))
			return true;
	return false;
}

bool async_isinstance(const struct async_exception *e, const struct async_exception_type *type)
{
	return e != NULL && is_kind_of(e->type, type);
}

/* ---- Making ---- */

/* What is raised where there is no memory to say more. It is shared by all threads, so it takes
 * on no traceback and no context, and is not counted. */
static struct exception no_memory = { .seen = { .type = MemoryError, .message = "" } };

/* One with room for a message of [length] bytes and for [count] members. */
static struct exception *allocate(const struct async_site *site,
				  const struct async_exception_type *type, size_t length,
				  size_t count)
{
	const size_t align = _Alignof(struct async_exception *);
	const size_t members = (sizeof(struct exception) + length + align) & ~(align - 1);
	struct exception *e = heap_get(members + count * sizeof *e->seen.exceptions);

	if (e == NULL)
		return &no_memory;
	e->seen.type = type;
	e->seen.message = e->message;
	e->seen.count = count;
	e->seen.exceptions = count > 0 ? (void *)((char *)e + members) : NULL;
	e->references = 1;
	if (site != NULL)
		e->traceback[e->depth++] = site;
	return e;
}

struct exception *exception_new(const struct async_site *site,
				const struct async_exception_type *type, const char *message)
{
	struct exception *e = allocate(site, type, message != NULL ? strlen(message) : 0, 0);

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
	e = allocate(site, type, (size_t)length, 0);
	if (e != &no_memory)
		vsnprintf(e->message, (size_t)length + 1, format, arguments);
	return e;
}

void exception_set_number(struct exception *e, int number)
{
	if (e != &no_memory)
		e->seen.error_number = number;
}

void exception_set_note(struct exception *e)
{
	if (e != &no_memory)
		e->seen.note = e->message + strlen(e->message) + 1;
}

struct exception *exception_copy_words(const struct exception *e)
{
	const size_t message = strlen(e->seen.message);
	const size_t note = e->seen.note != NULL ? 1 + strlen(e->seen.note) : 0;
	struct exception *twin = allocate(NULL, e->seen.type, message + note, 0);

	if (twin == &no_memory)
		return twin;
	memcpy(twin->message, e->seen.message, message + note + 1);
	exception_set_number(twin, e->seen.error_number);
	if (note > 0)
		exception_set_note(twin);
	return twin;
}

void exception_set_payload(struct exception *e, void *payload)
{
	if (e != &no_memory)
		e->payload = payload;
	else
		heap_put(payload);
}

/* What the type of a group of these is. */
static const struct async_exception_type *type_of_group(struct async_exception *const *members,
							size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!async_isinstance(members[i], Exception))
			return BaseExceptionGroup;
	return ExceptionGroup;
}

struct exception *exception_new_group(const struct async_site *site, const char *message,
				      struct async_exception *const *members, size_t count)
{
	struct exception *e = allocate(site, type_of_group(members, count), strlen(message), count);
	struct async_exception **own = (struct async_exception **)e->seen.exceptions;

	if (e == &no_memory)
		return NULL;
	strcpy(e->message, message);
	for (size_t i = 0; i < count; i++)
		own[i] = &exception_keep((struct exception *)members[i])->seen;
	return e;
}

/* ---- Holding ---- */

struct exception *exception_keep(struct exception *e)
{
	if (e != NULL && e != &no_memory)
		e->references++;
	return e;
}

/* What led to what may be a long chain, so what follows goes through it by a list, and does not
 * recurse: tasks have small stacks. */
static void push(struct exception **list, struct async_exception *seen)
{
	struct exception *e = (struct exception *)seen;

	e->next = *list;
	*list = e;
}

static struct exception *pop(struct exception **list)
{
	struct exception *e = *list;

	if (e != NULL)
		*list = e->next;
	return e;
}

static void release_to(struct exception **dead, struct async_exception *seen)
{
	struct exception *e = (struct exception *)seen;

	if (e != NULL && e != &no_memory && --e->references == 0)
		push(dead, seen);
}

void exception_release(struct exception *e)
{
	struct exception *dead = NULL;

	release_to(&dead, (struct async_exception *)e);
	while ((e = pop(&dead)) != NULL) {
		release_to(&dead, e->seen.context);
		release_to(&dead, e->seen.cause);
		for (size_t i = 0; i < e->seen.count; i++)
			release_to(&dead, e->seen.exceptions[i]);
		heap_put(e->payload);
		heap_put(e);
	}
}

/* ---- Passing ---- */

void exception_cut_traceback(struct exception *e, unsigned depth)
{
	if (e->depth > depth)
		e->depth = depth;
}

void exception_add_to_traceback(struct exception *e, const struct async_site *site)
{
	if (e->depth < TRACEBACK_MAX && e != &no_memory)
		e->traceback[e->depth++] = site;
}

/* ---- What led to it ---- */

static void visit(struct exception **list, struct async_exception *seen, unsigned walk)
{
	struct exception *e = (struct exception *)seen;

	if (e == NULL || e == &no_memory || e->walk == walk)
		return;
	e->walk = walk;
	push(list, seen);
}

/* Whether [from] refers to [wanted], at any remove. */
static bool reaches(struct exception *from, const struct exception *wanted)
{
	static atomic_uint walks;
	unsigned walk = ++walks;
	struct exception *list = NULL, *e;

	visit(&list, &from->seen, walk);
	while ((e = pop(&list)) != NULL) {
		if (e == wanted)
			return true;
		visit(&list, e->seen.context, walk);
		visit(&list, e->seen.cause, walk);
		for (size_t i = 0; i < e->seen.count; i++)
			visit(&list, e->seen.exceptions[i], walk);
	}
	return false;
}

/* Where [e] stands among what led to [context], what stands behind it is cut off: CPython's way
 * when an old exception is raised anew while one that came of it is handled. */
static void cut_context(struct exception *context, struct exception *e)
{
	for (; context != NULL; context = (struct exception *)context->seen.context)
		if (context->seen.context == &e->seen) {
			context->seen.context = NULL;
			exception_release(e);
			return;
		}
}

/* References must not go in a circle, or nothing of it would ever be freed. Where the caller has
 * the only reference to [e], no other exception has one. */
void exception_set_context(struct exception *e, struct exception *context)
{
	if (e == context || context == NULL || e == &no_memory)
		return;
	if (e->references > 1) {
		cut_context(context, e);
		if (reaches(context, e))
			return;
	}
	exception_keep(context);
	exception_release((struct exception *)e->seen.context);
	e->seen.context = &context->seen;
}

void exception_set_cause(struct exception *e, struct exception *cause)
{
	if (e == &no_memory)
		return;
	e->seen.cause = cause != NULL ? &exception_keep(cause)->seen : NULL;
	e->seen.suppress_context = true;
}

void exception_copy_story(struct exception *e, const struct exception *from)
{
	memcpy(e->traceback, from->traceback, sizeof e->traceback);
	e->depth = from->depth;
	exception_set_context(e, (struct exception *)from->seen.context);
	exception_set_cause(e, (struct exception *)from->seen.cause);
}

struct exception *exception_in_place_of(struct exception *e, const char *message)
{
	struct exception *other = exception_new(NULL, RuntimeError, message);

	exception_set_cause(other, e);
	exception_set_context(other, e);
	exception_release(e);
	return other;
}

struct exception *exception_in_place_of_stop(struct exception *e, const char *message)
{
	return async_isinstance(&e->seen, StopIteration) ? exception_in_place_of(e, message) : e;
}

/* Several exceptions as one.
 *
 * What these functions make lives in the memory of the current task: the pool holds a reference,
 * and gives it back when it ends.
 */

#include "group.h"

#include <stdarg.h>

#include "error-internal.h"
#include "memory-internal.h"

static void release(void *memory)
{
	exception_release(*(struct exception **)memory);
}

/* Have the current task hold [e]. Owns: takes the reference of the caller. */
static struct async_exception *hold(struct exception *e)
{
	struct exception **held = memory_pool_get(memory_current(), sizeof *held, release);

	if (held == NULL) {
		exception_release(e);
		return error_raise(MemoryError, "no memory for an exception");
	}
	*held = e;
	return &e->seen;
}

struct async_exception *async_exception_new_(const struct async_site *site,
					     const struct async_exception_type *type,
					     const char *format, ...)
{
	struct exception *e;
	va_list arguments;

	va_start(arguments, format);
	e = exception_format(site, type, format, arguments);
	va_end(arguments);
	if (e->seen.type != type)		/* memory was short */
		return error_raise(MemoryError, "no memory for a %s", type->name);
	return hold(e);
}

/* What system calls give, as exceptions: the type by errno, and the message as Python's. Which call
 * it was is a note, so that a program prints what it would print in Python. */

#include <errno.h>
#include <string.h>

#include "error-internal.h"

static const struct async_exception_type *type_of(int number)
{
	switch (number) {
	case EAGAIN: case EALREADY: case EINPROGRESS:
		return BlockingIOError;
	case EPIPE: case ESHUTDOWN:
		return BrokenPipeError;
	case ECHILD:
		return ChildProcessError;
	case ECONNABORTED:
		return ConnectionAbortedError;
	case ECONNREFUSED:
		return ConnectionRefusedError;
	case ECONNRESET:
		return ConnectionResetError;
	case EEXIST:
		return FileExistsError;
	case ENOENT:
		return FileNotFoundError;
	case EINTR:
		return InterruptedError;
	case EISDIR:
		return IsADirectoryError;
	case ENOMEM:
		return MemoryError;
	case ENOTDIR:
		return NotADirectoryError;
	case EACCES: case EPERM:
		return PermissionError;
	case ESRCH:
		return ProcessLookupError;
	case ETIMEDOUT:
		return TimeoutError;
	default:
		return OSError;
	}
}

static struct exception *format_text(const struct async_exception_type *type, const char *format,
				     ...) __attribute__((format(printf, 2, 3)));
static struct exception *format_text(const struct async_exception_type *type, const char *format,
				     ...)
{
	struct exception *e;
	va_list arguments;

	va_start(arguments, format);
	e = exception_format(NULL, type, format, arguments);
	va_end(arguments);
	return e;
}

/* What is longer is cut: this lies on the stack of a task. */
enum { TEXT_MAX = 1024 };

/* The note lies behind the message, and its NUL. */
static struct exception *with_note(int number, const char *format, va_list arguments)
{
	char note[TEXT_MAX];
	struct exception *e;

	vsnprintf(note, sizeof note, format, arguments);
	e = format_text(type_of(number), "[Errno %d] %s%c%s", number, strerror(number), '\0', note);
	exception_set_number(e, number);
	exception_set_note(e);
	return e;
}

struct exception *exception_from_errno(int number, const char *format, ...)
{
	struct exception *e;
	va_list arguments;

	va_start(arguments, format);
	e = with_note(number, format, arguments);
	va_end(arguments);
	return e;
}

struct exception *exception_of_errno(int number, const char *format, ...)
{
	char message[TEXT_MAX];
	struct exception *e;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	e = format_text(type_of(number), "[Errno %d] %s", number, message);
	exception_set_number(e, number);
	return e;
}

void *error_raise_errno(int number, const char *format, ...)
{
	va_list arguments;

	if (async_exception() != NULL)
		return NULL;
	va_start(arguments, format);
	error_put(with_note(number, format, arguments));
	va_end(arguments);
	return NULL;
}

void *error_raise_errno_name(int number, const char *name)
{
	if (async_exception() == NULL)
		error_put(exception_of_errno(number, "%s: '%s'", strerror(number), name));
	return NULL;
}

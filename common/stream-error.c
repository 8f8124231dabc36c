/* What goes wrong when a stream is read, and what these exceptions have beside a message. */

#include <string.h>

#include "heap.h"
#include "stream-internal.h"

const struct async_exception_type IncompleteReadError[1] = {{ "IncompleteReadError", EOFError }};
const struct async_exception_type LimitOverrunError[1] = {{ "LimitOverrunError", Exception }};

struct incomplete_read {			/* the payload of an IncompleteReadError; that of a
						 * LimitOverrunError is a size_t */
	size_t expected, size;
	char partial[];
};

/* ---- Making ---- */

struct exception *stream_incomplete_read(const struct buffer *buffer, size_t expected)
{
	size_t size = buffer_size(buffer);
	struct incomplete_read *read = heap_get(sizeof *read + size + 1);
	char wanted[30] = "undefined", message[100];
	struct exception *e;

	if (read == NULL)
		return exception_new(NULL, MemoryError, NULL);
	read->expected = expected;
	read->size = size;
	if (size > 0)
		memcpy(read->partial, buffer_bytes(buffer), size);
	if (expected > 0)
		snprintf(wanted, sizeof wanted, "%zu", expected);
	snprintf(message, sizeof message, "%zu bytes read on a total of %s expected bytes", size,
		 wanted);
	e = exception_new(NULL, IncompleteReadError, message);
	exception_set_payload(e, read);
	return e;
}

struct exception *stream_limit_overrun(const char *message, size_t consumed)
{
	size_t *payload = heap_get(sizeof *payload);
	struct exception *e;

	if (payload == NULL)
		return exception_new(NULL, MemoryError, NULL);
	*payload = consumed;
	e = exception_new(NULL, LimitOverrunError, message);
	exception_set_payload(e, payload);
	return e;
}

/* ---- Asking ---- */

static const void *payload_of(const struct async_exception *e,
			      const struct async_exception_type *type)
{
	return async_isinstance(e, type) ? ((const struct exception *)e)->payload : NULL;
}

const char *async_incomplete_read_partial(const struct async_exception *e, size_t *size)
{
	const struct incomplete_read *read = payload_of(e, IncompleteReadError);

	if (size != NULL)
		*size = read != NULL ? read->size : 0;
	return read != NULL ? read->partial : NULL;
}

size_t async_incomplete_read_expected(const struct async_exception *e)
{
	const struct incomplete_read *read = payload_of(e, IncompleteReadError);

	return read != NULL ? read->expected : 0;
}

size_t async_limit_overrun_consumed(const struct async_exception *e)
{
	const size_t *consumed = payload_of(e, LimitOverrunError);

	return consumed != NULL ? *consumed : 0;
}

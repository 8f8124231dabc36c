#ifndef BUFFER_H
#define BUFFER_H

/* Bytes that arrive in pieces of any size, and are taken out in others.
 *
 * They lie one behind the other, so that a line that came in three pieces can be looked through,
 * and handed out, as one. What is taken out is not copied: it is lent. It stays where it lies, and
 * has a NUL behind it, until buffer_settle(), however much is added meanwhile. So buffer_settle()
 * comes before one looks at the bytes, or takes of them.
 */

#include <stdbool.h>
#include <stddef.h>

/* All zero is an empty one. */
struct buffer {
	char *memory;			/* heap; NULL where nothing is in it */
	size_t room;
	size_t start, end;		/* what is in it; there is room for a byte behind */
	bool lends;			/* what lies in front of the start is lent, */
	bool covers;			/* and its NUL stands in place of the first byte, */
	char covered;			/* which is this one */
	char *former;			/* what is lent lies there, and what is in it was moved */
};

/* What is in it. */
static inline size_t buffer_size(const struct buffer *buffer)
{
	return buffer->end - buffer->start;
}

static inline const char *buffer_bytes(const struct buffer *buffer)
{
	return buffer->memory + buffer->start;
}

/* Add [size] bytes of [data]. Returns: false, and nothing has changed, where memory is short. */
bool buffer_add(struct buffer *buffer, const void *data, size_t size);

/* What was lent is not needed any more. */
void buffer_settle(struct buffer *buffer);

/* Lend the first [size] bytes, and take them out. */
const char *buffer_take(struct buffer *buffer, size_t size);

/* Drop the first [size] bytes. */
void buffer_drop(struct buffer *buffer, size_t size);

/* Free all of it. */
void buffer_fini(struct buffer *buffer);

#endif

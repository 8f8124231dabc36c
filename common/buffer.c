#include "buffer.h"

#include <string.h>

#include "heap.h"
#include "sanitizer.h"

enum {
	LEAST_ROOM = ASYNC_HARD ? 1 : 512,
	KEPT_ROOM = 64 * 1024,		/* more is given back when nothing is in it */
};

/* ---- Adding ---- */

/* What is in it, as it came: the NUL behind what is lent is none of it. */
static void copy_out(const struct buffer *buffer, char *to)
{
	size_t size = buffer_size(buffer);

	if (size == 0)
		return;
	memcpy(to, buffer_bytes(buffer), size);
	if (buffer->covers)
		*to = buffer->covered;
}

static bool move_to_new_memory(struct buffer *buffer, size_t size)
{
	size_t held = buffer_size(buffer), room = (held + size) * 2 + 1;
	char *memory;

	if (room < LEAST_ROOM)
		room = LEAST_ROOM;
	memory = heap_get(room);
	if (memory == NULL)
		return false;
	copy_out(buffer, memory);
	sanitizer_unusable(memory + held, room - held);
	if (buffer->lends)
		buffer->former = buffer->memory;
	else
		heap_put(buffer->memory);
	buffer->memory = memory;
	buffer->room = room;
	buffer->start = 0;
	buffer->end = held;
	buffer->lends = buffer->covers = false;
	return true;
}

/* That is worth it where no more is moved than was taken out: then a byte is moved once. */
static bool move_to_front(struct buffer *buffer, size_t size)
{
	size_t held = buffer_size(buffer);

	if (buffer->lends || held > buffer->start || size >= buffer->room - held)
		return false;
	sanitizer_usable(buffer->memory, held);
	if (held > 0)
		memcpy(buffer->memory, buffer_bytes(buffer), held);
	sanitizer_unusable(buffer->memory + held, buffer->room - held);
	buffer->start = 0;
	buffer->end = held;
	return true;
}

bool buffer_add(struct buffer *buffer, const void *data, size_t size)
{
	if (size == 0)
		return true;
	if (size >= buffer->room - buffer->end && !move_to_front(buffer, size) &&
	    !move_to_new_memory(buffer, size))
		return false;
	sanitizer_usable(buffer->memory + buffer->end, size);
	memcpy(buffer->memory + buffer->end, data, size);
	buffer->end += size;
	return true;
}

/* ---- Taking ---- */

static void free_memory(struct buffer *buffer)
{
	heap_put(buffer->memory);
	buffer->memory = NULL;
	buffer->room = 0;
}

void buffer_settle(struct buffer *buffer)
{
	heap_put(buffer->former);
	buffer->former = NULL;
	if (buffer->covers)
		buffer->memory[buffer->start] = buffer->covered;
	buffer->lends = buffer->covers = false;
	if (buffer_size(buffer) == 0) {
		buffer->start = buffer->end = 0;
		if (buffer->room > KEPT_ROOM)
			free_memory(buffer);
	}
	if (buffer->memory == NULL)
		return;
	sanitizer_unusable(buffer->memory, buffer->start);
	sanitizer_unusable(buffer->memory + buffer->end, buffer->room - buffer->end);
}

void buffer_drop(struct buffer *buffer, size_t size)
{
	buffer->start += size;
	buffer_settle(buffer);
}

const char *buffer_take(struct buffer *buffer, size_t size)
{
	char *nul;

	if (size == 0)
		return "";
	buffer->start += size;
	buffer->lends = true;
	buffer->covers = buffer_size(buffer) > 0;
	nul = buffer->memory + buffer->start;
	if (buffer->covers)
		buffer->covered = *nul;
	else
		buffer->start = ++buffer->end;
	sanitizer_usable(nul, 1);
	*nul = '\0';
	return nul - size;
}

void buffer_fini(struct buffer *buffer)
{
	heap_put(buffer->former);
	heap_put(buffer->memory);
	*buffer = (struct buffer){ 0 };
}

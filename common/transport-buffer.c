/* Bytes that wait to be written: one piece of memory, which is given back when nothing waits. */

#include <stdint.h>
#include <string.h>

#include "transport-internal.h"

enum { FIRST_ROOM = ASYNC_HARD ? 1 : 4096 };

/* Make room behind the end: by moving what waits to the front, if half of the room is free there,
 * or by a larger one. */
static bool make_room(struct transport_buffer *buffer, size_t size)
{
	size_t waiting = transport_buffer_size(buffer), room = buffer->room;
	char *data = buffer->data;

	if (size > SIZE_MAX / 4 - waiting)
		return false;
	if (room / 2 < waiting + size) {
		for (room = room != 0 ? room : FIRST_ROOM; room < waiting + size;)
			room *= 2;
		data = heap_get(room);
		if (data == NULL)
			return false;
	}
	if (waiting > 0)
		memmove(data, buffer->data + buffer->begin, waiting);
	if (data != buffer->data)
		heap_put(buffer->data);
	*buffer = (struct transport_buffer){ data, 0, waiting, room };
	return true;
}

bool transport_buffer_add(struct transport_buffer *buffer, const void *data, size_t size)
{
	if (size > buffer->room - buffer->end && !make_room(buffer, size))
		return false;
	memcpy(buffer->data + buffer->end, data, size);
	buffer->end += size;
	return true;
}

void transport_buffer_take(struct transport_buffer *buffer, size_t size)
{
	buffer->begin += size;
	if (buffer->begin == buffer->end)
		transport_buffer_clear(buffer);
}

void transport_buffer_clear(struct transport_buffer *buffer)
{
	heap_put(buffer->data);
	*buffer = (struct transport_buffer){ 0 };
}

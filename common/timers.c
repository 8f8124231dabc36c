/* The heap of timers: four children a node, since a heap spends its time in cache misses, and
 * four pointers lie side by side. Each timer knows its place, so that it can be cancelled
 * without a search. Nodes are counted from 1; 0 is "in no heap". */

#include <errno.h>
#include <string.h>

#include "heap.h"
#include "loop-internal.h"

enum { CHILDREN = 4, FIRST_ROOM = ASYNC_HARD ? 1 : 64 };

static bool before(const struct loop_callback *a, const struct loop_callback *b)
{
	return a->when != b->when ? a->when < b->when : a->sequence < b->sequence;
}

static size_t parent(size_t position)
{
	return (position - 2) / CHILDREN + 1;
}

static size_t first_child(size_t position)
{
	return (position - 1) * CHILDREN + 2;
}

static void place(struct loop_timers *t, struct loop_callback *callback, size_t position)
{
	t->heap[position - 1] = callback;
	callback->position = position;
}

static void rise(struct loop_timers *t, struct loop_callback *callback, size_t position)
{
	while (position > 1 && before(callback, t->heap[parent(position) - 1])) {
		place(t, t->heap[parent(position) - 1], position);
		position = parent(position);
	}
	place(t, callback, position);
}

static void sink(struct loop_timers *t, struct loop_callback *callback, size_t position)
{
	for (;;) {
		size_t child = first_child(position), last = child + CHILDREN - 1, least = child;

		if (child > t->count)
			break;
		for (size_t c = child + 1; c <= last && c <= t->count; c++)
			if (before(t->heap[c - 1], t->heap[least - 1]))
				least = c;
		if (before(callback, t->heap[least - 1]))
			break;
		place(t, t->heap[least - 1], position);
		position = least;
	}
	place(t, callback, position);
}

static int grow(struct loop_timers *t)
{
	size_t room = t->room == 0 ? FIRST_ROOM : t->room * 2;
	struct loop_callback **heap = heap_get(room * sizeof(*heap));

	if (heap == NULL)
		return -ENOMEM;
	if (t->count > 0)
		memcpy(heap, t->heap, t->count * sizeof(*heap));
	heap_put(t->heap);
	t->heap = heap;
	t->room = room;
	return 0;
}

int timers_add(struct loop_timers *t, struct loop_callback *callback)
{
	if (t->count == t->room && grow(t) != 0)
		return -ENOMEM;
	t->count++;
	rise(t, callback, t->count);
	return 0;
}

void timers_remove(struct loop_timers *t, struct loop_callback *callback)
{
	size_t position = callback->position;
	struct loop_callback *last = t->heap[t->count - 1];

	t->count--;
	callback->position = 0;
	if (last == callback)
		return;
	if (position > 1 && before(last, t->heap[parent(position) - 1]))
		rise(t, last, position);
	else
		sink(t, last, position);
}

void timers_free(struct loop_timers *t)
{
	while (t->count > 0)
		t->heap[--t->count]->position = 0;
	heap_put(t->heap);
	*t = (struct loop_timers){ 0 };
}

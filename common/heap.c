#include "heap.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_size_t live;

void *heap_get(size_t size)
{
	void *memory = calloc(1, size);

	if (memory != NULL)
		atomic_fetch_add_explicit(&live, malloc_usable_size(memory), memory_order_relaxed);
	return memory;
}

void heap_put(void *memory)
{
	if (memory != NULL)
		atomic_fetch_sub_explicit(&live, malloc_usable_size(memory), memory_order_relaxed);
	free(memory);
}

size_t heap_live_bytes(void)
{
	return atomic_load_explicit(&live, memory_order_relaxed);
}

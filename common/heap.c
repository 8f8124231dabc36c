#include "heap.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_size_t live;
static atomic_long fail_at;

void *heap_get(size_t size)
{
	void *memory;

	if (atomic_load_explicit(&fail_at, memory_order_relaxed) > 0 &&
	    atomic_fetch_sub(&fail_at, 1) == 1)
		return NULL;
	memory = calloc(1, size);
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

long heap_fail_at(long call)
{
	long former = atomic_exchange(&fail_at, call);

	return former > 0 ? former : 0;
}

size_t heap_live_bytes(void)
{
	return atomic_load_explicit(&live, memory_order_relaxed);
}

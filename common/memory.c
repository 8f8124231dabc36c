#include "memory-internal.h"

#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdint.h>
#include <string.h>

#include "error-internal.h"
#include "heap.h"

struct memory_block {
	struct memory_block *next;
	void (*fini)(void *memory);
	_Alignas(max_align_t) char memory[];
};

static _Thread_local struct memory_pool outside, outside_of_last_run;

/* ---- Pools ---- */

void *memory_pool_get(struct memory_pool *pool, size_t size, void (*fini)(void *memory))
{
	struct memory_block *block =
		size < SIZE_MAX - sizeof *block ? heap_get(sizeof *block + size) : NULL;

	if (block == NULL)
		return NULL;
	block->fini = fini;
	block->next = pool->first;
	pool->first = block;
	if (pool->last == NULL)
		pool->last = block;
	return block->memory;
}

void memory_pool_move(struct memory_pool *from, struct memory_pool *to)
{
	if (from->first == NULL)
		return;
	from->last->next = to->first;
	to->first = from->first;
	if (to->last == NULL)
		to->last = from->last;
	*from = (struct memory_pool){ 0 };
}

void memory_pool_move_plain(struct memory_pool *from, struct memory_pool *to)
{
	struct memory_pool plain = { 0 }, others = { 0 };
	struct memory_block *block, *next;

	for (block = from->first; block != NULL; block = next) {
		struct memory_pool *pool = block->fini == NULL ? &plain : &others;

		next = block->next;
		block->next = NULL;
		if (pool->last != NULL)
			pool->last->next = block;
		else
			pool->first = block;
		pool->last = block;
	}
	*from = others;
	memory_pool_move(&plain, to);
}

void memory_pool_visit(struct memory_pool *pool, void (*fini)(void *memory),
		       void (*fn)(void *memory, void *arg), void *arg)
{
	for (struct memory_block *block = pool->first; block != NULL; block = block->next)
		if (block->fini == fini)
			fn(block->memory, arg);
}

void memory_pool_free(struct memory_pool *pool)
{
	struct memory_block *block;

	while ((block = pool->first) != NULL) {
		pool->first = block->next;
		if (block->fini != NULL)
			block->fini(block->memory);
		heap_put(block);
	}
	pool->last = NULL;
}

static pthread_key_t at_thread_end;

static void free_outside(void *unused)
{
	(void)unused;
	memory_pool_free(&outside);
	memory_pool_free(&outside_of_last_run);
}

static void create_key(void)
{
	pthread_key_create(&at_thread_end, free_outside);
}

/* The thread's own pool, which ends with the thread. */
struct memory_pool *memory_outside(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, create_key);
	pthread_setspecific(at_thread_end, &outside);
	return &outside;
}

void memory_end_outside(void)
{
	memory_pool_free(&outside_of_last_run);
	memory_pool_move(&outside, &outside_of_last_run);
}

/* ---- For programs ---- */

void *async_alloc(size_t size)
{
	void *memory = memory_pool_get(memory_current(), size, NULL);

	return memory != NULL ? memory : error_raise(MemoryError, "%zu bytes", size);
}

char *async_strdup(const char *string)
{
	size_t size = strlen(string) + 1;
	char *copy = async_alloc(size);

	return copy != NULL ? memcpy(copy, string, size) : NULL;
}

char *async_sprintf(const char *format, ...)
{
	va_list arguments;
	char *string;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		return error_raise(ValueError, "async_sprintf(): the format cannot be written");
	string = async_alloc((size_t)length + 1);
	if (string != NULL) {
		va_start(arguments, format);
		vsnprintf(string, (size_t)length + 1, format, arguments);
		va_end(arguments);
	}
	return string;
}

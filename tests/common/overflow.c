/* stack.h: the guard stops whoever leaves the stack, however long the step. */

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "stack.h"
#include "suite.h"

/* Neighbours on both sides, which an overflow would destroy without a word. */
static void *neighbour(void *arg)
{
	volatile char used[100 * 1024];

	memset((char *)used, 'n', sizeof used);
	AWAIT(async_sleep(1));
	for (size_t i = 0; i < sizeof used; i++)
		if (used[i] != 'n')
			puts("a neighbour was destroyed");
	return arg;
}

/* Frames of a page each, of which only the far end is touched; at a place that the compiler does
 * not know, or clang would make the frame as small as that. */
__attribute__((noinline)) static int descend(int depth)
{
	volatile char frame[4096];

	frame[depth % 8] = (char)depth;
	return depth < 0 ? depth : descend(depth + 1) + frame[depth % 8];
}

static void *call_too_deep(void *arg)
{
	async_task_set_name(async_current_task(), "the diver");
	return (void *)((intptr_t)descend(0) + (intptr_t)arg);
}

/* Longer than the guard: without a touch of each page on the way it would be stepped over. */
__attribute__((noinline)) static int reach_far(size_t at)
{
	volatile char large[1024 * 1024];

	large[at] = 1;
	return large[at];
}

static void *take_a_large_array(void *arg)
{
	static volatile size_t at = 16;

	async_task_set_name(async_current_task(), "the loader");
	return (void *)((intptr_t)reach_far(at) + (intptr_t)arg);
}

/* The same for an array whose size is known late. */
__attribute__((noinline)) static int reach(size_t size)
{
	volatile char large[size];

	large[16] = 1;
	return large[16];
}

static void *take_an_array_of_any_size(void *arg)
{
	static volatile size_t size = 300 * 1024;

	async_task_set_name(async_current_task(), "the reader");
	return (void *)((intptr_t)reach(size) + (intptr_t)arg);
}

static void *among_neighbours(void *(*task)(void *arg))
{
	for (int i = 0; i < 8; i++)
		async_create_task(neighbour);
	async_create_task_((struct async_call){ .fn = task, .name = "task" });
	for (int i = 0; i < 8; i++)
		async_create_task(neighbour);
	AWAIT(async_sleep(2));
	return NULL;
}

static void *deep(void *arg)
{
	return arg != NULL ? arg : among_neighbours(call_too_deep);
}

static void *large(void *arg)
{
	return arg != NULL ? arg : among_neighbours(take_a_large_array);
}

static void *any_size(void *arg)
{
	return arg != NULL ? arg : among_neighbours(take_an_array_of_any_size);
}

static void program_deep(void)
{
	async_run(deep);
}

static void program_large(void)
{
	async_run(large);
}

static void program_any_size(void)
{
	async_run(any_size);
}

static void assert_caught(const char *program, const char *message)
{
	struct ending end = run_program(program, NULL);

	ASSERT_INT(end.status, -SIGABRT);
	ASSERT_STRING(end.out, "");
	ASSERT_CONTAINS(end.err, message);
}

static void test_guard__catches_small_steps(void)
{
	assert_caught("program_deep", "stack overflow in the diver: it calls too deep, or has too "
				      "large an array, for its stack of 192 KiB\n");
}

static void test_guard__catches_an_array_longer_than_itself(void)
{
	_Static_assert(1024 * 1024 > STACK_GUARD, "it could step over the guard");
	assert_caught("program_large", "stack overflow in the loader: ");
	assert_caught("program_any_size", "stack overflow in the reader: ");
}

static const struct test tests[] = {
	TEST(test_guard__catches_small_steps),
	TEST(test_guard__catches_an_array_longer_than_itself),
};

static const struct program programs[] = {
	PROGRAM(program_deep),
	PROGRAM(program_large),
	PROGRAM(program_any_size),
};

SUITE(tests, programs)

/* coroutine.h: the stacks, and what happens at their end. */

#include "coroutine-internal.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "heap.h"
#include "stack.h"
#include "suite.h"

static void *count_to_three(void *arg)
{
	for (intptr_t i = 1; i <= 3; i++)
		coroutine_yield((void *)i);
	return arg;
}

static void test_stack__is_held_from_the_first_resume_to_the_end(void)
{
	struct coroutine *c = coroutine_new(count_to_three, NULL);

	ASSERT_INT(stack_live(), 0);
	for (int i = 0; i < 3; i++) {
		coroutine_resume(c, NULL);
		ASSERT_INT(stack_live(), 1);
	}
	coroutine_resume(c, NULL);
	ASSERT_INT(stack_live(), 0);
	coroutine_free(c);
}

static void *address_of_its_frame(void *arg)
{
	(void)arg;
	return __builtin_frame_address(0);
}

static void test_stack__given_back_last_is_handed_out_next(void)
{
	struct coroutine *one = coroutine_new(address_of_its_frame, NULL);
	struct coroutine *other = coroutine_new(address_of_its_frame, NULL);

	void *first = coroutine_resume(one, NULL);
	/* in hard mode it rests first */
	ASSERT(ASYNC_HARD == (coroutine_resume(other, NULL) != first));
	coroutine_free(one);
	coroutine_free(other);
}

static void *use_a_hundred_kilobytes(void *arg)
{
	volatile char buffer[100 * 1024];

	memset((char *)buffer, 'x', sizeof buffer);
	coroutine_yield(NULL);
	return buffer[0] == 'x' && buffer[sizeof buffer - 1] == 'x' ? arg : NULL;
}

static void test_stack__takes_a_hundred_kilobytes(void)
{
	struct coroutine *one = coroutine_new(use_a_hundred_kilobytes, "whole");
	struct coroutine *other = coroutine_new(use_a_hundred_kilobytes, "whole");

	coroutine_resume(one, NULL);
	coroutine_resume(other, NULL);
	ASSERT_STRING(coroutine_resume(one, NULL), "whole");
	ASSERT_STRING(coroutine_resume(other, NULL), "whole");
	coroutine_free(one);
	coroutine_free(other);
}

static void *is_aligned(void *arg)
{
	_Alignas(16) volatile char local[16];

	snprintf((char *)local, sizeof local, "%.3f", 0.125);	/* breaks on a stack off by 8 */
	coroutine_yield((void *)((uintptr_t)local % 16));
	return strcmp((char *)local, "0.125") == 0 ? arg : NULL;
}

static void test_stack__is_aligned(void)
{
	struct coroutine *c = coroutine_new(is_aligned, "as it was");

	ASSERT(coroutine_resume(c, NULL) == NULL);
	ASSERT_STRING(coroutine_resume(c, NULL), "as it was");
	coroutine_free(c);
}

enum { MANY = 3000 };

static void test_stack__for_thousands_at_once(void)
{
	static struct coroutine *c[MANY];
	size_t right = 0;

	for (int i = 0; i < MANY; i++) {
		c[i] = coroutine_new(count_to_three, c + i);
		coroutine_resume(c[i], NULL);
	}
	ASSERT_INT(stack_live(), MANY);
	for (int i = MANY - 1; i >= 0; i--) {
		right += (intptr_t)coroutine_resume(c[i], NULL) == 2;
		right += (intptr_t)coroutine_resume(c[i], NULL) == 3;
		right += coroutine_resume(c[i], NULL) == c + i;
		coroutine_free(c[i]);
	}
	ASSERT_INT(right, 3 * MANY);
	ASSERT_INT(stack_live(), 0);
}

/* ---- Overflow ---- */

static int recurse(int depth)
{
	volatile char frame[512];

	frame[0] = (char)depth;
	return depth < 0 ? depth : recurse(depth + 1) + frame[0];
}

static void *run_off_the_stack(void *arg)
{
	return (void *)((intptr_t)recurse(0) + (intptr_t)arg);
}

static void program_overflow(void)
{
	struct coroutine *c = coroutine_new(run_off_the_stack, NULL);

	c->function = "the diver";
	coroutine_resume(c, NULL);
}

static void *take_a_large_array(void *arg)
{
	volatile char large[240 * 1024];

	large[(intptr_t)arg] = 1;
	return large[(intptr_t)arg] == 1 ? arg : NULL;
}

static void program_large_array(void)
{
	coroutine_resume(coroutine_new(take_a_large_array, NULL), NULL);
}

static void test_overflow__ends_the_program_with_the_name(void)
{
	struct ending end = run_program("program_overflow", NULL);

	ASSERT_INT(end.status, -SIGABRT);
	ASSERT_CONTAINS(end.err, "stack overflow in the diver: ");
	end = run_program("program_large_array", NULL);
	ASSERT_INT(end.status, -SIGABRT);
	ASSERT_CONTAINS(end.err, "stack overflow in a coroutine: ");
}

static void program_crash(void)
{
	volatile uintptr_t nowhere = 16;

	coroutine_free(coroutine_new(count_to_three, NULL));
	*(volatile int *)nowhere = 1;
}

static void *crash(void *arg)
{
	program_crash();
	return arg;
}

static void program_crash_in_a_coroutine(void)
{
	coroutine_resume(coroutine_new(crash, NULL), NULL);
}

static void test_overflow__is_not_what_other_crashes_are_called(void)
{
	struct ending end = run_program("program_crash_in_a_coroutine", NULL);

	ASSERT(end.status != 0 && end.status != -SIGABRT);
	ASSERT(strstr(end.err, "stack overflow") == NULL);
}

static void *use_a_stack(void *page)
{
	struct stack *s = stack_get();

	*(void **)page = s->low;
	stack_put(s);
	return NULL;
}

static void test_thread__its_stacks_end_with_it(void)
{
	pthread_t thread;
	unsigned char resident;
	void *page = NULL;

	ASSERT_INT(pthread_create(&thread, NULL, use_a_stack, &page), 0);
	pthread_join(thread, NULL);
	ASSERT_INT(mincore(page, 1, &resident), -1);	/* it is mapped no more */
	ASSERT_INT(errno, ENOMEM);
}

static const struct test tests[] = {
	TEST(test_thread__its_stacks_end_with_it),
	TEST(test_stack__is_held_from_the_first_resume_to_the_end),
	TEST(test_stack__given_back_last_is_handed_out_next),
	TEST(test_stack__takes_a_hundred_kilobytes),
	TEST(test_stack__is_aligned),
	TEST(test_stack__for_thousands_at_once),
	TEST(test_overflow__ends_the_program_with_the_name),
	TEST(test_overflow__is_not_what_other_crashes_are_called),
};

static const struct program programs[] = {
	PROGRAM(program_overflow),
	PROGRAM(program_large_array),
	PROGRAM(program_crash),
	PROGRAM(program_crash_in_a_coroutine),
};

SUITE(tests, programs)

/* sanitizer.h: what watches over memory sees on a coroutine's stack what it sees on any other, and
 * nothing that is not there. Each configuration has something else that watches. */

#include "sanitizer.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

#ifdef SANITIZER_ADDRESS
enum { ADDRESS = true };
#else
enum { ADDRESS = false };
#endif
#ifdef SANITIZER_THREAD
enum { THREAD = true };
#else
enum { THREAD = false };
#endif

/* ---- Nothing that is not there ---- */

__attribute__((noinline)) static int fill(int depth)
{
	volatile char frame[300];

	memset((char *)frame, depth, sizeof frame);
	if (depth > 0)
		return fill(depth - 1) + frame[depth];
	coroutine_yield(NULL);
	return frame[0];
}

static void *dive(void *depth)
{
	return (void *)(intptr_t)fill((int)(intptr_t)depth);
}

static void *resume_another(void *depth)
{
	struct coroutine *c = coroutine_new(dive, depth);

	coroutine_resume(c, NULL);
	coroutine_yield(NULL);
	coroutine_resume(c, NULL);
	coroutine_free(c);
	return NULL;
}

static long mapped_pages(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	long pages = 0;

	if (file == NULL || fscanf(file, "%ld", &pages) != 1)
		pages = 0;
	if (file != NULL)
		fclose(file);
	return pages;
}

/* Stacks are left at one depth and used anew at another, begun by one coroutine and ended by
 * another. */
static void test_reports__none_of_stacks_that_are_used_anew(void)
{
	for (int depth = 40; depth >= 0; depth -= 8) {
		struct coroutine *dropped = coroutine_new(dive, (void *)(intptr_t)depth);
		struct coroutine *other = coroutine_new(resume_another, (void *)(intptr_t)depth);

		coroutine_resume(dropped, NULL);
		coroutine_resume(other, NULL);
		coroutine_free(dropped);
		coroutine_resume(other, NULL);
		ASSERT(coroutine_done(other));
		coroutine_free(other);
	}
}

/* AddressSanitizer maps 3 MiB for each stack with frames that may be used after their return. */
static void test_dropped__leave_nothing_mapped(void)
{
	long before = 0, after = 0;

	for (int i = 0; i < 200; i++) {
		struct coroutine *c = coroutine_new(dive, (void *)2);

		coroutine_resume(c, NULL);
		coroutine_free(c);
		if (i == 10)
			before = mapped_pages();
	}
	after = mapped_pages();
	ASSERT(before > 0);
	ASSERT(after - before < 100 * 1024 * 1024 / 4096);
}

/* ---- What is there ---- */

/* The compiler, which would warn of all this, does not see where the result comes from. Not inline:
 * clang watches less in a function with assembly in it. */
__attribute__((noinline)) static char *unknown(char *pointer)
{
	__asm__("" : "+r"(pointer));
	return pointer;
}

__attribute__((noinline)) static char *address_of_a_local(void)
{
	char local[64];

	memset(local, 'x', sizeof local);
	return unknown(local);
}

static void *use_after_return(void *arg)
{
	char *dangling = address_of_a_local();

	coroutine_yield(NULL);
	dangling[8] = 'y';
	return arg;
}

static void *write_past_an_array(void *arg)
{
	char array[16];

	coroutine_yield(NULL);
	unknown(array)[20] = 'x';
	return arg;
}

static void *overflow_an_int(void *arg)
{
	static volatile int most = __INT_MAX__;

	coroutine_yield(NULL);
	most = most + 1;
	return arg;
}

static void *use_after_free(void *arg)
{
	char *memory = malloc(16), *dangling = unknown(memory);

	coroutine_yield(NULL);
	free(memory);
	dangling[3] = 'y';
	return arg;
}

static void *branch_on_nothing(void *arg)
{
	char *memory = malloc(16), *unset = unknown(memory);

	coroutine_yield(NULL);
	note("%s", unset[3] == 'x' ? "x" : "not x");
	free(memory);
	return arg;
}

static void run_twice(void *(*fn)(void *arg))
{
	struct coroutine *c = coroutine_new(fn, NULL);

	coroutine_resume(c, NULL);
	coroutine_resume(c, NULL);
	coroutine_free(c);
}

static void program_use_after_return(void)
{
	run_twice(use_after_return);
}

static void program_write_past_an_array(void)
{
	run_twice(write_past_an_array);
}

static void program_overflow_an_int(void)
{
	run_twice(overflow_an_int);
}

static void program_use_after_free(void)
{
	run_twice(use_after_free);
}

static void program_branch_on_nothing(void)
{
	run_twice(branch_on_nothing);
}

/* A thread and a task write to one place, in this order, which nothing but luck has them keep: an
 * atomic that is relaxed orders nothing. */
static int shared;
static int seen;

static void *write_in_a_thread(void *arg)
{
	while (!__atomic_load_n(&seen, __ATOMIC_RELAXED))
		sched_yield();
	shared++;
	return arg;
}

static void *write_in_a_task(void *arg)
{
	shared++;
	__atomic_store_n(&seen, 1, __ATOMIC_RELAXED);
	return arg;
}

static void *race(void *arg)
{
	async_create_task(write_in_a_task);
	AWAIT(async_to_thread(write_in_a_thread));
	return arg;
}

static void program_race(void)
{
	async_run(race);
}

static void assert_reported(const char *program, const char *report)
{
	struct ending end = run_program(program, NULL);

	ASSERT(end.status != 0);
	if (report != NULL)
		ASSERT_CONTAINS(end.err, report);
}

static void test_reports__what_is_there(void)
{
	ASSERT(!(ADDRESS && THREAD));
	if (ADDRESS) {
		assert_reported("program_use_after_return", "stack-use-after-return");
		assert_reported("program_write_past_an_array", "stack-buffer-overflow");
		assert_reported("program_use_after_free", "heap-use-after-free");
		assert_reported("program_overflow_an_int", "signed integer overflow");
	}
	if (THREAD)
		assert_reported("program_race", "data race");
	if (sanitizer_is_valgrind()) {		/* whose report is not on stderr: see tests/run */
		assert_reported("program_use_after_free", NULL);
		assert_reported("program_branch_on_nothing", NULL);
	}
}

static const struct test tests[] = {
	TEST(test_reports__none_of_stacks_that_are_used_anew),
	TEST(test_dropped__leave_nothing_mapped),
	TEST(test_reports__what_is_there),
};

static const struct program programs[] = {
	PROGRAM(program_use_after_return),
	PROGRAM(program_write_past_an_array),
	PROGRAM(program_overflow_an_int),
	PROGRAM(program_use_after_free),
	PROGRAM(program_branch_on_nothing),
	PROGRAM(program_race),
};

SUITE(tests, programs)

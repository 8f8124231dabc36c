#ifndef TORTURE_H
#define TORTURE_H

/* For suites in which each allocation of the runtime fails once, in turn. */

#include "heap.h"
#include "stack.h"
#include "suite.h"
#include "task-internal.h"

static void *torture_nothing(void *arg)
{
	return arg;
}

static void catch_any(void)
{
	EXCEPTION(e);

	if (EXCEPT(BaseException, e))
		return;
}

/* Two runs that leave nothing end all that a run has left. */
static size_t torture_settle(void)
{
	async_run(torture_nothing);
	async_run(torture_nothing);
	return heap_live_bytes();
}

/* Call [run]([scene]) again and again, with the first, the second, ... allocation failing, until it
 * needs no more of them. What is reported meanwhile (never awaited, never retrieved) may be so. */
static void torture_by(void (*run)(void *(*scene)(void *arg)), void *(*scene)(void *arg))
{
	size_t before = torture_settle();
	long call = 0, left;

	do {
		heap_fail_at(++call);
		run(scene);
		left = heap_fail_at(0);
		catch_any();
		suite_assert(torture_settle() == before, __FILE__, __LINE__,
			     "call %ld: %zu bytes, %zu before", call, heap_live_bytes(), before);
		ASSERT_INT(task_live(), 0);
		ASSERT_INT(stack_live(), 0);
	} while (left == 0);
	ASSERT(call > 5);
	suite_stderr();
}

static void torture_run(void *(*scene)(void *arg))
{
	async_run(scene);
}

/* The same with [scene] as the main task of a run. */
__attribute__((unused))
static void torture(void *(*scene)(void *arg))
{
	torture_by(torture_run, scene);
}

#endif

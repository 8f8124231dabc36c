#ifndef PLAN_H
#define PLAN_H

/* For the suites of loop.h: run a plan, a function that schedules things, in a loop of its own. */

#include "suite.h"

/* Run [plan] in a new loop until nothing is left to do. */
__attribute__((unused))
static void run_loop(enum async_clock clock, void (*plan)(struct async_loop *loop))
{
	async_use_clock(clock);
	struct async_loop *loop = async_new_event_loop();

	plan(loop);
	async_loop_run_forever(loop);
	async_loop_close(loop);
}

__attribute__((unused))
static void on_both_clocks(void (*plan)(struct async_loop *loop), const char *notes)
{
	run_loop(ASYNC_CLOCK_VIRTUAL, plan);
	ASSERT_NOTES(notes);
	run_loop(ASYNC_CLOCK_REAL, plan);
	ASSERT_NOTES(notes);
}

__attribute__((unused))
static void stop(void *loop)
{
	async_loop_stop(loop);
}

#endif

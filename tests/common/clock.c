/* loop.h: timers, and the two clocks. */

#include <math.h>
#include <stdio.h>

#include "plan.h"

static void block_for(void *seconds)
{
	async_block(*(double *)seconds);
}

static void note_time(void *text)
{
	note("%s@%g", (const char *)text, async_loop_time(NULL));
}

/* ---- Timers ---- */

static void in_disorder(struct async_loop *loop)
{
	async_loop_call_later(loop, .003, note_callback, "3");
	async_loop_call_later(loop, .001, note_callback, "1");
	async_loop_call_later(loop, .004, stop, loop);
	async_loop_call_later(loop, .002, note_callback, "2");
	async_loop_call_soon(loop, note_callback, "0");
}

static void test_call_later__in_order_of_time(void)
{
	run_loop(ASYNC_CLOCK_VIRTUAL, in_disorder);
	ASSERT_NOTES("0 1 2 3");
}

/* On the real clock any time may pass between two calls. */
static void in_disorder_from_one_moment(struct async_loop *loop)
{
	double now = async_loop_time(loop);

	async_loop_call_at(loop, now + .003, note_callback, "3");
	async_loop_call_at(loop, now + .001, note_callback, "1");
	async_loop_call_at(loop, now + .004, stop, loop);
	async_loop_call_at(loop, now + .002, note_callback, "2");
	async_loop_call_soon(loop, note_callback, "0");
}

static void test_call_at__in_order_of_time(void)
{
	on_both_clocks(in_disorder_from_one_moment, "0 1 2 3");
}

static void all_at_one_time(struct async_loop *loop)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" };
	double when = async_loop_time(loop) + .001;

	for (int i = 0; i < 10; i++)
		async_loop_call_at(loop, when, note_callback, (void *)names[i]);
	async_loop_call_at(loop, when, stop, loop);
}

static void test_call_at__equal_times_in_the_order_they_were_scheduled(void)
{
	on_both_clocks(all_at_one_time, "a b c d e f g h i j");
}

static void timer_of_no_time(struct async_loop *loop)
{
	async_loop_call_later(loop, 0, note_callback, "later 0");
	async_loop_call_later(loop, -1, note_callback, "later -1");
	async_loop_call_at(loop, 0, note_callback, "at 0");
	async_loop_call_soon(loop, note_callback, "soon");
	async_loop_call_later(loop, .001, stop, loop);
}

/* What is ready goes before a timer that is due; of two in the past the earlier one comes first. */
static void test_call_later__of_no_time_is_for_the_next_pass(void)
{
	run_loop(ASYNC_CLOCK_VIRTUAL, timer_of_no_time);
	ASSERT_NOTES("soon later -1 later 0 at 0");
}

static void at_exact_times(struct async_loop *loop)
{
	async_loop_call_later(loop, 0.1, note_time, "a");
	async_loop_call_later(loop, 1e6, note_time, "b");
	async_loop_call_at(loop, 2.5, note_time, "c");
	async_loop_call_later(loop, 3600, note_time, "d");
	async_loop_call_later(loop, 1e6, stop, loop);
}

static void test_virtual_clock__jumps_to_each_timer_and_no_further(void)
{
	run_loop(ASYNC_CLOCK_VIRTUAL, at_exact_times);
	ASSERT_NOTES("a@0.1 c@2.5 d@3600 b@1e+06");
}

static void later_from_a_callback(void *loop)
{
	note_time("first");
	async_loop_call_later(loop, 1, note_time, "second");
	async_loop_call_at(loop, 1.5, note_time, "between");
	async_loop_call_later(loop, 2, stop, loop);
}

static void nested_timers(struct async_loop *loop)
{
	async_loop_call_later(loop, 1, later_from_a_callback, loop);
}

static void test_call_later__counts_from_now(void)
{
	run_loop(ASYNC_CLOCK_VIRTUAL, nested_timers);
	ASSERT_NOTES("first@1 between@1.5 second@2");
}

static void test_time__on_the_virtual_clock_begins_at_0(void)
{
	struct async_loop *loop = async_new_event_loop();

	ASSERT_TIME(async_loop_time(loop), 0);
	async_loop_call_later(loop, 2.25, stop, loop);
	async_loop_run_forever(loop);
	ASSERT_TIME(async_loop_time(loop), 2.25);
	async_loop_close(loop);
}

static void test_time__on_the_real_clock_goes_on(void)
{
	async_use_clock(ASYNC_CLOCK_REAL);
	struct async_loop *loop = async_new_event_loop();
	double before = async_loop_time(loop);

	async_loop_call_later(loop, .002, stop, loop);
	async_loop_run_forever(loop);
	ASSERT(async_loop_time(loop) >= before + .002);
	async_loop_close(loop);
}

enum { TIMERS = 20000 };
static double last_due;
static size_t due, out_of_order;

static void check_order(void *arg)
{
	double now = async_loop_time(NULL);

	out_of_order += now < last_due || now != *(const double *)arg;
	last_due = now;
	due++;
}

static void test_timers__thousands_of_them(void)
{
	static double times[TIMERS];
	struct async_loop *loop = async_new_event_loop();
	struct async_handle handles[TIMERS / 4];
	uint32_t random = 1;

	due = out_of_order = 0, last_due = 0;
	for (int i = 0; i < TIMERS; i++) {
		random = random * 1664525 + 1013904223;
		times[i] = random >> 16;
		struct async_handle handle =
			async_loop_call_at(loop, times[i], check_order, &times[i]);
		if (i % 4 == 0)
			handles[i / 4] = handle;
	}
	for (int i = 0; i < TIMERS / 4; i++)
		async_handle_cancel(handles[i]);
	async_loop_call_at(loop, 65536, stop, loop);
	async_loop_run_forever(loop);
	ASSERT_INT(due, TIMERS - TIMERS / 4);
	ASSERT_INT(out_of_order, 0);
	async_loop_close(loop);
}

/* ---- Blocking ---- */

static void block(void *arg)
{
	(void)arg;
	note_time("block");
	async_block(2);
	note_time("blocked");
}

static void timers_while_blocked(struct async_loop *loop)
{
	async_loop_call_later(loop, 0.5, block, NULL);
	async_loop_call_later(loop, 1, note_time, "one");
	async_loop_call_later(loop, 2, note_time, "two");
	async_loop_call_later(loop, 3, stop, loop);
}

static void test_block__in_the_loop_holds_everybody_up(void)
{
	run_loop(ASYNC_CLOCK_VIRTUAL, timers_while_blocked);
	ASSERT_NOTES("block@0.5 blocked@2.5 one@2.5 two@2.5");
}

static void block_briefly(void *loop)
{
	double before = async_loop_time(loop);

	async_block(.002);
	note("%s", async_loop_time(loop) >= before + .002 ? "as long" : "too short");
	async_loop_stop(loop);
}

static void blocking(struct async_loop *loop)
{
	async_loop_call_soon(loop, block_briefly, loop);
}

static void test_block__takes_as_long_on_both_clocks(void)
{
	on_both_clocks(blocking, "as long");
}

/* ---- The choice of the clock ---- */

static void program_time(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_call_later(loop, 1e-3, stop, loop);
	async_loop_run_forever(loop);
	printf("%s", async_loop_time(loop) == 1e-3 ? "virtual" : "real");
	async_loop_close(loop);
}

static void program_time_by_call(void)
{
	async_use_clock(ASYNC_CLOCK_VIRTUAL);
	program_time();
}

static void test_clock__is_chosen_by_the_environment(void)
{
	ASSERT_STRING(run_program("program_time", "ASYNC_CLOCK=virtual").out, "virtual");
	ASSERT_STRING(run_program("program_time", "ASYNC_CLOCK=real").out, "real");
	ASSERT_STRING(run_program("program_time", "ASYNC_CLOCK=").out, "real");
	ASSERT_STRING(run_program("program_time_by_call", "ASYNC_CLOCK=real").out, "virtual");
}

/* A block too long to be counted ends just before the end of time, at which nothing happens. */
static void block_for_ever(struct async_loop *loop)
{
	async_loop_call_later(loop, INFINITY, note_callback, "never");
	async_loop_call_soon(loop, block_for, &(double){ INFINITY });
	async_loop_call_soon(loop, block_for, &(double){ 1 });
	async_loop_call_soon(loop, note_callback, "behind it");
	async_loop_call_later(loop, 1, stop, loop);
	async_loop_run_forever(loop);
	async_loop_call_soon(loop, stop, loop);
}

static void test_block__to_the_end_of_time(void)
{
	run_loop(ASYNC_CLOCK_VIRTUAL, block_for_ever);
	ASSERT_NOTES("behind it");
}

static const struct test tests[] = {
	TEST(test_call_later__in_order_of_time),
	TEST(test_call_at__in_order_of_time),
	TEST(test_call_at__equal_times_in_the_order_they_were_scheduled),
	TEST(test_call_later__of_no_time_is_for_the_next_pass),
	TEST(test_virtual_clock__jumps_to_each_timer_and_no_further),
	TEST(test_call_later__counts_from_now),
	TEST(test_time__on_the_virtual_clock_begins_at_0),
	TEST(test_time__on_the_real_clock_goes_on),
	TEST(test_timers__thousands_of_them),
	TEST(test_block__in_the_loop_holds_everybody_up),
	TEST(test_block__takes_as_long_on_both_clocks),
	TEST(test_block__to_the_end_of_time),
	TEST(test_clock__is_chosen_by_the_environment),
};

static const struct program programs[] = {
	PROGRAM(program_time),
	PROGRAM(program_time_by_call),
};

SUITE(tests, programs)

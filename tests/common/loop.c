/* loop.h: callbacks, handles, and the life of a loop. */

#include <sys/resource.h>

#include "plan.h"

/* ---- Callbacks ---- */

static void three_in_a_row(struct async_loop *loop)
{
	async_loop_call_soon(loop, note_callback, "a");
	async_loop_call_soon(loop, note_callback, "b");
	async_loop_call_soon(loop, note_callback, "c");
	async_loop_call_soon(loop, stop, loop);
}

static void test_call_soon__first_in_first_out(void)
{
	on_both_clocks(three_in_a_row, "a b c");
}

static void soon_again(void *arg)
{
	note("first");
	async_loop_call_soon(NULL, note_callback, "of the second pass");
	async_loop_call_soon(NULL, stop, arg);
}

static void exactly_what_was_ready(struct async_loop *loop)
{
	async_loop_call_soon(loop, soon_again, loop);
	async_loop_call_soon(loop, note_callback, "second");
}

static void test_pass__runs_exactly_what_was_ready(void)
{
	on_both_clocks(exactly_what_was_ready, "first second of the second pass");
}

static int rounds;

static void for_ever(void *loop)
{
	if (++rounds == 1000)
		async_loop_stop(loop);
	async_loop_call_soon(loop, for_ever, loop);
}

static void one_that_never_ends_and_a_timer(struct async_loop *loop)
{
	rounds = 0;
	async_loop_call_soon(loop, for_ever, loop);
	async_loop_call_later(loop, 0, note_callback, "timer");
}

static void test_pass__one_that_schedules_itself_starves_nobody(void)
{
	on_both_clocks(one_that_never_ends_and_a_timer, "timer");
}

static void schedule_and_stop(void *loop)
{
	async_loop_stop(loop);
	async_loop_call_soon(loop, note_callback, "next run");
}

static void test_stop__ends_behind_the_pass(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_call_soon(loop, schedule_and_stop, loop);
	async_loop_call_soon(loop, note_callback, "same pass");
	async_loop_run_forever(loop);
	ASSERT_NOTES("same pass");
	async_loop_call_soon(loop, stop, loop);
	async_loop_run_forever(loop);
	ASSERT_NOTES("next run");
	async_loop_close(loop);
}

/* As in asyncio: the pass that would have begun is run. */
static void test_stop__before_the_run_lets_one_pass_run(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_call_soon(loop, note_callback, "ready");
	async_loop_call_later(loop, 1, note_callback, "not due");
	async_loop_stop(loop);
	async_loop_run_forever(loop);
	ASSERT_NOTES("ready");
	async_loop_close(loop);
}

static void test_call_soon__without_a_loop(void)
{
	async_loop_call_soon(NULL, note_callback, "never");
	ASSERT_RAISED(RuntimeError, "no running event loop");
	async_loop_call_later(NULL, 1, note_callback, "never");
	ASSERT_RAISED(RuntimeError, "no running event loop");
	async_loop_call_at(NULL, 1, note_callback, "never");
	ASSERT_RAISED(RuntimeError, "no running event loop");
	async_loop_time(NULL);
	ASSERT_RAISED(RuntimeError, "no running event loop");
	ASSERT(async_get_running_loop() == NULL);
	ASSERT_RAISED(RuntimeError, "no running event loop");
}

static void is_running(void *loop)
{
	ASSERT(async_get_running_loop() == loop);
	ASSERT(async_current_task() == NULL);
	async_loop_stop(NULL);
}

static void test_running_loop__is_the_one_that_runs(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_call_soon(loop, is_running, loop);
	async_loop_run_forever(loop);
	async_loop_close(loop);
}

static void run_again(void *loop)
{
	struct async_loop *other = async_new_event_loop();

	async_loop_run_forever(loop);
	ASSERT_RAISED(RuntimeError, "This event loop is already running");
	async_loop_run_forever(other);
	ASSERT_RAISED(RuntimeError, "Cannot run the event loop while another loop is running");
	async_loop_close(other);
	async_loop_stop(loop);
}

static void test_run_forever__while_one_runs(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_call_soon(loop, run_again, loop);
	async_loop_run_forever(loop);
	async_loop_close(loop);
}

static void test_run_forever__with_nothing_to_wait_for(void)
{
	for (int clock = ASYNC_CLOCK_REAL; clock <= ASYNC_CLOCK_VIRTUAL; clock++) {
		async_use_clock(clock);
		struct async_loop *loop = async_new_event_loop();

		async_loop_call_soon(loop, note_callback, "all there is");
		async_loop_run_forever(loop);
		ASSERT_NOTES("all there is");
		ASSERT_RAISED(RuntimeError, NULL);
		suite_stderr();
		async_loop_close(loop);
	}
}

static void test_close__drops_what_is_scheduled(void)
{
	struct async_loop *loop = async_new_event_loop();

	for (int i = 0; i < 10; i++) {
		async_loop_call_soon(loop, note_callback, "never");
		async_loop_call_later(loop, i, note_callback, "never");
		async_loop_call_soon_threadsafe(loop, note_callback, "never");
	}
	async_loop_close(loop);
	async_loop_close(NULL);
	ASSERT_NOTES("");
}

static void test_new_event_loop__without_descriptors(void)
{
	struct rlimit before, none = { 0, 0 };

	getrlimit(RLIMIT_NOFILE, &before);
	none.rlim_max = before.rlim_max;
	setrlimit(RLIMIT_NOFILE, &none);
	struct async_loop *loop = async_new_event_loop();
	setrlimit(RLIMIT_NOFILE, &before);
	ASSERT(loop == NULL);
	ASSERT_RAISED(OSError, "[Errno 24] Too many open files");
	suite_stderr();				/* libevent has its say, too */
}

static void raise_in_a_callback(void *arg)
{
	note("%s", (const char *)arg);
	async_raise(ValueError, "of a callback");
}

static void one_raises(struct async_loop *loop)
{
	async_loop_call_soon(loop, raise_in_a_callback, "raises");
	async_loop_call_soon(loop, note_callback, "goes on");
	async_loop_call_soon(loop, stop, loop);
}

static void test_callback__that_raises_is_reported_and_the_loop_goes_on(void)
{
	run_loop(ASYNC_CLOCK_VIRTUAL, one_raises);
	ASSERT_NOTES("raises goes on");
	const char *text = mask_lines(suite_stderr());
	ASSERT_CONTAINS(text, "  File \"" __FILE__
			      "\", line N, in raise_in_a_callback\nValueError: of a callback\n");
}

/* ---- Handles ---- */

static struct async_handle victim;

static void cancel_victim(void *arg)
{
	(void)arg;
	async_handle_cancel(victim);
}

static void cancelled_before(struct async_loop *loop)
{
	async_handle_cancel(async_loop_call_soon(loop, note_callback, "never"));
	async_handle_cancel(async_loop_call_later(loop, .001, note_callback, "never"));
	async_loop_call_later(loop, .002, stop, loop);
}

static void test_handle__cancelled_before_it_ran(void)
{
	on_both_clocks(cancelled_before, "");
}

static void cancelled_in_the_same_pass(struct async_loop *loop)
{
	async_loop_call_soon(loop, cancel_victim, NULL);
	victim = async_loop_call_soon(loop, note_callback, "never");
	async_loop_call_soon(loop, stop, loop);
}

static void test_handle__cancelled_in_the_pass_it_would_run_in(void)
{
	on_both_clocks(cancelled_in_the_same_pass, "");
}

static void due_timer_cancelled_in_the_same_pass(struct async_loop *loop)
{
	async_loop_call_at(loop, 1, cancel_victim, NULL);
	victim = async_loop_call_at(loop, 1, note_callback, "never");
	async_loop_call_at(loop, 1, stop, loop);
}

static void test_handle__of_a_due_timer(void)
{
	run_loop(ASYNC_CLOCK_VIRTUAL, due_timer_cancelled_in_the_same_pass);
	ASSERT_NOTES("");
}

static void reuse_and_cancel_old(void *loop)
{
	/* The next callbacks take the place in memory of those that have run. */
	async_loop_call_soon(loop, note_callback, "soon");
	async_loop_call_later(loop, .001, note_callback, "later");
	async_handle_cancel(victim);
	async_handle_cancel(victim);
	async_loop_call_later(loop, .002, stop, loop);
}

static void cancelled_after_reuse(struct async_loop *loop)
{
	victim = async_loop_call_soon(loop, note_callback, "ran");
	async_loop_call_soon(loop, reuse_and_cancel_old, loop);
}

static void test_handle__cancelled_after_it_ran_and_its_memory_was_reused(void)
{
	on_both_clocks(cancelled_after_reuse, "ran soon later");
}

static void cancel_itself(void *loop)
{
	note("once");
	async_handle_cancel(victim);
	async_loop_stop(loop);
}

static void cancels_itself(struct async_loop *loop)
{
	victim = async_loop_call_later(loop, .001, cancel_itself, loop);
}

static void test_handle__cancelled_by_its_own_callback(void)
{
	on_both_clocks(cancels_itself, "once");
}

static void test_handle__cancelled_twice(void)
{
	struct async_loop *loop = async_new_event_loop();
	struct async_handle handle = async_loop_call_later(loop, 1, note_callback, "never");

	async_handle_cancel(handle);
	async_handle_cancel(handle);
	async_loop_call_later(loop, 1, note_callback, "one");
	async_loop_call_later(loop, 1, note_callback, "two");
	async_handle_cancel(handle);
	async_loop_call_later(loop, 2, stop, loop);
	async_loop_run_forever(loop);
	ASSERT_NOTES("one two");
	async_loop_close(loop);
}

static void *ask_handles(void *arg)
{
	struct async_handle soon = async_loop_call_soon(NULL, note_callback, "soon");
	struct async_handle later = async_loop_call_later(NULL, 1.5, note_callback, "never");
	struct async_handle at = async_loop_call_at(NULL, 0.5, note_callback, "at");

	ASSERT_TIME(async_handle_when(soon), 0);
	ASSERT_TIME(async_handle_when(later), 1.5);
	ASSERT_TIME(async_handle_when(at), 0.5);
	async_handle_cancel(later);
	AWAIT(async_sleep(1));
	ASSERT(async_handle_cancelled(later));
	ASSERT(!async_handle_cancelled(soon));
	ASSERT(!async_handle_cancelled(at));
	ASSERT_TIME(async_handle_when(later), 1.5);
	async_handle_cancel(at);
	ASSERT(async_handle_cancelled(at));
	return arg;
}

static void test_handle__tells_when_and_whether_it_was_cancelled(void)
{
	async_run(ask_handles);
	ASSERT_NOTES("soon at");
	ASSERT(!async_handle_cancelled((struct async_handle){ 0 }));
}

enum { REMEMBERED = 1024 };

static void *cancel_many(void *arg)
{
	struct async_handle first = async_loop_call_later(NULL, 1, note_callback, "never");
	struct async_handle second = async_loop_call_later(NULL, 1, note_callback, "never");

	async_handle_cancel(first);
	for (int i = 0; i < 3; i++)
		async_handle_cancel(second);
	for (int i = 0; i < REMEMBERED - 1; i++)
		async_handle_cancel(async_loop_call_later(NULL, 1, note_callback, "never"));
	ASSERT(!async_handle_cancelled(first));
	ASSERT(async_handle_cancelled(second));
	return arg;
}

static void test_handle__cancelled_is_remembered_for_a_thousand(void)
{
	async_run(cancel_many);
	ASSERT_NOTES("");
}

static void note_running(void *loop)
{
	ASSERT(async_loop_is_running(loop));
	async_loop_stop(loop);
	ASSERT(async_loop_is_running(loop));
}

static void test_is_running__while_it_does(void)
{
	struct async_loop *loop = async_new_event_loop();

	ASSERT(!async_loop_is_running(loop));
	async_loop_call_soon(loop, note_running, loop);
	async_loop_run_forever(loop);
	ASSERT(!async_loop_is_running(loop));
	async_loop_close(loop);
}

static const struct test tests[] = {
	TEST(test_call_soon__first_in_first_out),
	TEST(test_pass__runs_exactly_what_was_ready),
	TEST(test_pass__one_that_schedules_itself_starves_nobody),
	TEST(test_stop__ends_behind_the_pass),
	TEST(test_stop__before_the_run_lets_one_pass_run),
	TEST(test_call_soon__without_a_loop),
	TEST(test_running_loop__is_the_one_that_runs),
	TEST(test_run_forever__while_one_runs),
	TEST(test_run_forever__with_nothing_to_wait_for),
	TEST(test_close__drops_what_is_scheduled),
	TEST(test_new_event_loop__without_descriptors),
	TEST(test_callback__that_raises_is_reported_and_the_loop_goes_on),
	TEST(test_handle__cancelled_before_it_ran),
	TEST(test_handle__cancelled_in_the_pass_it_would_run_in),
	TEST(test_handle__of_a_due_timer),
	TEST(test_handle__cancelled_after_it_ran_and_its_memory_was_reused),
	TEST(test_handle__cancelled_by_its_own_callback),
	TEST(test_handle__cancelled_twice),
	TEST(test_handle__tells_when_and_whether_it_was_cancelled),
	TEST(test_handle__cancelled_is_remembered_for_a_thousand),
	TEST(test_is_running__while_it_does),
};

SUITE(tests, NO_PROGRAMS)

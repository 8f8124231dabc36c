/* Debug mode: what is slow, and where; cancellations swallowed; programs that show what the runtime
 * says of them. */

#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "symbols.h"
#include "watch.h"

/* The lines that reports name. AT() notes its own. */
enum {
	BLOCK, READ, CALLER, SWALLOW_TRY, SWALLOW_EXCEPT, SWALLOW_MADE, LEAK_TASK, LEAK_COROUTINE,
	LEAK_FUTURE, LEAK_SET, LEAK_RAISE, BAKE, OVEN, MADE_A, MADE_B, GATHER, LINES,
};
static int lines[LINES];
#define AT(line, ...) (lines[line] = __LINE__, (__VA_ARGS__))

static bool sees_stacks(void)
{
	struct symbols *symbols = symbols_open();
	bool sees = symbols != NULL;

	symbols_close(symbols);
	return sees;
}

#define ADVICE											\
	"  Give what blocks to a thread: AWAIT(async_to_thread(...)).\n"			\
	"  Divide what computes by AWAIT(async_sleep(0)).\n"

__attribute__((format(printf, 2, 3)))
static void assert_said(const char *said, const char *format, ...)
{
	static char expected[16 * 1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(expected, sizeof expected, format, arguments);
	va_end(arguments);
	ASSERT_STRING(said, expected);
}

#define run_with_debug(fn) (async_use_debug(true), async_run(fn), async_use_debug(false))

/* ---- Slow ---- */

static void read_sensor(double seconds)
{
	AT(BLOCK, async_block(seconds));
}

static void *measure(void *arg)
{
	async_task_set_name(async_current_task(), "measurer");
	AWAIT(async_sleep(1));
	AT(READ, read_sensor(0.3));
	return arg;
}

static void test_slow__step_is_told_with_its_stack(void)
{
	run_with_debug(measure);
	const char *said = suite_stderr();
	const char *made = strstr(said, "created at ");

	ASSERT_CONTAINS(said, "Executing <Task finished name='measurer' coro=<measure()> "
			      "created at " __FILE__ ":");
	ASSERT(made != NULL);
	if (made == NULL || !sees_stacks())
		return;
	assert_said(strchr(made, '>'),
		    "> took 0.300 seconds\n"
		    "  After 0.100 seconds it was here, and nothing else could run:\n"
		    "    measure %s:%d\n"
		    "    read_sensor %s:%d\n"
		    "    async_block\n" ADVICE,
		    __FILE__, lines[READ], __FILE__, lines[BLOCK]);
}

static void refill(void *arg)
{
	(void)arg;
	async_block(0.05);
	async_block(0.04);
	AT(CALLER, read_sensor(0.02));		/* here the 100 ms are over */
	async_block(0.5);
}

static void *call_refill(void *arg)
{
	async_loop_call_soon(NULL, refill, NULL);
	AWAIT(async_sleep(0));
	return arg;
}

static void test_slow__callback_is_told_with_where_the_limit_was_passed(void)
{
	run_with_debug(call_refill);
	const char *said = suite_stderr();

	ASSERT_CONTAINS(said, "Executing <Handle ");
	ASSERT_CONTAINS(said, "> took 0.610 seconds\n");
	if (!sees_stacks())
		return;
	ASSERT_CONTAINS(said, "Executing <Handle refill " __FILE__ ":");
	assert_said(strchr(said, '\n'),
		    "\n  After 0.100 seconds it was here, and nothing else could run:\n"
		    "    refill %s:%d\n"
		    "    read_sensor %s:%d\n"
		    "    async_block\n" ADVICE,
		    __FILE__, lines[CALLER], __FILE__, lines[BLOCK]);
}

static void on_done(struct async_future *future, void *arg)
{
	(void)future;
	(void)arg;
	async_block(0.2);
}

static void *end_a_future(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);

	async_future_add_done_callback(future, on_done, NULL);
	async_future_set_result(future, NULL);
	AWAIT(async_sleep(0));
	return arg;
}

static void test_slow__done_callback_is_told_by_its_function(void)
{
	run_with_debug(end_a_future);
	const char *said = suite_stderr();

	ASSERT_CONTAINS(said, "took 0.200 seconds\n");
	if (sees_stacks())
		ASSERT_CONTAINS(said, "Executing <Handle on_done " __FILE__ ":");
}

static void *block_under_the_limit(void *arg)
{
	async_block(0.0999);
	AWAIT(async_sleep(1));
	async_block(0.0999);
	return arg;
}

static void test_slow__is_not_what_stays_under_the_limit(void)
{
	run_with_debug(block_under_the_limit);
	ASSERT_STRING(suite_stderr(), "");
}

static void *block_under_a_limit_of_its_own(void *arg)
{
	async_loop_set_slow_callback_duration(NULL, 0.5);
	async_block(0.4);
	AWAIT(async_sleep(1));
	note("%d", suite_stderr()[0] == '\0');
	async_block(0.6);
	return arg;
}

static void test_slow__limit_can_be_set(void)
{
	run_with_debug(block_under_a_limit_of_its_own);
	ASSERT_NOTES("1");
	const char *said = suite_stderr();
	ASSERT_CONTAINS(said, "took 0.600 seconds\n");
	if (sees_stacks())
		ASSERT_CONTAINS(said, "  After 0.500 seconds ");
}

static void test_slow__is_not_told_without_debug_mode(void)
{
	async_run(measure);
	ASSERT_STRING(suite_stderr(), "");
}

static void *switch_in_the_middle(void *arg)
{
	note("%d", async_loop_get_debug(NULL));
	async_loop_set_debug(NULL, true);
	note("%d", async_loop_get_debug(NULL));
	AWAIT(async_sleep(1));
	async_block(1);
	async_loop_set_debug(NULL, false);
	AWAIT(async_sleep(1));
	async_block(2);
	return arg;
}

static void test_mode__can_be_switched_while_the_loop_runs(void)
{
	async_run(switch_in_the_middle);
	ASSERT_NOTES("0 1");
	const char *said = suite_stderr();
	ASSERT_CONTAINS(said, "took 1.000 seconds\n");
	ASSERT(strstr(said, "took 2.000 seconds\n") == NULL);
}

/* On the real clock: it blocks until the watcher has looked. */
static int wait_to_be_looked_at(void)
{
	while (!watch_has_taken())
		AT(BLOCK, sched_yield());
	return 0;
}

static void *be_slow(void *arg)
{
	async_loop_set_slow_callback_duration(NULL, 1e-9);
	AWAIT(async_sleep(0));
	AT(READ, wait_to_be_looked_at());
	async_loop_set_slow_callback_duration(NULL, 1000);
	note("looked at");
	return arg;
}

static void test_watcher__looks_at_the_stack_meanwhile(void)
{
	async_use_clock(ASYNC_CLOCK_REAL);
	run_with_debug(be_slow);
	ASSERT_NOTES("looked at");
	suite_stderr();			/* some other callback took its nanosecond */
}

static void *be_slow_and_say_so(void *arg)
{
	async_loop_set_slow_callback_duration(NULL, 1e-3);
	AWAIT(async_sleep(0));
	AT(READ, wait_to_be_looked_at());
	return arg;
}

static void test_watcher__is_told_of_with_the_stack(void)
{
	char stack[1024];

	async_use_clock(ASYNC_CLOCK_REAL);
	run_with_debug(be_slow_and_say_so);
	const char *said = suite_stderr();
	ASSERT_CONTAINS(said, "coro=<be_slow_and_say_so()> ");
	if (!sees_stacks())
		return;
	ASSERT_CONTAINS(said, "  After 0.001 seconds it was here, and nothing else could run:\n");
	snprintf(stack, sizeof stack, "    be_slow_and_say_so %s:%d\n    wait_to_be_looked_at %s:",
		 __FILE__, lines[READ], __FILE__);
	ASSERT_CONTAINS(said, stack);
}

/* ---- Swallowed ---- */

static void *swallow(void *arg)
{
	EXCEPTION(e);

	AT(SWALLOW_TRY, TRY(async_sleep(10)));
	if (AT(SWALLOW_EXCEPT, EXCEPT(CancelledError, e)))
		note("cancelled");
	AWAIT(async_sleep(1));
	return arg;
}

static void *cancel_a_swallower(void *arg)
{
	struct async_task *task = AT(SWALLOW_MADE, async_create_task(swallow));

	async_task_set_name(task, "swallower");
	AWAIT(async_sleep(1));
	async_task_cancel(task);
	AWAIT(async_await(task));
	return arg;
}

static void test_swallowed__is_told_with_where_it_was_raised_and_caught(void)
{
	run_with_debug(cancel_a_swallower);
	ASSERT_NOTES("cancelled");
	assert_said(suite_stderr(),
		    "swallower (swallow), created at %s:%d, was cancelled, but went on to its end\n"
		    "  CancelledError was raised at %s:%d, in swallow\n"
		    "  and was caught at %s:%d, in swallow\n"
		    "  Raise it again when you have cleaned up: return async_reraise(e);\n"
		    "  or, if you mean to go on, say so: async_task_uncancel(task);\n",
		    __FILE__, lines[SWALLOW_MADE], __FILE__, lines[SWALLOW_TRY], __FILE__,
		    lines[SWALLOW_EXCEPT]);
}

static void *mean_it(void *arg)
{
	EXCEPTION(e);

	TRY(async_sleep(10));
	if (EXCEPT(CancelledError, e))
		async_task_uncancel(async_current_task());
	return arg;
}

static void *raise_it_again(void *arg)
{
	EXCEPTION(e);

	TRY(async_sleep(10));
	if (EXCEPT(BaseException, e))
		return async_reraise(e);
	return arg;
}

static void *await_a_swallower(void *arg)
{
	AWAIT(async_await(async_create_task(mean_it)));
	return arg;
}

static void *time_out(void *arg)
{
	EXCEPTION(e);

	TRY(async_wait_for(async_coroutine(raise_it_again), 1));
	if (EXCEPT(TimeoutError, e))
		note("timeout");
	return arg;
}

static void *cancel_those_that_behave(void *arg)
{
	struct async_task *tasks[] = {
		async_create_task(mean_it), async_create_task(raise_it_again),
		async_create_task(await_a_swallower), async_create_task(swallow),
	};
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	for (int i = 0; i < 3; i++)
		async_task_cancel(tasks[i]);
	AWAIT(async_gather_outcomes(NULL, tasks[0], tasks[1], tasks[2], tasks[3]));
	AWAIT(async_await(async_create_task(time_out)));
	return arg;
}

static void test_swallowed__is_not_what_is_meant_or_raised_again_or_was_another_s(void)
{
	run_with_debug(cancel_those_that_behave);
	ASSERT_NOTES("timeout");
	ASSERT_STRING(suite_stderr(), "");
}

static void test_swallowed__is_not_told_without_debug_mode(void)
{
	async_run(cancel_a_swallower);
	ASSERT_NOTES("cancelled");
	ASSERT_STRING(suite_stderr(), "");
}

/* ---- Four programs, and what the runtime says of each ---- */

static void *bake(void *arg)
{
	struct async_future **oven = arg;

	return AWAIT(AT(BAKE, async_await(*oven)));
}

struct bake { struct async_future *oven; };

static void *deadlocked(void *arg)
{
	struct async_future *oven = AT(OVEN, async_loop_create_future(NULL));
	struct async_task *bread = AT(MADE_A, async_create_task(bake, oven));
	struct async_task *cake = AT(MADE_B, async_create_task(bake, oven));

	(void)arg;
	async_task_set_name(bread, "bread");
	async_task_set_name(cake, "cake");
	AWAIT(AT(GATHER, async_gather(NULL, bread, cake)));
	return NULL;
}

static void test_deadlocked__program_is_told_who_waits_for_whom(void)
{
	const char *file = __FILE__;

	async_run(deadlocked);
	ASSERT_RAISED(RuntimeError, "deadlock: nothing is left that could wake the event loop");
	const char *said = suite_stderr(), *own_name = strchr(said, '\n');
	ASSERT_CONTAINS(said, "deadlock: nothing is left that could wake the event loop; "
			      "3 tasks wait\nTask-");
	if (own_name == NULL || !sees_stacks())
		return;
	assert_said(strchr(own_name + 1, '\n'),
		    "\n"
		    "    deadlocked %s:%d\n"
		    "    async_gather\n"
		    "    |-- bread (bake), created at %s:%d\n"
		    "    |   bake %s:%d\n"
		    "    |   async_await\n"
		    "    |   waits for the future created at %s:%d\n"
		    "    `-- cake (bake), created at %s:%d\n"
		    "        bake %s:%d\n"
		    "        async_await\n"
		    "        waits for the future created at %s:%d\n"
		    "Each waits for what only another could do: set the result, give the lock "
		    "back,\nput an item into the queue. Nobody is left who would.\n",
		    file, lines[GATHER], file, lines[MADE_A], file, lines[BAKE], file, lines[OVEN],
		    file, lines[MADE_B], file, lines[BAKE], file, lines[OVEN]);
}

static void *spill(void *arg)
{
	(void)arg;
	return AT(LEAK_RAISE, async_raise(ValueError, "spilt"));
}

static void *leak(void *arg)
{
	async_task_set_name(AT(LEAK_TASK, async_create_task(spill)), "leak");
	AT(LEAK_COROUTINE, async_coroutine(spill));
	struct async_future *future = AT(LEAK_FUTURE, async_loop_create_future(NULL));
	AT(LEAK_SET, async_future_set_exception(future, KeyError, "no key"));
	AWAIT(async_sleep(1));
	return arg;
}

static void test_leaking__program_is_told_what_nobody_asked_for(void)
{
	const char *file = __FILE__;
	char expected[1024];

	run_with_debug(leak);
	const char *said = suite_stderr();
	snprintf(expected, sizeof expected,
		 "Task exception was never retrieved\n"
		 "task: <Task finished name='leak' coro=<spill()> created at %s:%d "
		 "exception=ValueError('spilt')>\n"
		 "Traceback (most recent call last):\n"
		 "  File \"%s\", line %d, in spill\n"
		 "ValueError: spilt\n", file, lines[LEAK_TASK], file, lines[LEAK_RAISE]);
	ASSERT_CONTAINS(said, expected);
	snprintf(expected, sizeof expected,
		 "%s:%d: RuntimeWarning: coroutine 'spill' was never awaited\n",
		 file, lines[LEAK_COROUTINE]);
	ASSERT_CONTAINS(said, expected);
	snprintf(expected, sizeof expected,
		 "Future exception was never retrieved\n"
		 "future: <Future finished created at %s:%d exception=KeyError('no key')>\n"
		 "Traceback (most recent call last):\n"
		 "  File \"%s\", line %d, in leak\n"
		 "KeyError: no key\n", file, lines[LEAK_FUTURE], file, lines[LEAK_SET]);
	ASSERT_CONTAINS(said, expected);
}

static void *leave_one_waiting(void *arg)
{
	struct async_task *task = AT(LEAK_TASK, async_create_task(swallow));

	async_task_set_name(task, "left");
	async_detach(task);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_leaking__loop_is_told_what_still_waited_when_it_closed(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_run_until_complete(loop, async_coroutine(leave_one_waiting));
	async_loop_close(loop);
	assert_said(suite_stderr(),
		    "Task was destroyed but it is pending!\n"
		    "task: <Task pending name='left' coro=<swallow() waiting at %s:%d> "
		    "wait_for=<sleep> created at %s:%d>\n",
		    __FILE__, lines[SWALLOW_TRY], __FILE__, lines[LEAK_TASK]);
}

static const struct test tests[] = {
	TEST(test_slow__step_is_told_with_its_stack),
	TEST(test_slow__callback_is_told_with_where_the_limit_was_passed),
	TEST(test_slow__done_callback_is_told_by_its_function),
	TEST(test_slow__is_not_what_stays_under_the_limit),
	TEST(test_slow__limit_can_be_set),
	TEST(test_slow__is_not_told_without_debug_mode),
	TEST(test_mode__can_be_switched_while_the_loop_runs),
	TEST(test_watcher__looks_at_the_stack_meanwhile),
	TEST(test_watcher__is_told_of_with_the_stack),
	TEST(test_swallowed__is_told_with_where_it_was_raised_and_caught),
	TEST(test_swallowed__is_not_what_is_meant_or_raised_again_or_was_another_s),
	TEST(test_swallowed__is_not_told_without_debug_mode),
	TEST(test_deadlocked__program_is_told_who_waits_for_whom),
	TEST(test_leaking__program_is_told_what_nobody_asked_for),
	TEST(test_leaking__loop_is_told_what_still_waited_when_it_closed),
};

SUITE(tests, NO_PROGRAMS)

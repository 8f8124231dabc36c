/* What the runtime says on stderr: never awaited, never retrieved, destroyed, deadlock. */

#include <stdio.h>

#include "suite.h"

struct fetch { const char *city; };

static void *fetch(void *arg)
{
	const struct fetch *self = arg;

	AWAIT(async_sleep(1));
	return async_raise(KeyError, "no city %s", self->city);
}

static void *nothing(void *arg)
{
	return arg;
}

/* ---- Never awaited ---- */

static void *forget_to_await(void *arg)
{
	async_coroutine(fetch, "Oslo");
	return arg;
}

static void test_coroutine__never_awaited_is_reported(void)
{
	async_run(forget_to_await);
	ASSERT_STRING(mask_lines(suite_stderr()),
		      __FILE__ ":LINE: RuntimeWarning: coroutine 'fetch' was never awaited\n");
}

static void test_coroutine__made_outside_of_tasks_and_never_awaited(void)
{
	async_coroutine(fetch, "Oslo");
	async_run(nothing);
	ASSERT_CONTAINS(suite_stderr(), "RuntimeWarning: coroutine 'fetch' was never awaited\n");
}

static void *await_all_of_them(void *arg)
{
	struct async_coroutine *a = async_coroutine(nothing), *b = async_coroutine(nothing);
	struct async_coroutine *c = async_coroutine(nothing), *d = async_coroutine(nothing);

	AWAIT(async_await(a));
	AWAIT(async_gather(NULL, b));
	AWAIT(async_wait_for(c, 1));
	AWAIT(async_await(async_create_task(d)));
	return arg;
}

static void test_coroutine__awaited_is_not(void)
{
	async_run(await_all_of_them);
	ASSERT_STRING(suite_stderr(), "");
}

static void *cancel_one_that_never_began(void *arg)
{
	struct async_task *task = async_create_task(async_coroutine(nothing));

	async_task_cancel(task);
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, NULL);
	return arg;
}

static void test_coroutine__of_a_task_that_never_began_is_not(void)
{
	async_run(cancel_one_that_never_began);
	ASSERT_STRING(suite_stderr(), "");
}

/* ---- Never retrieved ---- */

static void *forget_the_task(void *arg)
{
	async_task_set_name(async_create_task(fetch, "Oslo"), "fetcher");
	AWAIT(async_sleep(2));
	return arg;
}

static void test_task__whose_exception_nobody_retrieved(void)
{
	async_run(forget_the_task);
	ASSERT_STRING(mask_lines(suite_stderr()),
		      "Task exception was never retrieved\n"
		      "task: <Task finished name='fetcher' coro=<fetch()> "
		      "created at " __FILE__ ":LINE exception=KeyError('no city Oslo')>\n"
		      "Traceback (most recent call last):\n"
		      "  File \"" __FILE__ "\", line N, in fetch\n"
		      "KeyError: no city Oslo\n");
}

static void *detach_one_that_fails(void *arg)
{
	async_detach(async_create_task(fetch, "Oslo"));
	AWAIT(async_sleep(2));
	note("%s", suite_stderr()[0] != '\0' ? "reported" : "not reported");
	return arg;
}

static void test_task__detached_is_reported_when_it_is_done(void)
{
	async_run(detach_one_that_fails);
	ASSERT_NOTES("reported");
}

static void *look_at_it(void *arg)
{
	struct async_task *a = async_create_task(fetch, "a"), *b = async_create_task(fetch, "b");
	struct async_task *c = async_create_task(fetch, "c"), *d = async_create_task(fetch, "d");

	AWAIT(async_sleep(2));
	async_task_exception(a);
	async_task_result(b);
	ASSERT_RAISED(KeyError, "no city b");
	TRY(async_await(c));
	ASSERT_RAISED(KeyError, "no city c");
	TRY(async_gather(NULL, d));
	ASSERT_RAISED(KeyError, "no city d");
	return arg;
}

static void test_task__whose_exception_was_retrieved_is_not(void)
{
	async_run(look_at_it);
	ASSERT_STRING(suite_stderr(), "");
}

static void *gather_two_that_fail(void *arg)
{
	TRY(async_gather(NULL, async_coroutine(fetch, "Oslo"), async_coroutine(fetch, "Rome")));
	ASSERT_RAISED(KeyError, "no city Oslo");
	AWAIT(async_sleep(1));
	return arg;
}

/* As in asyncio: gather has looked at all of them, although it raises the first only. */
static void test_task__gathered_is_not(void)
{
	async_run(gather_two_that_fail);
	ASSERT_STRING(suite_stderr(), "");
}

static void *sleep_long(void *arg)
{
	AWAIT(async_sleep(100));
	return arg;
}

static void *leave_cancelled(void *arg)
{
	async_task_cancel(async_create_task(sleep_long));
	return arg;
}

static void test_task__cancelled_is_not(void)
{
	async_run(leave_cancelled);
	ASSERT_STRING(suite_stderr(), "");
}

/* ---- Destroyed ---- */

static void *leave_it_pending(void *arg)
{
	async_detach(async_create_task(sleep_long));
	AWAIT(async_sleep(1));
	return arg;
}

static void test_task__destroyed_is_reported(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_run_until_complete(loop, async_coroutine(leave_it_pending));
	async_loop_close(loop);
	const char *text = mask_lines(suite_stderr());
	ASSERT_CONTAINS(text, "Task was destroyed but it is pending!\n"
			      "task: <Task pending name='Task-");
	ASSERT_CONTAINS(text, "coro=<sleep_long() waiting at " __FILE__ ":LINE> wait_for=<sleep> "
			      "created at " __FILE__ ":LINE>\n");
}

/* ---- Deadlock ---- */

struct await_task { struct async_task *task; };

static void *await_task(void *arg)
{
	const struct await_task *self = arg;

	return AWAIT(async_await(self->task));
}

static void *await_for_ever(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);

	(void)arg;
	return AWAIT(async_await(future));
}

static void *gather_for_ever(void *arg)
{
	struct async_task *task = async_create_task(await_for_ever);

	async_task_set_name(task, "patience");
	AWAIT(async_gather(NULL, async_coroutine(await_task, task), task));
	return arg;
}

static void program_deadlock(void)
{
	async_run(gather_for_ever);
	printf("not silent\n");
}

static void assert_deadlock(const char *clock)
{
	struct ending end = run_program("program_deadlock", clock);
	const char *text = mask_lines(end.err);

	ASSERT_INT(end.status, 1);
	ASSERT_STRING(end.out, "not silent\n");
	ASSERT_CONTAINS(text, "deadlock: nothing is left that could wake the event loop; "
			      "3 tasks wait\n");
	ASSERT_CONTAINS(text, "\nTask-1 (gather_for_ever), created at " __FILE__ ":LINE\n"
			      "    gather_for_ever " __FILE__ ":LINE\n");
	ASSERT_CONTAINS(text, "    |-- Task-3 (await_task), created at " __FILE__ ":LINE\n"
			      "    |   await_task " __FILE__ ":LINE\n");
	ASSERT_CONTAINS(text, "    |   `-- patience (await_for_ever), created at " __FILE__
			      ":LINE\n"
			      "    |       await_for_ever " __FILE__ ":LINE\n");
	ASSERT_CONTAINS(text, "    |       waits for the future created at " __FILE__ ":LINE\n"
			      "    `-- patience (await_for_ever): see above\n");
	ASSERT_CONTAINS(text, "RuntimeError: deadlock");
}

static void test_deadlock__names_who_waits_for_what_on_both_clocks(void)
{
	assert_deadlock("ASYNC_CLOCK=virtual");
	assert_deadlock("ASYNC_CLOCK=real");
}

static void *sleep_for_ever(void *arg)
{
	AWAIT(async_sleep(INFINITY));
	return arg;
}

static void test_deadlock__is_raised_by_run(void)
{
	async_run(await_for_ever);
	ASSERT_RAISED(RuntimeError, NULL);
	ASSERT_CONTAINS(suite_stderr(), "1 task waits\n");
	async_run(sleep_for_ever);
	ASSERT_RAISED(RuntimeError, NULL);
	ASSERT_CONTAINS(suite_stderr(), "sleep");
}

static struct async_task *chicken, *egg;

static void *await_egg(void *arg)
{
	(void)arg;
	return AWAIT(async_await(egg));
}

static void *await_chicken(void *arg)
{
	(void)arg;
	return AWAIT(async_await(chicken));
}

static void *wait_for_one_another(void *arg)
{
	chicken = async_create_task(await_egg);
	egg = async_create_task(await_chicken);
	AWAIT(async_await(chicken));
	return arg;
}

static void test_deadlock__of_two_that_wait_for_one_another(void)
{
	async_run(wait_for_one_another);
	ASSERT_RAISED(RuntimeError, NULL);
	ASSERT_CONTAINS(suite_stderr(), "3 tasks wait\n");
}

/* ---- Debug mode ---- */

static void *leave_all_three(void *arg)
{
	async_coroutine(fetch, "Oslo");
	async_create_task(fetch, "Rome");
	async_create_task(sleep_long);
	AWAIT(async_sleep(2));
	return arg;
}

static void test_debug__says_what_to_do_about_it(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_use_debug(true);
	async_loop_run_until_complete(loop, async_coroutine(leave_all_three));
	async_loop_close(loop);
	async_use_debug(false);
	const char *said = suite_stderr();

	ASSERT_CONTAINS(said, "was never awaited\n  To make it is not to run it: AWAIT(async_await("
			      "...)), or async_create_task(...).\n");
	ASSERT_CONTAINS(said, "\n  Await it: AWAIT(async_await(...)) raises the exception where it "
			      "can be caught.\n");
	ASSERT_CONTAINS(said, "\n  Its loop was closed before it was done: await it, or cancel it "
			      "and await that.\n");
}

static void begin_to_debug(void *arg)
{
	async_loop_set_debug(arg, true);
}

static void stop(void *arg)
{
	async_loop_stop(arg);
}

static void test_debug__begun_within_a_pass_calls_nothing_slow(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_call_later(loop, 1, begin_to_debug, loop);
	async_loop_call_later(loop, 1, stop, loop);
	async_loop_run_forever(loop);
	async_loop_close(loop);
	ASSERT_STRING(suite_stderr(), "");
}

static const struct test tests[] = {
	TEST(test_coroutine__never_awaited_is_reported),
	TEST(test_coroutine__made_outside_of_tasks_and_never_awaited),
	TEST(test_coroutine__awaited_is_not),
	TEST(test_coroutine__of_a_task_that_never_began_is_not),
	TEST(test_task__whose_exception_nobody_retrieved),
	TEST(test_task__detached_is_reported_when_it_is_done),
	TEST(test_task__whose_exception_was_retrieved_is_not),
	TEST(test_task__gathered_is_not),
	TEST(test_task__cancelled_is_not),
	TEST(test_task__destroyed_is_reported),
	TEST(test_deadlock__names_who_waits_for_what_on_both_clocks),
	TEST(test_deadlock__is_raised_by_run),
	TEST(test_deadlock__of_two_that_wait_for_one_another),
	TEST(test_debug__says_what_to_do_about_it),
	TEST(test_debug__begun_within_a_pass_calls_nothing_slow),
};

static const struct program programs[] = {
	PROGRAM(program_deadlock),
};

SUITE(tests, programs)

/* What ends a run at once: SystemExit, KeyboardInterrupt. */

#include "suite.h"
#include "work.h"

static void *exit_now(void *arg)
{
	(void)arg;
	return async_raise(SystemExit, "3");
}

static void *sleep_and_note(void *arg)
{
	EXCEPTION(e);

	TRY(async_sleep(1000));
	if (EXCEPT(CancelledError, e)) {
		note("main:cancelled");
		return async_reraise(e);
	}
	return arg;
}

static void interrupt_in_callback(void *arg)
{
	(void)arg;
	async_raise(KeyboardInterrupt, "in a callback");
}

/* ---- In tasks and callbacks ---- */

static void test_exit__of_the_main_task(void)
{
	ASSERT(async_run(exit_now) == NULL);
	ASSERT_RAISED(SystemExit, "3");
	ASSERT_STRING(suite_stderr(), "");
}

static void *one_exits(void *arg)
{
	async_detach(async_create_task(exit_now));
	async_loop_call_soon(NULL, note_callback, "in the pass");
	return sleep_and_note(arg);
}

/* Nobody asks the task for it, so it is reported too, as in asyncio. */
static void test_exit__of_another_task_ends_the_run(void)
{
	ASSERT(async_run(one_exits) == NULL);
	ASSERT_RAISED(SystemExit, "3");
	ASSERT_NOTES("in the pass main:cancelled");
	ASSERT_CONTAINS(suite_stderr(), "Task exception was never retrieved");
}

static void *callback_interrupts(void *arg)
{
	async_loop_call_soon(NULL, interrupt_in_callback, NULL);
	async_loop_call_soon(NULL, note_callback, "behind");
	return sleep_and_note(arg);
}

static void test_interrupt__of_a_callback(void)
{
	async_run(callback_interrupts);
	ASSERT_RAISED(KeyboardInterrupt, "in a callback");
	ASSERT_NOTES("behind main:cancelled");
}

/* What was ready runs first in the next run, and then what became ready meanwhile. */
static void test_interrupt__leaves_the_rest_of_the_pass_for_the_next_run(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_call_soon(loop, note_callback, "one");
	async_loop_call_soon(loop, interrupt_in_callback, NULL);
	async_loop_call_soon(loop, note_callback, "two");
	async_loop_call_soon(loop, note_callback, "three");
	async_loop_run_forever(loop);
	ASSERT_RAISED(KeyboardInterrupt, "in a callback");
	ASSERT(!async_loop_is_running(loop));
	ASSERT_NOTES("one");
	async_loop_call_soon(loop, note_callback, "four");
	ASSERT_STRING(async_loop_run_until_complete(loop, async_coroutine(work, 1, "a")), "a");
	ASSERT_NOTES("two three four a@1");
	async_loop_close(loop);
}

static void exit_in_handler(struct async_loop *loop, const struct async_exception_context *context,
			    void *arg)
{
	(void)loop;
	(void)arg;
	note("%s", context->message);
	async_raise(SystemExit, "9");
}

static void fail_in_callback(void *arg)
{
	(void)arg;
	async_raise(ValueError, "sold out");
}

static void *handler_exits(void *arg)
{
	async_loop_set_exception_handler(NULL, exit_in_handler, NULL);
	async_loop_call_soon(NULL, fail_in_callback, NULL);
	return sleep_and_note(arg);
}

static void test_exit__of_the_exception_handler(void)
{
	async_run(handler_exits);
	ASSERT_RAISED(SystemExit, "9");
	ASSERT_NOTES("Exception in callback main:cancelled");
}

static void *exit_when_cancelled(void *arg)
{
	EXCEPTION(e);

	TRY(async_sleep(1000));
	if (EXCEPT(CancelledError, e))
		async_raise(SystemExit, "10");
	return arg;
}

static void *leave_one_that_exits(void *arg)
{
	(void)arg;
	async_create_task(exit_when_cancelled);
	AWAIT(async_sleep(1));
	return async_raise(ValueError, "of the main task");
}

static void test_exit__in_the_clean_up(void)
{
	EXCEPTION(e);

	async_run(leave_one_that_exits);
	if (EXCEPT(SystemExit, e))
		ASSERT_STRING(e->message, "10");
	ASSERT(e != NULL);
	ASSERT_CONTAINS(suite_stderr(), "Task exception was never retrieved");
}

static void test_exit__of_a_coroutine_object_is_retrieved(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_run_until_complete(loop, async_coroutine(exit_now));
	ASSERT_RAISED(SystemExit, "3");
	async_loop_close(loop);
	ASSERT_STRING(suite_stderr(), "");
}

static void *await_one_that_exits(void *arg)
{
	struct async_task *task = async_create_task(exit_now);
	EXCEPTION(e);

	TRY(async_await(task));
	if (EXCEPT(BaseException, e))
		note("%s", e->type->name);
	return arg;
}

/* Whoever awaits it would get it in the next pass, and is cancelled before that comes. */
static void test_exit__does_not_come_to_those_who_await_it(void)
{
	suite_counts_passes();
	async_run(await_one_that_exits);
	ASSERT_RAISED(SystemExit, "3");
	ASSERT_NOTES("CancelledError");
}

static void *stop_iteration(void *arg)
{
	(void)arg;
	return async_raise(StopIteration, "the end");
}

static void test_task__cannot_raise_StopIteration(void)
{
	EXCEPTION(e);

	async_run(stop_iteration);
	if (EXCEPT(RuntimeError, e)) {
		ASSERT_STRING(e->message, "coroutine raised StopIteration");
		ASSERT_EXCEPTION(e->cause, StopIteration, "the end");
	}
	ASSERT(e != NULL);
}

/* ---- The end of the process ---- */

static void program_exit_3(void)
{
	async_run(exit_now);
}

static void program_exit(void)
{
	async_raise(SystemExit, "%s", "");
}

static void program_exit_with_a_message(void)
{
	async_raise(SystemExit, "the shop is closed");
}

static void test_exit__uncaught_is_the_exit_status(void)
{
	struct ending end = run_program("program_exit_3", NULL);

	ASSERT_INT(end.status, 3);
	ASSERT_STRING(end.err, "");
	ASSERT_INT(run_program("program_exit", NULL).status, 0);
	end = run_program("program_exit_with_a_message", NULL);
	ASSERT_INT(end.status, 1);
	ASSERT_STRING(end.err, "the shop is closed\n");
}

static const struct test tests[] = {
	TEST(test_exit__of_the_main_task),
	TEST(test_exit__of_another_task_ends_the_run),
	TEST(test_interrupt__of_a_callback),
	TEST(test_interrupt__leaves_the_rest_of_the_pass_for_the_next_run),
	TEST(test_exit__of_the_exception_handler),
	TEST(test_exit__in_the_clean_up),
	TEST(test_exit__of_a_coroutine_object_is_retrieved),
	TEST(test_exit__does_not_come_to_those_who_await_it),
	TEST(test_task__cannot_raise_StopIteration),
	TEST(test_exit__uncaught_is_the_exit_status),
};

static const struct program programs[] = {
	PROGRAM(program_exit_3),
	PROGRAM(program_exit),
	PROGRAM(program_exit_with_a_message),
};

SUITE(tests, programs)

/* run.h: the way in, and how everything comes to its end. */

#include <signal.h>
#include <stdio.h>

#include "suite.h"
#include "task-internal.h"

static void *return_text(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(1));
	return async_sprintf("the %s", "result");
}

static void *fail(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(1));
	return async_raise(KeyError, "no such city");
}

/* ---- async_run ---- */

static void test_run__gives_what_the_main_task_returns(void)
{
	const char *text = async_run(return_text);

	ASSERT_STRING(text, "the result");
	ASSERT(async_current_task() == NULL);
}

struct greet { const char *name; int count; };

static void *greet(void *arg)
{
	const struct greet *self = arg;

	return async_sprintf("%d %s", self->count, self->name);
}

static void test_run__passes_arguments(void)
{
	ASSERT_STRING(async_run(greet, "cities", .count = 3), "3 cities");
	ASSERT_STRING(async_run(greet, async_strdup("made outside"), 1), "1 made outside");
}

static void test_run__of_a_coroutine_object(void)
{
	struct async_coroutine *coroutine = async_coroutine(greet, "object", 1);

	ASSERT_STRING(async_run(coroutine), "1 object");
	ASSERT(async_run(coroutine) == NULL);
	ASSERT_RAISED(RuntimeError, "cannot reuse already awaited coroutine");
}

static void test_run__raises_what_the_main_task_raises(void)
{
	ASSERT(async_run(fail) == NULL);
	ASSERT_RAISED(KeyError, "no such city");
}

static void *run_inside(void *arg)
{
	async_run(return_text);
	ASSERT_RAISED(RuntimeError, "async_run() cannot be called from a running event loop");
	return arg;
}

static void test_run__inside_of_a_run(void)
{
	async_run(run_inside);
}

static void *cancel_itself(void *arg)
{
	async_task_cancel(async_current_task(), "myself");
	AWAIT(async_sleep(1));
	return arg;
}

static void test_run__of_one_that_is_cancelled(void)
{
	async_run(cancel_itself);
	ASSERT_RAISED(CancelledError, "myself");
}

static void *note_time(void *arg)
{
	note("%g", async_loop_time(NULL));
	AWAIT(async_sleep(1));
	note("%g", async_loop_time(NULL));
	return arg;
}

static void test_run__each_has_a_loop_of_its_own(void)
{
	async_run(note_time);
	async_run(note_time);
	ASSERT_NOTES("0 1 0 1");
}

/* ---- The clean-up ---- */

struct work { const char *name; double clean_up; };

static void *work(void *arg)
{
	const struct work *self = arg;
	EXCEPTION(e);

	TRY(async_sleep(100));
	if (EXCEPT(CancelledError, e)) {
		note("%s:cancelled@%g", self->name, async_loop_time(NULL));
		AWAIT(async_sleep(self->clean_up));
		note("%s:clean@%g", self->name, async_loop_time(NULL));
		return async_reraise(e);
	}
	return NULL;
}

static void *leave_three(void *arg)
{
	async_create_task(work, "a", 3);
	async_create_task(work, "b", 1);
	async_detach(async_create_task(work, "c", 2));
	AWAIT(async_sleep(1));
	(void)arg;
	return "left";
}

static void test_clean_up__cancels_what_is_left_and_waits_for_it(void)
{
	ASSERT_STRING(async_run(leave_three), "left");
	ASSERT_NOTES("a:cancelled@1 b:cancelled@1 c:cancelled@1 b:clean@2 c:clean@3 a:clean@4");
}

static void *leave_one_and_fail(void *arg)
{
	(void)arg;
	async_create_task(work, "a", 1);
	AWAIT(async_sleep(1));
	return async_raise(ValueError, "of main");
}

static void test_clean_up__behind_an_exception(void)
{
	async_run(leave_one_and_fail);
	ASSERT_NOTES("a:cancelled@1 a:clean@2");
	ASSERT_RAISED(ValueError, "of main");
}

static void *leave_one_that_has_not_begun(void *arg)
{
	async_create_task(work, "a", 0);
	return arg;
}

/* As in asyncio: the loop stops a pass after the main task is done, which is the task's first. */
static void test_clean_up__of_one_that_has_not_begun(void)
{
	async_run(leave_one_that_has_not_begun);
	ASSERT_NOTES("a:cancelled@0 a:clean@0");
}

static void *fail_while_cleaning(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	TRY(async_sleep(100));
	if (EXCEPT(CancelledError, e))
		return async_raise(ValueError, "in the clean-up");
	return NULL;
}

static void *leave_one_that_fails(void *arg)
{
	async_create_task(fail_while_cleaning);
	async_create_task(work, "b", 1);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_clean_up__reports_what_fails_in_it(void)
{
	async_run(leave_one_that_fails);
	ASSERT_NOTES("b:cancelled@1 b:clean@2");
	const char *text = mask_lines(suite_stderr());
	ASSERT_CONTAINS(text, "unhandled exception during async_run() shutdown\n"
			      "task: <Task finished name='Task-");
	ASSERT_CONTAINS(text, "coro=<fail_while_cleaning()>");
	ASSERT_CONTAINS(text, "  File \"" __FILE__
			      "\", line N, in fail_while_cleaning\nValueError: in the clean-up\n");
}

static void *swallow(void *arg)
{
	EXCEPTION(e);

	TRY(async_sleep(100));
	if (EXCEPT(CancelledError, e))
		note("swallowed");
	AWAIT(async_sleep(5));
	note("through@%g", async_loop_time(NULL));
	return arg;
}

static void *leave_one_that_swallows(void *arg)
{
	async_create_task(swallow);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_clean_up__waits_for_one_that_swallows_it(void)
{
	async_run(leave_one_that_swallows);
	ASSERT_NOTES("swallowed through@6");
}

static void *create_while_cleaning(void *arg)
{
	EXCEPTION(e);

	TRY(async_sleep(100));
	if (EXCEPT(CancelledError, e))
		AWAIT(async_await(async_create_task(work, "late", 0)));
	return arg;
}

static void *leave_one_that_creates(void *arg)
{
	struct async_task *task = async_create_task(create_while_cleaning);

	AWAIT(async_sleep(1));
	(void)task;
	return arg;
}

/* It awaits what it creates, so the clean-up lasts as long as that does. */
static void test_clean_up__of_one_that_creates_another(void)
{
	async_run(leave_one_that_creates);
	ASSERT_NOTES("");
}

static void *leave_timers(void *arg)
{
	async_loop_call_later(NULL, 5, note_callback, "never");
	async_loop_call_soon(NULL, note_callback, "soon");
	AWAIT(async_sleep(0));
	return arg;
}

static void test_clean_up__drops_timers(void)
{
	async_run(leave_timers);
	ASSERT_NOTES("soon");
}

/* ---- run_until_complete ---- */

static void test_until_complete__of_each_kind(void)
{
	struct async_loop *loop = async_new_event_loop();
	struct async_future *future = async_loop_create_future(loop);

	ASSERT_STRING(async_loop_run_until_complete(loop, async_coroutine(greet, "cities", 2)),
		      "2 cities");
	async_future_set_result(future, "future");
	ASSERT_STRING(async_loop_run_until_complete(loop, future), "future");
	ASSERT_STRING(async_loop_run_until_complete(loop, future), "future");
	async_loop_run_until_complete(loop, async_coroutine(fail));
	ASSERT_RAISED(KeyError, "no such city");
	ASSERT_TIME(async_loop_time(loop), 1);
	async_loop_close(loop);
}

static void test_until_complete__leaves_the_rest_as_it_is(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_call_later(loop, 0.5, note_callback, "half");
	async_loop_call_later(loop, 1.5, note_callback, "one and a half");
	ASSERT_STRING(async_loop_run_until_complete(loop, async_coroutine(return_text)),
		      "the result");
	ASSERT_NOTES("half");
	ASSERT_STRING(async_loop_run_until_complete(loop, async_coroutine(return_text)),
		      "the result");
	ASSERT_NOTES("one and a half");
	async_loop_close(loop);
}

static struct async_task *left;

static void *leave_a_task(void *arg)
{
	left = async_create_task(return_text);
	async_detach(left);
	return arg;
}

static void test_until_complete__a_task_goes_on_in_the_next_run(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_run_until_complete(loop, async_coroutine(leave_a_task));
	ASSERT_INT(task_live(), 2);
	async_loop_run_until_complete(loop, async_coroutine(note_time));
	ASSERT_NOTES("0 1");
	async_loop_close(loop);
}

static void *complete_inside(void *arg)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_run_until_complete(loop, async_coroutine(return_text));
	ASSERT_RAISED(RuntimeError, "Cannot run the event loop while another loop is running");
	async_loop_run_until_complete(async_get_running_loop(), async_coroutine(return_text));
	ASSERT_RAISED(RuntimeError, "This event loop is already running");
	ASSERT_INT(task_live(), 1);		/* the coroutine has not been made a task */
	async_loop_close(loop);
	return arg;
}

static void test_until_complete__while_one_runs(void)
{
	async_run(complete_inside);
	suite_stderr();
}

static void stop_early(void *loop)
{
	async_loop_stop(loop);
}

static void test_until_complete__stopped_before_it_is_done(void)
{
	struct async_loop *loop = async_new_event_loop();
	struct async_future *future = async_loop_create_future(loop);

	async_loop_call_soon(loop, stop_early, loop);
	ASSERT(async_loop_run_until_complete(loop, future) == NULL);
	ASSERT_RAISED(RuntimeError, "Event loop stopped before Future completed.");
	async_loop_close(loop);
}

/* ---- Closing a loop with tasks that wait ---- */

static void *sleep_long(void *arg)
{
	AWAIT(async_sleep(100));
	note("never");
	return arg;
}

static void *block(void *arg)
{
	async_block(100);
	return arg;
}

static void *wait_for_a_thread(void *arg)
{
	(void)arg;
	return AWAIT(async_to_thread(block));
}

static void *wait_in_every_way(void *arg)
{
	struct async_task *task = async_create_task(sleep_long);

	async_detach(async_create_task(wait_for_a_thread));
	left = async_create_task(sleep_long);
	AWAIT(async_gather(NULL, task, async_coroutine(sleep_long)));
	return arg;
}

static void stop_and_cancel(void *loop)
{
	async_loop_stop(loop);
	async_task_cancel(left);
}

static void test_close__destroys_what_waits(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_call_later(loop, 1, stop_and_cancel, loop);
	async_loop_run_until_complete(loop, async_coroutine(wait_in_every_way));
	ASSERT_RAISED(RuntimeError, "Event loop stopped before Future completed.");
	ASSERT_INT(task_live(), 5);
	async_loop_close(loop);
	ASSERT_INT(task_live(), 0);
	ASSERT_NOTES("");
	ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
}

/* ---- Mistakes ---- */

static void *close_inside(void *arg)
{
	async_loop_close(async_get_running_loop());
	return arg;
}

static void program_close_inside(void)
{
	async_run(close_inside);
}

static void test_close__while_it_runs_ends_the_program(void)
{
	struct ending end = run_program("program_close_inside", NULL);

	ASSERT_INT(end.status, -SIGABRT);
	ASSERT_CONTAINS(end.err,
			"async_loop_close() was called while the loop runs: stop it first");
}

static void program_main_fails(void)
{
	async_run(fail);
	printf("main goes on\n");
}

static void test_end_of_program__tells_what_nobody_caught(void)
{
	struct ending end = run_program("program_main_fails", NULL);

	ASSERT_INT(end.status, 1);
	ASSERT_STRING(end.out, "main goes on\n");
	ASSERT_STRING(mask_lines(end.err),
		      "Traceback (most recent call last):\n"
		      "  File \"" __FILE__ "\", line N, in fail\n"
		      "KeyError: no such city\n");
}

static void program_run_while_raised(void)
{
	async_raise(ValueError, "not caught");
	async_run(return_text);
}

static void test_run__while_one_is_raised_ends_the_program(void)
{
	struct ending end = run_program("program_run_while_raised", NULL);

	ASSERT_INT(end.status, -SIGABRT);
	ASSERT_CONTAINS(end.err, "async_run() was called while ValueError: not caught is raised");
}

static const struct test tests[] = {
	TEST(test_run__gives_what_the_main_task_returns),
	TEST(test_run__passes_arguments),
	TEST(test_run__of_a_coroutine_object),
	TEST(test_run__raises_what_the_main_task_raises),
	TEST(test_run__inside_of_a_run),
	TEST(test_run__of_one_that_is_cancelled),
	TEST(test_run__each_has_a_loop_of_its_own),
	TEST(test_clean_up__cancels_what_is_left_and_waits_for_it),
	TEST(test_clean_up__behind_an_exception),
	TEST(test_clean_up__of_one_that_has_not_begun),
	TEST(test_clean_up__reports_what_fails_in_it),
	TEST(test_clean_up__waits_for_one_that_swallows_it),
	TEST(test_clean_up__of_one_that_creates_another),
	TEST(test_clean_up__drops_timers),
	TEST(test_until_complete__of_each_kind),
	TEST(test_until_complete__leaves_the_rest_as_it_is),
	TEST(test_until_complete__a_task_goes_on_in_the_next_run),
	TEST(test_until_complete__while_one_runs),
	TEST(test_until_complete__stopped_before_it_is_done),
	TEST(test_close__destroys_what_waits),
	TEST(test_close__while_it_runs_ends_the_program),
	TEST(test_end_of_program__tells_what_nobody_caught),
	TEST(test_run__while_one_is_raised_ends_the_program),
};

static const struct program programs[] = {
	PROGRAM(program_close_inside),
	PROGRAM(program_main_fails),
	PROGRAM(program_run_while_raised),
};

SUITE(tests, programs)

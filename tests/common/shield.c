/* wait.h: async_shield(). */

#include "plan.h"
#include "suite.h"
#include "task-internal.h"
#include "work.h"

static void *pay(void *arg)
{
	struct async_task *payment = async_create_task(work, 3, "paid");
	EXCEPTION(e);

	TRY(async_wait_for(async_shield(payment), 1));
	ASSERT(EXCEPT(TimeoutError, e));
	note("@%g", async_loop_time(NULL));
	ASSERT(!async_task_done(payment));
	note("[%s]", (const char *)AWAIT(async_await(payment)));
	return arg;
}

static void test_shield__outer_cancelled_inner_runs_on(void)
{
	async_run(pay);
	ASSERT_NOTES("@1 paid@3 [paid]");
}

static void *see_through(void *arg)
{
	struct async_task *failing = async_create_task(fail, 1, "x");

	note("[%s]", (const char *)AWAIT(async_await(async_shield(async_coroutine(work, 1, "a")))));
	TRY(async_await(async_shield(failing)));
	ASSERT_RAISED(ValueError, "x");
	return arg;
}

static void test_shield__has_the_outcome_of_the_inner_one(void)
{
	async_run(see_through);
	ASSERT_NOTES("a@1 [a]");
}

static void *shield_what_is_done(void *arg)
{
	struct async_task *done = async_create_task(work, 0, "a");

	AWAIT(async_await(done));
	ASSERT(async_shield(done) == async_task_future(done));
	return arg;
}

static void test_shield__of_one_that_is_done_is_that_one(void)
{
	async_run(shield_what_is_done);
	ASSERT_NOTES("a@0");
}

static void *cancel_the_inner(void *arg)
{
	struct async_task *inner = async_create_task(work, 5, "a");
	struct async_future *outer = async_shield(inner);

	AWAIT(async_sleep(1));
	async_task_cancel(inner, "why");
	TRY(async_await(outer));
	ASSERT(async_future_cancelled(outer));
	ASSERT_RAISED(CancelledError, "");	/* without the message */
	ASSERT_INT(async_task_cancelling(async_current_task()), 0);
	return arg;
}

static void test_shield__inner_cancelled_cancels_outer(void)
{
	async_run(cancel_the_inner);
	ASSERT_NOTES("a:cancelled");
}

/* ---- Results that come too late ---- */

static char *long_text(void)
{
	return async_sprintf("%s", "in the memory of the task");
}

static void *make_text(void *arg)
{
	AWAIT(async_sleep(1));
	(void)arg;
	return long_text();
}

static void *take_text(void *arg)
{
	(void)arg;
	return AWAIT(async_await(async_shield(async_coroutine(make_text))));
}

static void *use_text(void *arg)
{
	char *text = AWAIT(async_await(async_create_task(take_text)));

	AWAIT(async_sleep(1));
	note("%s", text);
	return arg;
}

/* The task that shield() made has no handle, and its memory lives all the same. */
static void test_shield__a_result_outlives_its_task(void)
{
	async_run(use_text);
	ASSERT_NOTES("in the memory of the task");
}

static void note_context(struct async_loop *loop, const struct async_exception_context *context,
			 void *arg)
{
	(void)loop;
	(void)arg;
	note("{%s: %s}@%g", context->message, context->exception->message, async_loop_time(NULL));
}

static void *fail_late(void *arg)
{
	struct async_future *outer = async_shield(async_coroutine(fail, 2, "late"));
	EXCEPTION(e);

	async_loop_set_exception_handler(NULL, note_context, NULL);
	TRY(async_wait_for(outer, 1));
	ASSERT(EXCEPT(TimeoutError, e));
	AWAIT(async_sleep(5));
	note("end");
	return arg;
}

static void test_late_error__of_a_task_without_a_handle_is_told_at_once(void)
{
	async_run(fail_late);
	ASSERT_NOTES("{Task exception was never retrieved: late}@2 end");
}

static void *fail_late_with_a_handle(void *arg)
{
	struct async_task *inner = async_create_task(fail, 2, "late");
	EXCEPTION(e);

	TRY(async_wait_for(async_shield(inner), 1));
	ASSERT(EXCEPT(TimeoutError, e));
	AWAIT(async_sleep(5));
	ASSERT_EXCEPTION(async_task_exception(inner), ValueError, "late");
	return arg;
}

static void test_late_error__is_for_who_has_the_handle(void)
{
	async_run(fail_late_with_a_handle);
}

/* The outer one is cancelled, and before it says so to the inner one, that one fails: nobody will
 * ask, and nothing is reported. CPython's way in that one pass. */
static void *fail_as_it_is_cancelled(void *arg)
{
	struct async_future *inner = async_loop_create_future(NULL);
	struct async_future *outer = async_shield(inner);

	async_future_cancel(outer);
	async_future_set_exception(inner, ValueError, "in between");
	AWAIT(async_sleep(1));
	return arg;
}

static void test_late_error__in_the_very_pass_of_the_cancellation(void)
{
	async_run(fail_as_it_is_cancelled);
	ASSERT_STRING(suite_stderr(), "");
}

static void *nobody_asks(void *arg)
{
	async_shield(async_coroutine(fail, 1, "x"));
	AWAIT(async_sleep(2));
	return arg;
}

/* The outer one took the exception over, and nobody asked it. */
static void test_late_error__of_an_outer_one_that_nobody_awaits(void)
{
	async_run(nobody_asks);
	async_run(at_once);
	async_run(at_once);
	ASSERT_CONTAINS(suite_stderr(), "Future exception was never retrieved");
}

/* ---- Misuse of the future, and several ---- */

static void *set_the_outer(void *arg)
{
	struct async_future *inner = async_loop_create_future(NULL);
	struct async_future *outer = async_shield(inner);

	async_loop_set_exception_handler(NULL, note_context, NULL);
	async_future_set_result(outer, NULL);
	async_future_set_result(inner, NULL);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_shield__outer_made_done_by_the_program(void)
{
	async_run(set_the_outer);
	ASSERT_NOTES("{Exception in callback: invalid state}@0");
}

static void *shield_in_gather(void *arg)
{
	struct async_task *a = async_create_task(work, 3, "a");
	struct async_task *b = async_create_task(work, 4, "b");
	struct async_future *all = async_gather_future(NULL, async_shield(a), b);

	AWAIT(async_sleep(1));
	async_future_cancel(all);
	TRY(async_await(all));
	ASSERT_RAISED(CancelledError, NULL);
	AWAIT(async_await(a));
	return arg;
}

static void test_shield__in_a_gather_that_is_cancelled(void)
{
	async_run(shield_in_gather);
	ASSERT_NOTES("b:cancelled a@3");
}

static void *shield_twice(void *arg)
{
	struct async_task *inner = async_create_task(work, 2, "a");
	struct async_future *first = async_shield(inner), *second = async_shield(inner);
	struct async_future *around = async_shield(second);

	AWAIT(async_sleep(1));
	async_future_cancel(first);
	AWAIT(async_await(around));
	ASSERT(async_future_cancelled(first));
	ASSERT(async_future_done(second));
	return arg;
}

static void test_shield__several_of_one(void)
{
	async_run(shield_twice);
	ASSERT_NOTES("a@2");
}

static void *shield_nothing(void *arg)
{
	struct async_coroutine *object = async_coroutine(at_once);

	AWAIT(async_await(object));
	ASSERT(async_shield(object) == NULL);
	ASSERT_RAISED(RuntimeError, "cannot reuse already awaited coroutine");
	return arg;
}

static void test_shield__of_a_coroutine_awaited_before(void)
{
	async_run(shield_nothing);
}

/* ---- Never ending ---- */

static void *shield_for_ever(void *arg)
{
	struct async_future *never = async_loop_create_future(NULL);
	struct async_future *ready = async_loop_create_future(NULL);
	struct async_future *both = async_gather_future(NULL, async_shield(never),
							async_shield(ready));

	async_future_cancel(async_shield(never));
	async_future_set_result(ready, NULL);
	AWAIT(async_await(both));
	return arg;
}

static void *leave_it(void *arg)
{
	async_shield(async_coroutine(work, 100, "left"));
	return arg;
}

static void test_destroyed__while_it_waits(void)
{
	const double moments[] = { 0, 1 };

	for (int i = 0; i < 2; i++) {
		struct async_loop *loop = async_new_event_loop();

		async_loop_create_task(loop, shield_for_ever);
		async_loop_create_task(loop, leave_it);
		async_loop_call_later(loop, moments[i], stop, loop);
		async_loop_run_forever(loop);
		async_loop_close(loop);
		ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
	}
}

static void test_run__cancels_what_is_shielded(void)
{
	async_run(leave_it);
	ASSERT_NOTES("left:cancelled");
}

/* ---- For reports ---- */

static void note_inner(struct async_future *inner, void *arg)
{
	ASSERT(inner == arg);
	note("inner");
}

static void look_at(void *arg)
{
	struct async_task **tasks = arg;	/* who waits, and what is shielded */
	struct async_future *outer = tasks[0]->waits_for;
	char text[80];

	outer->methods->describe(outer, text, sizeof text);
	note("%s", text);
	outer->methods->visit(outer, note_inner, async_task_future(tasks[1]));
}

static void *be_looked_at(void *arg)
{
	struct async_task *tasks[] = { async_current_task(), async_create_task(work, 2, "a") };

	async_loop_call_later(NULL, 1, look_at, tasks);
	AWAIT(async_await(async_shield(tasks[1])));
	return arg;
}

static void test_report__says_what_it_waits_for(void)
{
	async_run(be_looked_at);
	ASSERT_NOTES("what async_shield() protects inner a@2");
}

static const struct test tests[] = {
	TEST(test_shield__outer_cancelled_inner_runs_on),
	TEST(test_shield__has_the_outcome_of_the_inner_one),
	TEST(test_shield__of_one_that_is_done_is_that_one),
	TEST(test_shield__inner_cancelled_cancels_outer),
	TEST(test_shield__a_result_outlives_its_task),
	TEST(test_late_error__of_a_task_without_a_handle_is_told_at_once),
	TEST(test_late_error__is_for_who_has_the_handle),
	TEST(test_late_error__in_the_very_pass_of_the_cancellation),
	TEST(test_late_error__of_an_outer_one_that_nobody_awaits),
	TEST(test_shield__outer_made_done_by_the_program),
	TEST(test_shield__in_a_gather_that_is_cancelled),
	TEST(test_shield__several_of_one),
	TEST(test_shield__of_a_coroutine_awaited_before),
	TEST(test_destroyed__while_it_waits),
	TEST(test_run__cancels_what_is_shielded),
	TEST(test_report__says_what_it_waits_for),
};

SUITE(tests, NO_PROGRAMS)

/* wait.h: async_wait(). */

#include "plan.h"
#include "suite.h"
#include "task-internal.h"
#include "work.h"

/* Note the names of the tasks of an array that are done, then a bar, then the others. */
static void note_array(struct async_task **tasks, size_t done, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i == done)
			note("|");
		note("%s", async_task_get_name(tasks[i]));
	}
	note("@%g", async_loop_time(NULL));
}

static struct async_task *named(double delay, const char *name)
{
	struct async_task *task = async_create_task(work, delay, name);

	async_task_set_name(task, name);
	return task;
}

/* ---- When it ends ---- */

static void *wait_for_all(void *arg)
{
	struct async_task *tasks[] = { named(3, "a"), named(1, "b"), named(2, "c") };
	size_t done = AWAIT(async_wait(tasks, 3, ASYNC_ALL_COMPLETED, INFINITY));

	ASSERT_INT(done, 3);
	note_array(tasks, done, 3);
	return arg;
}

static void test_wait__for_all(void)
{
	async_run(wait_for_all);
	ASSERT_NOTES("b@1 c@2 a@3 a b c @3");
}

static void *wait_for_the_first(void *arg)
{
	struct async_task *tasks[] = { named(3, "a"), named(1, "b"), named(2, "c"), named(1, "d") };
	size_t done = AWAIT(async_wait(tasks, 4, ASYNC_FIRST_COMPLETED, INFINITY));

	note_array(tasks, done, 4);
	done = AWAIT(async_wait(tasks + done, 4 - done, ASYNC_FIRST_COMPLETED, INFINITY));
	note_array(tasks + 2, done, 2);
	return arg;
}

static void test_wait__for_the_first_keeps_the_order(void)
{
	async_run(wait_for_the_first);
	ASSERT_NOTES("b@1 d@1 b d | a c @1 c@2 c | a @2 a:cancelled");
}

static void *wait_for_an_exception(void *arg)
{
	struct async_task *tasks[] = { named(9, "a"), named(1, "b"),
				       async_create_task(fail, 2, "x"), named(1, "c") };
	size_t done;

	async_task_set_name(tasks[2], "failing");
	async_task_cancel(tasks[3]);
	done = AWAIT(async_wait(tasks, 4, ASYNC_FIRST_EXCEPTION, INFINITY));
	note_array(tasks, done, 4);
	ASSERT(async_task_cancelled(tasks[2]));
	return arg;
}

/* The exception that ended the wait counts as retrieved: nothing is reported. */
static void test_wait__for_an_exception(void)
{
	async_run(wait_for_an_exception);
	ASSERT_NOTES("b@1 b failing c | a @2 a:cancelled");
}

static void *wait_for_no_exception(void *arg)
{
	struct async_task *tasks[] = { named(2, "a"), named(1, "b") };
	size_t done = AWAIT(async_wait(tasks, 2, ASYNC_FIRST_EXCEPTION, INFINITY));

	note_array(tasks, done, 2);
	return arg;
}

static void test_wait__for_an_exception_that_does_not_come(void)
{
	async_run(wait_for_no_exception);
	ASSERT_NOTES("b@1 a@2 a b @2");
}

static void *wait_some_time(void *arg)
{
	struct async_task *tasks[] = { named(3, "a"), named(1, "b"), named(2, "c") };
	size_t done = AWAIT(async_wait(tasks, 3, ASYNC_ALL_COMPLETED, 1.5));

	note_array(tasks, done, 3);
	ASSERT(!async_task_done(tasks[1]));
	done = AWAIT(async_wait(tasks, 3, ASYNC_ALL_COMPLETED, 0));
	note_array(tasks, done, 3);
	done = AWAIT(async_wait(tasks, 3, ASYNC_ALL_COMPLETED, -1));
	note_array(tasks, done, 3);
	AWAIT(async_wait(tasks, 3, ASYNC_ALL_COMPLETED, 10));
	return arg;
}

static void test_wait__for_some_time_cancels_nobody(void)
{
	async_run(wait_some_time);
	ASSERT_NOTES("b@1 b | a c @1.5 b | a c @1.5 b | a c @1.5 c@2 a@3");
}

/* The time is up in the very pass in which a task wakes up: whose timer is older comes first. */
static void *both_at_once(void *arg)
{
	struct async_task *tasks[] = { named(1, "a"), named(3, "b") };
	size_t done = AWAIT(async_wait(tasks, 2, ASYNC_ALL_COMPLETED, 1));

	note_array(tasks, done, 2);
	tasks[0] = named(1, "c");
	AWAIT(async_sleep(0));
	done = AWAIT(async_wait(tasks, 2, ASYNC_ALL_COMPLETED, 1));
	note_array(tasks, done, 2);
	return arg;
}

static void test_wait__time_and_task_in_the_same_pass(void)
{
	suite_counts_passes();
	async_run(both_at_once);
	ASSERT_NOTES("| a b @1 a@1 c@2 c | b @2 b:cancelled");
}

static int passes;

static void *count_passes(void *arg)
{
	for (passes = 0;; passes++)
		AWAIT(async_sleep(0));
	return arg;
}

static void *wait_for_done(void *arg)
{
	struct async_task *tasks[] = { named(0, "a"), named(0, "b") };

	AWAIT(async_gather(NULL, tasks[0], tasks[1]));
	async_create_task(count_passes);
	AWAIT(async_sleep(0));
	ASSERT_INT(AWAIT(async_wait(tasks, 2, ASYNC_ALL_COMPLETED, INFINITY)), 2);
	ASSERT_INT(passes, 2);
	return arg;
}

static void test_wait__for_those_done_already_takes_a_pass(void)
{
	suite_counts_passes();
	async_run(wait_for_done);
	ASSERT_NOTES("a@0 b@0");
}

static void *wait_for_one_twice(void *arg)
{
	struct async_task *a = named(1, "a"), *tasks[] = { a, named(2, "b"), a };
	size_t done = AWAIT(async_wait(tasks, 3, ASYNC_FIRST_COMPLETED, INFINITY));

	note_array(tasks, done, 3);
	done = AWAIT(async_wait(tasks, 3, ASYNC_ALL_COMPLETED, INFINITY));
	note_array(tasks, done, 3);
	return arg;
}

static void test_wait__for_one_that_stands_there_twice(void)
{
	async_run(wait_for_one_twice);
	ASSERT_NOTES("a@1 a a | b @1 b@2 a a b @2");
}

static void *wait_for_futures(void *arg)
{
	struct async_future *futures[] = { async_loop_create_future(NULL),
					   async_loop_create_future(NULL) };
	struct async_future *last = futures[1];

	async_future_set_exception(last, ValueError, "x");
	ASSERT_INT(AWAIT(async_wait(futures, 2, ASYNC_FIRST_EXCEPTION, INFINITY)), 1);
	ASSERT(futures[0] == last);
	async_future_cancel(futures[1]);
	ASSERT_INT(AWAIT(async_wait(futures, 2, ASYNC_ALL_COMPLETED, INFINITY)), 2);
	return arg;
}

static void test_wait__for_futures(void)
{
	async_run(wait_for_futures);
}

/* ---- Mistakes ---- */

static void *wait_wrongly(void *arg)
{
	struct async_coroutine *objects[] = { async_coroutine(at_once) };
	struct async_task *tasks[] = { named(0, "a"), NULL };

	ASSERT_INT(TRY(async_wait(tasks, 0, ASYNC_ALL_COMPLETED, INFINITY)), 0);
	ASSERT_RAISED(ValueError, "Set of Tasks/Futures is empty.");
	TRY(async_wait(tasks, 1, (enum async_return_when)7, INFINITY));
	ASSERT_RAISED(ValueError, "Invalid return_when value: 7");
	TRY(async_wait(objects, 1, ASYNC_ALL_COMPLETED, INFINITY));
	ASSERT_RAISED(TypeError, "Passing coroutines is forbidden, use tasks explicitly.");
	AWAIT(async_await(objects[0]));
	AWAIT(async_await(tasks[0]));
	return arg;
}

static void test_wait__mistakes(void)
{
	async_run(wait_wrongly);
	ASSERT_NOTES("a@0");
}

static void test_wait__outside_of_a_task(void)
{
	struct async_task *tasks[1] = { NULL };

	ASSERT_INT(TRY(async_wait(tasks, 0, ASYNC_ALL_COMPLETED, INFINITY)), 0);
	ASSERT_RAISED(RuntimeError, "async_wait() was called outside of a task");
}

/* ---- Cancelling ---- */

static struct async_task *shared[3];

static void *wait_for_shared(void *arg)
{
	EXCEPTION(e);

	TRY(async_wait(shared, 3, ASYNC_ALL_COMPLETED, 100));
	if (EXCEPT(CancelledError, e)) {
		note("cancelled@%g", async_loop_time(NULL));
		note_array(shared, 3, 3);
		async_reraise(e);
	}
	return arg;
}

static void *cancel_who_waits(void *arg)
{
	struct async_task *waiting;
	const double when[] = { 0.5, 1.5 };

	for (int i = 0; i < 2; i++) {
		double begin = async_loop_time(NULL);
		shared[0] = named(3, "a");
		shared[1] = named(1, "b");
		shared[2] = named(2, "c");
		waiting = async_create_task(wait_for_shared);
		AWAIT(async_sleep(when[i]));
		async_task_cancel(waiting);
		AWAIT(async_sleep(0));
		ASSERT(async_task_cancelled(waiting));
		AWAIT(async_gather(NULL, shared[0], shared[1], shared[2]));
		ASSERT_TIME(async_loop_time(NULL) - begin, 3);
	}
	return arg;
}

static void test_cancel__cancels_none_of_the_tasks(void)
{
	async_run(cancel_who_waits);
	ASSERT_NOTES("cancelled@0.5 a b c @0.5 b@1 c@2 a@3 "
		     "b@4 cancelled@4.5 a b c @4.5 c@5 a@6");
}

/* The last task ends and the wait is cancelled in the same pass: before, and behind. */
static void *cancel_as_it_ends(void *arg)
{
	struct async_task *waiting;

	for (int i = 0; i < 2; i++) {
		shared[0] = shared[1] = shared[2] = named(1, "a");
		waiting = async_create_task(wait_for_shared);
		AWAIT(async_sleep(1));
		if (i == 1)
			AWAIT(async_sleep(0));
		async_task_cancel(waiting);
		AWAIT(async_sleep(0));
		AWAIT(async_sleep(0));
		note(async_task_cancelled(waiting) ? "was cancelled" : "was not");
	}
	return arg;
}

static void test_cancel__meets_the_last_task(void)
{
	async_run(cancel_as_it_ends);
	ASSERT_NOTES("a@1 cancelled@1 a a a @1 was cancelled "
		     "a@2 cancelled@2 a a a @2 was cancelled");
}

/* ---- Never ending ---- */

static void *wait_for_ever(void *arg)
{
	struct async_future *futures[] = { async_loop_create_future(NULL),
					   async_loop_create_future(NULL) };

	async_future_set_result(futures[1], NULL);
	AWAIT(async_wait(futures, 2, ASYNC_ALL_COMPLETED, 100));
	return arg;
}

static void test_destroyed__while_it_waits(void)
{
	const double moments[] = { 0, 1 };

	for (int i = 0; i < 2; i++) {
		struct async_loop *loop = async_new_event_loop();

		async_loop_create_task(loop, wait_for_ever);
		async_loop_call_later(loop, moments[i], stop, loop);
		async_loop_run_forever(loop);
		async_loop_close(loop);
		ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
	}
}

/* ---- For reports ---- */

static void count_one(struct async_future *inner, void *count)
{
	ASSERT(inner != NULL);
	++*(size_t *)count;
}

static void look_at(void *arg)
{
	struct async_future *waits_for = ((struct async_task *)arg)->waits_for;
	size_t count = 0;
	char text[80];

	waits_for->methods->describe(waits_for, text, sizeof text);
	waits_for->methods->visit(waits_for, count_one, &count);
	note("%s:%zu", text, count);
}

static void *be_looked_at(void *arg)
{
	struct async_task *tasks[] = { async_create_task(work, 2, "a"),
				       async_create_task(work, 2, "b") };

	async_loop_call_later(NULL, 1, look_at, async_current_task());
	AWAIT(async_wait(tasks, 2, ASYNC_FIRST_COMPLETED, INFINITY));
	return arg;
}

static void test_report__says_what_it_waits_for(void)
{
	async_run(be_looked_at);
	ASSERT_NOTES("the first of 2 tasks:2 a@2 b@2");
}

static const struct test tests[] = {
	TEST(test_wait__for_all),
	TEST(test_wait__for_the_first_keeps_the_order),
	TEST(test_wait__for_an_exception),
	TEST(test_wait__for_an_exception_that_does_not_come),
	TEST(test_wait__for_some_time_cancels_nobody),
	TEST(test_wait__time_and_task_in_the_same_pass),
	TEST(test_wait__for_those_done_already_takes_a_pass),
	TEST(test_wait__for_one_that_stands_there_twice),
	TEST(test_wait__for_futures),
	TEST(test_wait__mistakes),
	TEST(test_wait__outside_of_a_task),
	TEST(test_cancel__cancels_none_of_the_tasks),
	TEST(test_cancel__meets_the_last_task),
	TEST(test_destroyed__while_it_waits),
	TEST(test_report__says_what_it_waits_for),
};

SUITE(tests, NO_PROGRAMS)

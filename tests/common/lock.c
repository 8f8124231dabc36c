/* sync.h: Lock. */

#include "sync-internal.h"
#include "turns.h"

static struct async_lock *lock;

struct take { const char *name; };

/* Take the lock, hold it for a pass, give it back. */
static void *take(void *arg)
{
	const char *name = ((const struct take *)arg)->name;
	EXCEPTION(e);

	TRY(async_lock_acquire(lock));
	if (EXCEPT(CancelledError, e)) {
		note("%s:cancelled", name);
		return async_reraise(e);
	}
	AWAIT(passes(0));			/* leaves with any other exception */
	note("%s", name);
	AWAIT(async_sleep(0));
	async_lock_release(lock);
	return NULL;
}

/* The lock is held, by main, and a, b and c wait for it. */
static struct async_task *a, *b, *c;

ASYNC static int begin(void)
{
	lock = async_lock();
	ASSERT(AWAIT(async_lock_acquire(lock)));
	a = async_create_task(take, "a");
	b = async_create_task(take, "b");
	c = async_create_task(take, "c");
	AWAIT(passes(1));
	ASSERT_NOTES("");
	return 0;
}

/* All has come to rest: who got it, in order, and the lock is free. */
static void *end(void)
{
	AWAIT(passes(12));
	ASSERT(!async_lock_locked(lock));
	return NULL;
}

static void *take_turns(void *arg)
{
	(void)arg;
	AWAIT(begin());
	ASSERT(async_lock_locked(lock));
	async_lock_release(lock);
	return end();
}

static void test_lock__first_come_first_served(void)
{
	async_run(take_turns);
	ASSERT_NOTES("a b c");
}

static void *free_lock(void *arg)
{
	lock = async_lock();
	async_loop_call_soon(NULL, note_callback, "a pass later");
	ASSERT(!async_lock_locked(lock));
	for (int i = 0; i < 3; i++) {
		ASSERT(AWAIT(async_lock_acquire(lock)));
		ASSERT(async_lock_locked(lock));
		async_lock_release(lock);
	}
	ASSERT_NOTES("");
	return arg;
}

static void test_lock__free_does_not_suspend(void)
{
	suite_counts_passes();
	async_run(free_lock);
	ASSERT_NOTES("a pass later");
}

/* Who has released it, and wants it again, stands behind those that wait. */
static void *be_fair(void *arg)
{
	(void)arg;
	AWAIT(begin());
	async_lock_release(lock);
	ASSERT(!async_lock_locked(lock));
	AWAIT(async_lock_acquire(lock));
	note("main");
	async_lock_release(lock);
	return end();
}

static void test_lock__free_but_waited_for_is_not_taken(void)
{
	async_run(be_fair);
	ASSERT_NOTES("a b c main");
}

static void *release_by_another(void *arg)
{
	(void)arg;
	async_lock_release(lock);
	return NULL;
}

static void *be_released(void *arg)
{
	(void)arg;
	AWAIT(begin());
	AWAIT(async_await(async_create_task(release_by_another)));
	return end();
}

static void test_lock__any_task_may_release(void)
{
	async_run(be_released);
	ASSERT_NOTES("a b c");
}

static void *release_twice(void *arg)
{
	lock = async_lock();
	async_lock_release(lock);
	ASSERT_RAISED(RuntimeError, "Lock is not acquired.");
	return arg;
}

static void test_lock__free_cannot_be_released(void)
{
	async_run(release_twice);
}

/* ---- Cancelled ---- */

static void *cancel_and_release_later(void *arg)
{
	(void)arg;
	AWAIT(begin());
	async_task_cancel(a);
	AWAIT(passes(2));
	async_lock_release(lock);
	return end();
}

static void test_lock__cancelled_before_it_is_released(void)
{
	async_run(cancel_and_release_later);
	ASSERT_NOTES("a:cancelled b c");
}

static void *cancel_then_release(void *arg)
{
	(void)arg;
	AWAIT(begin());
	async_task_cancel(a);
	async_lock_release(lock);
	return end();
}

static void test_lock__cancelled_and_released_in_a_pass(void)
{
	async_run(cancel_then_release);
	ASSERT_NOTES("a:cancelled b c");
}

static void *release_then_cancel(void *arg)
{
	(void)arg;
	AWAIT(begin());
	async_lock_release(lock);
	async_task_cancel(a);
	return end();
}

static void test_lock__cancelled_after_the_grant_hands_on(void)
{
	async_run(release_then_cancel);
	ASSERT_NOTES("a:cancelled b c");
}

static void *release_then_cancel_two(void *arg)
{
	(void)arg;
	AWAIT(begin());
	async_lock_release(lock);
	async_task_cancel(b);
	async_task_cancel(a);
	return end();
}

static void test_lock__two_cancelled_after_the_grant(void)
{
	async_run(release_then_cancel_two);
	ASSERT_NOTES("a:cancelled b:cancelled c");
}

/* All that wait have been cancelled, and have not run: nobody is jumped by who takes it now. */
static void *take_from_the_cancelled(void *arg)
{
	(void)arg;
	AWAIT(begin());
	async_task_cancel(a);
	async_task_cancel(b);
	async_task_cancel(c);
	async_lock_release(lock);
	AWAIT(async_lock_acquire(lock));
	note("main");
	AWAIT(passes(2));
	ASSERT(async_lock_locked(lock));
	async_lock_release(lock);
	return end();
}

static void test_lock__waited_for_by_the_cancelled_only_is_taken_at_once(void)
{
	suite_counts_passes();
	async_run(take_from_the_cancelled);
	ASSERT_NOTES("main a:cancelled b:cancelled c:cancelled");
}

static void *time_out(void *arg)
{
	(void)arg;
	AWAIT(begin());
	TRY(async_wait_for(async_coroutine(take, "main"), 1));
	ASSERT_RAISED(TimeoutError, NULL);
	ASSERT_TIME(async_loop_time(NULL), 1);
	async_lock_release(lock);
	return end();
}

static void test_lock__waited_for_not_for_ever(void)
{
	async_run(time_out);
	ASSERT_NOTES("main:cancelled a b c");
}

/* ---- What is said of it ---- */

static void *hold_for_ever(void *arg)
{
	(void)arg;
	AWAIT(begin());
	AWAIT(async_await(async_loop_create_future(NULL)));
	return NULL;
}

static void test_lock__deadlock_names_who_holds_it(void)
{
	deadlocks(hold_for_ever, "    waits for the lock "
				 "created at tests/common/lock.c:LINE, held by Task-");
	ASSERT_NOTES("a:cancelled b:cancelled c:cancelled");
}

static void note_visited(struct async_future *inner, void *arg)
{
	ASSERT(inner == arg);
	note("visited");
}

/* As the tree of who waits for whom does: from who waits to who holds it. */
static void *visit_the_holder(void *arg)
{
	struct async_future *waiter;

	(void)arg;
	AWAIT(begin());
	waiter = a->waits_for;
	waiter->methods->visit(waiter, note_visited, async_task_future(async_current_task()));
	async_lock_release(lock);
	waiter->methods->visit(waiter, note_visited, NULL);	/* nobody holds it */
	return end();
}

static void test_lock__leads_to_who_holds_it(void)
{
	suite_counts_passes();
	async_run(visit_the_holder);
	ASSERT_NOTES("visited a b c");
}

static void *keep_it(void *arg)
{
	AWAIT(async_lock_acquire(lock));
	return arg;
}

static void *await_the_ended(void *arg)
{
	lock = async_lock();
	AWAIT(async_await(async_create_task(keep_it)));
	AWAIT(async_lock_acquire(lock));
	return arg;
}

static void test_lock__deadlock_says_that_the_holder_has_ended(void)
{
	deadlocks(await_the_ended, ", which has ended\n");
}

static void *own_for_a_while(void *arg)
{
	lock = async_lock();
	AWAIT(async_lock_acquire(lock));
	AWAIT(passes(2));
	return arg;
}

static void *outlive_the_owner(void *arg)
{
	async_detach(async_create_task(own_for_a_while));
	AWAIT(passes(1));
	AWAIT(async_lock_acquire(lock));
	return arg;
}

static void outlived(void)
{
	async_run(outlive_the_owner);
}

static void test_lock__ends_while_one_waits(void)
{
	struct ending ending = run_program("outlived", NULL);

	ASSERT(ending.status != 0);
	ASSERT_CONTAINS(mask_lines(ending.err),
			"the lock created at tests/common/lock.c:LINE ended with the task that "
			"created it, while Task-1 (outlive_the_owner) waits for it: create it in "
			"a task that lives longer");
}

/* The memory of a task that was detached ends with it, and here before those run that it has
 * cancelled. */
static void *own_and_cancel(void *arg)
{
	AWAIT(begin());
	async_lock_release(lock);
	async_task_cancel(c);
	async_task_cancel(b);
	async_task_cancel(a);			/* it has been granted the lock */
	return arg;
}

static void *outlive_when_cancelled(void *arg)
{
	async_detach(async_create_task(own_and_cancel));
	AWAIT(passes(6));
	return arg;
}

static void test_lock__ends_while_the_cancelled_wait(void)
{
	suite_counts_passes();
	async_run(outlive_when_cancelled);
	ASSERT_NOTES("a:cancelled c:cancelled b:cancelled");
}

/* ---- Loops ---- */

static void *leave_them(void *arg)
{
	(void)arg;
	AWAIT(begin());
	async_lock_release(lock);
	return NULL;
}

static void test_lock__loop_closes_while_they_wait(void)
{
	run_and_close(leave_them);
	ASSERT_NOTES("a");
}

static void *leave_them_with_a_lock_of_others(void *arg)
{
	AWAIT(async_lock_acquire(lock));
	async_create_task(take, "a");
	async_create_task(take, "b");
	AWAIT(passes(1));
	return arg;
}

static void test_lock__outlives_the_loop_whose_tasks_waited(void)
{
	suite_counts_passes();
	lock = async_lock();
	run_and_close(leave_them_with_a_lock_of_others);
	ASSERT(lock->waiters.first == NULL);
	ASSERT(async_lock_locked(lock));
	async_lock_release(lock);
	async_run(free_lock);
	ASSERT_NOTES("a pass later");
}

static void *contend(void *arg)
{
	EXCEPTION(e);

	async_create_task(take, "a");
	async_create_task(take, "b");
	TRY(async_sleep(1));
	return EXCEPT(Exception, e) ? NULL : arg;
}

static void test_lock__of_another_loop(void)
{
	suite_counts_passes();
	struct async_loop *first = async_new_event_loop(), *second = async_new_event_loop();

	lock = async_lock();
	async_loop_run_until_complete(first, async_coroutine(contend));
	ASSERT_NOTES("a b");
	async_loop_run_until_complete(second, async_coroutine(contend));
	ASSERT_NOTES("a");
	async_loop_close(second);
	async_loop_close(first);
	ASSERT_CONTAINS(mask_lines(suite_stderr()),
			"RuntimeError: the lock created at tests/common/lock.c:LINE is bound to a "
			"different event loop");
	async_run(free_lock);		/* what is outside of tasks ends with the next run */
	ASSERT_NOTES("a pass later");
}

static void test_lock__outside_of_tasks(void)
{
	suite_counts_passes();
	struct async_lock *outside = async_lock();

	ASSERT(!async_lock_acquire(outside));
	ASSERT_RAISED(RuntimeError, "async_lock_acquire() was called outside of a task");
	ASSERT(!async_lock_locked(outside));
	async_run(free_lock);
	ASSERT_NOTES("a pass later");
}

static const struct test tests[] = {
	TEST(test_lock__first_come_first_served),
	TEST(test_lock__free_does_not_suspend),
	TEST(test_lock__free_but_waited_for_is_not_taken),
	TEST(test_lock__any_task_may_release),
	TEST(test_lock__free_cannot_be_released),
	TEST(test_lock__cancelled_before_it_is_released),
	TEST(test_lock__cancelled_and_released_in_a_pass),
	TEST(test_lock__cancelled_after_the_grant_hands_on),
	TEST(test_lock__two_cancelled_after_the_grant),
	TEST(test_lock__waited_for_by_the_cancelled_only_is_taken_at_once),
	TEST(test_lock__waited_for_not_for_ever),
	TEST(test_lock__deadlock_names_who_holds_it),
	TEST(test_lock__leads_to_who_holds_it),
	TEST(test_lock__deadlock_says_that_the_holder_has_ended),
	TEST(test_lock__ends_while_one_waits),
	TEST(test_lock__ends_while_the_cancelled_wait),
	TEST(test_lock__loop_closes_while_they_wait),
	TEST(test_lock__outlives_the_loop_whose_tasks_waited),
	TEST(test_lock__of_another_loop),
	TEST(test_lock__outside_of_tasks),
};

static const struct program programs[] = {
	PROGRAM(outlived),
};

SUITE(tests, programs)

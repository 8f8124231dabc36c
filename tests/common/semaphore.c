/* sync.h: Semaphore, BoundedSemaphore. */

#include "turns.h"

static struct async_semaphore *semaphore;

struct take { const char *name; };

/* Take a place, have it for two passes, give it back. */
static void *take(void *arg)
{
	const char *name = ((const struct take *)arg)->name;
	EXCEPTION(e);

	bool taken = TRY(async_semaphore_acquire(semaphore));
	if (EXCEPT(CancelledError, e)) {
		note("%s:cancelled", name);
		return async_reraise(e);
	}
	ASSERT(taken);
	note("%s", name);
	AWAIT(passes(2));
	async_semaphore_release(semaphore);
	return NULL;
}

/* Of two places main has both, and a to d wait for them. */
static struct async_task *a, *b, *c, *d;

ASYNC static int begin(void)
{
	semaphore = async_semaphore(2);
	AWAIT(async_semaphore_acquire(semaphore));
	ASSERT(!async_semaphore_locked(semaphore));
	AWAIT(async_semaphore_acquire(semaphore));
	ASSERT(async_semaphore_locked(semaphore));
	a = async_create_task(take, "a");
	b = async_create_task(take, "b");
	c = async_create_task(take, "c");
	d = async_create_task(take, "d");
	AWAIT(passes(1));
	ASSERT_NOTES("");
	return 0;
}

/* All has come to rest, and there are [places]. */
ASYNC static int end(int places)
{
	AWAIT(passes(20));
	for (int i = 0; i < places; i++) {
		ASSERT(!async_semaphore_locked(semaphore));
		AWAIT(async_semaphore_acquire(semaphore));
	}
	ASSERT(async_semaphore_locked(semaphore));
	for (int i = 0; i < places; i++)
		async_semaphore_release(semaphore);
	return 0;
}

static void *give_one(void *arg)
{
	AWAIT(begin());
	async_semaphore_release(semaphore);
	AWAIT(passes(2));
	ASSERT_NOTES("a");
	AWAIT(passes(2));
	ASSERT_NOTES("b");
	AWAIT(end(1));
	return arg;
}

static void test_semaphore__one_at_a_time(void)
{
	async_run(give_one);
	ASSERT_NOTES("c d");
}

static void *give_both(void *arg)
{
	AWAIT(begin());
	async_semaphore_release(semaphore);
	async_semaphore_release(semaphore);
	AWAIT(passes(1));
	ASSERT_NOTES("a b");
	AWAIT(end(2));
	return arg;
}

static void test_semaphore__two_at_a_time(void)
{
	async_run(give_both);
	ASSERT_NOTES("c d");
}

/* There are places, granted to nobody yet, and some wait: who comes now stands behind them. */
static void *be_fair(void *arg)
{
	AWAIT(begin());
	for (int i = 0; i < 6; i++)
		async_semaphore_release(semaphore);
	ASSERT(async_semaphore_locked(semaphore));
	AWAIT(async_semaphore_acquire(semaphore));
	note("main");
	async_semaphore_release(semaphore);
	AWAIT(end(6));
	return arg;
}

static void test_semaphore__free_but_waited_for_is_not_taken(void)
{
	suite_counts_passes();
	async_run(be_fair);
	ASSERT_NOTES("a b c d main");
}

static void *cancel_before_the_grant(void *arg)
{
	AWAIT(begin());
	async_task_cancel(a);
	async_semaphore_release(semaphore);
	async_task_cancel(c);
	AWAIT(end(1));
	return arg;
}

static void test_semaphore__cancelled_before_the_grant(void)
{
	async_run(cancel_before_the_grant);
	ASSERT_NOTES("a:cancelled b c:cancelled d");
}

static void *cancel_after_the_grant(void *arg)
{
	AWAIT(begin());
	async_semaphore_release(semaphore);
	async_semaphore_release(semaphore);
	async_task_cancel(b);
	async_task_cancel(a);
	AWAIT(end(2));
	return arg;
}

static void test_semaphore__cancelled_after_the_grant_hands_on(void)
{
	async_run(cancel_after_the_grant);
	ASSERT_NOTES("a:cancelled b:cancelled c d");
}

static void *cancel_all(void *arg)
{
	AWAIT(begin());
	async_semaphore_release(semaphore);
	async_task_cancel(d);
	async_task_cancel(c);
	async_task_cancel(b);
	async_task_cancel(a);
	async_semaphore_release(semaphore);
	ASSERT(async_semaphore_locked(semaphore));	/* a was granted its place */
	AWAIT(end(2));
	return arg;
}

static void test_semaphore__cancelled_all(void)
{
	suite_counts_passes();
	async_run(cancel_all);
	ASSERT_NOTES("a:cancelled d:cancelled c:cancelled b:cancelled");
}

static void *values(void *arg)
{
	ASSERT(async_semaphore(-1) == NULL);
	ASSERT_RAISED(ValueError, "Semaphore initial value must be >= 0");
	semaphore = async_semaphore(0);
	ASSERT(async_semaphore_locked(semaphore));
	for (int i = 0; i < 3; i++)
		async_semaphore_release(semaphore);	/* more than it began with */
	AWAIT(end(3));

	semaphore = async_bounded_semaphore(1);
	async_semaphore_release(semaphore);
	ASSERT_RAISED(ValueError, "BoundedSemaphore released too many times");
	AWAIT(async_semaphore_acquire(semaphore));
	async_semaphore_release(semaphore);
	AWAIT(end(1));
	return arg;
}

static void test_semaphore__bounded_and_not(void)
{
	async_run(values);
}

static void *wait_for_ever(void *arg)
{
	semaphore = async_semaphore(0);
	AWAIT(async_semaphore_acquire(semaphore));
	return arg;
}

static void test_semaphore__deadlock_names_it(void)
{
	deadlocks(wait_for_ever,
		  "waits for a place of the semaphore created at tests/common/semaphore.c:LINE");
}

static void *leave_them(void *arg)
{
	AWAIT(begin());
	return arg;
}

static void test_semaphore__loop_closes_while_they_wait(void)
{
	run_and_close(leave_them);
	ASSERT_NOTES("");
}

static const struct test tests[] = {
	TEST(test_semaphore__one_at_a_time),
	TEST(test_semaphore__two_at_a_time),
	TEST(test_semaphore__free_but_waited_for_is_not_taken),
	TEST(test_semaphore__cancelled_before_the_grant),
	TEST(test_semaphore__cancelled_after_the_grant_hands_on),
	TEST(test_semaphore__cancelled_all),
	TEST(test_semaphore__bounded_and_not),
	TEST(test_semaphore__deadlock_names_it),
	TEST(test_semaphore__loop_closes_while_they_wait),
};

SUITE(tests, NO_PROGRAMS)

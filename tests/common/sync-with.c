/* sync.h: the objects as context managers, in ASYNC_WITH (context.h). */

#include "turns.h"

static struct async_lock *lock;
static struct async_condition *condition;
static struct async_semaphore *semaphore;
static struct async_barrier *barrier;

/* ---- Taken in the block, and given back behind it ---- */

static void *use_a_lock(void *arg)
{
	lock = async_lock();
	for (int i = 0; i < 2; i++) {
		ASYNC_WITH_AS(nothing, lock);
		ASSERT(nothing == NULL);
		ASSERT(async_lock_locked(lock));
	}
	ASSERT(!async_lock_locked(lock));
	return arg;
}

static void test_sync_with__lock(void)
{
	async_run(use_a_lock);
}

static void *use_a_condition(void *arg)
{
	lock = async_lock();
	condition = async_condition(lock);
	{
		ASYNC_WITH_AS(nothing, condition);
		ASSERT(nothing == NULL);
		ASSERT(async_lock_locked(lock));
		async_condition_notify_all(condition);
	}
	ASSERT(!async_lock_locked(lock));
	return arg;
}

static void test_sync_with__condition(void)
{
	async_run(use_a_condition);
}

static void *use_a_semaphore(void *arg)
{
	semaphore = async_bounded_semaphore(1);
	{
		ASYNC_WITH_AS(nothing, semaphore);
		ASSERT(nothing == NULL);
		ASSERT(async_semaphore_locked(semaphore));
	}
	ASSERT(!async_semaphore_locked(semaphore));
	{
		ASYNC_WITH(semaphore);
		async_semaphore_release(semaphore);	/* leaving gives one too many back */
	}
	ASSERT_RAISED(ValueError, "BoundedSemaphore released too many times");
	return arg;
}

static void test_sync_with__semaphore(void)
{
	async_run(use_a_semaphore);
}

static void *come(void *arg)
{
	ASYNC_WITH_AS(index, barrier);
	note("%d", (int)(intptr_t)index);
	return arg;
}

static void *use_a_barrier(void *arg)
{
	barrier = async_barrier(3);
	AWAIT(async_gather(NULL, async_coroutine(come), async_coroutine(come),
			   async_coroutine(come)));
	AWAIT(async_barrier_abort(barrier));
	TRY(come(NULL));
	ASSERT_RAISED(BrokenBarrierError, "Barrier aborted");
	return arg;
}

static void test_sync_with__barrier_gives_the_index(void)
{
	async_run(use_a_barrier);
	ASSERT_NOTES("2 0 1");
}

/* ---- However the block is left ---- */

ASYNC static int raise_with_all(void)
{
	ASYNC_WITH(lock);
	ASYNC_WITH(semaphore);
	AWAIT(async_sleep(1));
	async_raise(KeyError, "of the block");
	return 0;
}

static void *leave_by_raising(void *arg)
{
	lock = async_lock();
	semaphore = async_bounded_semaphore(1);
	TRY(raise_with_all());
	ASSERT_RAISED(KeyError, "of the block");
	ASSERT(!async_lock_locked(lock));
	ASSERT(!async_semaphore_locked(semaphore));
	return arg;
}

static void test_sync_with__an_exception_in_the_block(void)
{
	async_run(leave_by_raising);
}

static void *hold(void *arg)
{
	TRY(raise_with_all());
	return arg;
}

/* One is cancelled in the block, and gives back what it has; the other in front of it, and has
 * nothing to give back. */
static void *cancel_both(void *arg)
{
	struct async_task *inside, *outside;

	lock = async_lock();
	semaphore = async_bounded_semaphore(1);
	inside = async_create_task(hold);
	outside = async_create_task(hold);
	AWAIT(passes(1));
	async_task_cancel(outside);
	AWAIT(passes(1));
	ASSERT(async_task_cancelled(outside));
	ASSERT(async_lock_locked(lock));
	ASSERT(async_semaphore_locked(semaphore));
	async_task_cancel(inside);
	AWAIT(passes(1));
	ASSERT(async_task_cancelled(inside));
	ASSERT(!async_lock_locked(lock));
	ASSERT(!async_semaphore_locked(semaphore));
	return arg;
}

static void test_sync_with__cancelled(void)
{
	suite_counts_passes();
	async_run(cancel_both);
}

static const struct test tests[] = {
	TEST(test_sync_with__lock),
	TEST(test_sync_with__condition),
	TEST(test_sync_with__semaphore),
	TEST(test_sync_with__barrier_gives_the_index),
	TEST(test_sync_with__an_exception_in_the_block),
	TEST(test_sync_with__cancelled),
};

SUITE(tests, NO_PROGRAMS)

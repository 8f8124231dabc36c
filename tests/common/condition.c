/* sync.h: Condition. */

#include "turns.h"

static struct async_condition *condition;

struct wait_for_it { const char *name; };

static void *wait_for_it(void *arg)
{
	const char *name = ((const struct wait_for_it *)arg)->name;
	EXCEPTION(e);

	AWAIT(async_condition_acquire(condition));
	bool notified = TRY(async_condition_wait(condition));
	if (EXCEPT(CancelledError, e)) {
		ASSERT(async_condition_locked(condition));
		note("%s:cancelled%s%s", name, e->message[0] != '\0' ? ":" : "", e->message);
		async_condition_release(condition);
		return async_reraise(e);
	}
	ASSERT(notified);
	ASSERT(async_condition_locked(condition));
	note("%s", name);
	AWAIT(async_sleep(0));
	async_condition_release(condition);
	return NULL;
}

static struct async_task *a, *b, *c;

/* a, b and c wait to be notified, and main holds the lock. */
ASYNC static int begin(void)
{
	condition = async_condition(NULL);
	a = async_create_task(wait_for_it, "a");
	b = async_create_task(wait_for_it, "b");
	c = async_create_task(wait_for_it, "c");
	AWAIT(passes(1));
	ASSERT(!async_condition_locked(condition));
	ASSERT(AWAIT(async_condition_acquire(condition)));
	ASSERT(async_condition_locked(condition));
	return 0;
}

/* Release the lock, let all come to rest, and take it. */
ASYNC static int rest(void)
{
	async_condition_release(condition);
	AWAIT(passes(12));
	ASSERT(!async_condition_locked(condition));
	AWAIT(async_condition_acquire(condition));
	return 0;
}

static void *notify_some(void *arg)
{
	AWAIT(begin());
	async_condition_notify(condition, 0);
	AWAIT(rest());
	ASSERT_NOTES("");
	async_condition_notify(condition, 2);
	AWAIT(passes(3));
	ASSERT_NOTES("");			/* they wait for the lock */
	AWAIT(rest());
	ASSERT_NOTES("a b");
	async_condition_notify(condition, 7);
	AWAIT(rest());
	ASSERT_NOTES("c");
	async_condition_notify(condition, 1);	/* is for nobody, and is not kept */
	async_create_task(wait_for_it, "d");
	AWAIT(rest());
	ASSERT_NOTES("");
	async_condition_notify_all(condition);
	AWAIT(rest());
	return arg;
}

static void test_condition__notify_wakes_as_many(void)
{
	async_run(notify_some);
	ASSERT_NOTES("d");
}

static void *notify_twice(void *arg)
{
	AWAIT(begin());
	async_condition_notify(condition, 1);
	async_condition_notify(condition, 1);
	AWAIT(rest());
	ASSERT_NOTES("a b");
	async_condition_notify_all(condition);
	AWAIT(rest());
	return arg;
}

static void test_condition__notified_twice_are_two(void)
{
	async_run(notify_twice);
	ASSERT_NOTES("c");
}

static void *without_the_lock(void *arg)
{
	condition = async_condition(NULL);
	TRY(async_condition_wait(condition));
	ASSERT_RAISED(RuntimeError, "cannot wait on un-acquired lock");
	async_condition_notify(condition, 1);
	ASSERT_RAISED(RuntimeError, "cannot notify on un-acquired lock");
	async_condition_notify_all(condition);
	ASSERT_RAISED(RuntimeError, "cannot notify on un-acquired lock");
	async_condition_release(condition);
	ASSERT_RAISED(RuntimeError, "Lock is not acquired.");
	return arg;
}

static void test_condition__needs_its_lock(void)
{
	async_run(without_the_lock);
}

/* Two conditions on one lock. */
static void *share_a_lock(void *arg)
{
	struct async_lock *lock = async_lock();
	struct async_condition *other;

	condition = async_condition(lock);
	other = async_condition(lock);
	a = async_create_task(wait_for_it, "a");
	AWAIT(passes(1));
	AWAIT(async_condition_acquire(other));
	ASSERT(async_lock_locked(lock));
	ASSERT(async_condition_locked(condition));
	async_condition_notify_all(other);
	AWAIT(rest());
	ASSERT_NOTES("");
	async_condition_notify_all(condition);
	async_lock_release(lock);
	AWAIT(async_await(a));
	return arg;
}

static void test_condition__shares_a_lock(void)
{
	async_run(share_a_lock);
	ASSERT_NOTES("a");
}

static bool is_three(void *number)
{
	return *(int *)number == 3;
}

struct count_to_three { int *number; };

static void *count_to_three(void *arg)
{
	int *number = ((const struct count_to_three *)arg)->number;

	AWAIT(async_condition_acquire(condition));
	ASSERT(AWAIT(async_condition_wait_for(condition, is_three, number)));
	note("is %d", *number);
	ASSERT(AWAIT(async_condition_wait_for(condition, is_three, number)));
	async_condition_release(condition);
	return NULL;
}

static void *count(void *arg)
{
	int number = 0;

	condition = async_condition(NULL);
	a = async_create_task(count_to_three, &number);
	AWAIT(passes(1));
	AWAIT(async_condition_acquire(condition));
	while (number < 3) {
		number++;
		note("%d", number);
		async_condition_notify(condition, 1);
		AWAIT(rest());
	}
	async_condition_release(condition);
	return arg;
}

static void test_condition__waits_until_it_is_so(void)
{
	async_run(count);
	ASSERT_NOTES("1 2 3 is 3");
}

static bool raise_instead(void *arg)
{
	(void)arg;
	return async_raise(KeyError, "of the predicate") != NULL;
}

static void *wait_for_what_raises(void *arg)
{
	condition = async_condition(NULL);
	AWAIT(async_condition_acquire(condition));
	TRY(async_condition_wait_for(condition, raise_instead, NULL));
	ASSERT_RAISED(KeyError, "of the predicate");
	async_condition_release(condition);
	return arg;
}

static void test_condition__predicate_raises(void)
{
	async_run(wait_for_what_raises);
}

/* ---- Cancelled ---- */

static void *cancel_one_that_waits(void *arg)
{
	AWAIT(begin());
	async_task_cancel(b, "why");
	AWAIT(passes(3));
	ASSERT_NOTES("");			/* it waits for the lock first */
	AWAIT(rest());
	ASSERT_NOTES("b:cancelled:why a");	/* and had somebody else notified, in vain */
	async_condition_notify_all(condition);
	AWAIT(rest());
	return arg;
}

static void test_condition__cancelled_takes_the_lock_again(void)
{
	async_run(cancel_one_that_waits);
	ASSERT_NOTES("c");
}

static void *cancel_the_notified(void *arg)
{
	AWAIT(begin());
	async_condition_notify(condition, 1);
	async_task_cancel(a);
	AWAIT(rest());
	ASSERT_NOTES("a:cancelled b");
	async_condition_notify_all(condition);
	AWAIT(rest());
	return arg;
}

static void test_condition__cancelled_when_notified_has_another_notified(void)
{
	async_run(cancel_the_notified);
	ASSERT_NOTES("c");
}

static void *cancel_again_and_again(void *arg)
{
	AWAIT(begin());
	async_task_cancel(a, "first");
	AWAIT(passes(1));
	async_task_cancel(a, "second");
	AWAIT(passes(2));
	async_task_cancel(a, "third");
	AWAIT(passes(1));
	ASSERT_NOTES("");
	AWAIT(rest());
	ASSERT_NOTES("a:cancelled:third b");
	async_condition_notify_all(condition);
	AWAIT(rest());
	return arg;
}

static void test_condition__cancelled_thrice_raises_the_last(void)
{
	async_run(cancel_again_and_again);
	ASSERT_NOTES("c");
}

/* It is cancelled when it has been notified and granted the lock. */
static void *cancel_with_the_lock(void *arg)
{
	AWAIT(begin());
	async_condition_notify(condition, 1);
	AWAIT(passes(2));
	async_condition_release(condition);
	async_task_cancel(a);
	AWAIT(passes(12));
	ASSERT(!async_condition_locked(condition));
	ASSERT_NOTES("a:cancelled b");
	AWAIT(async_condition_acquire(condition));
	async_condition_notify_all(condition);
	AWAIT(rest());
	return arg;
}

static void test_condition__cancelled_when_granted_the_lock(void)
{
	async_run(cancel_with_the_lock);
	ASSERT_NOTES("c");
}

/* ---- Told of, and ended ---- */

static void *wait_in_vain(void *arg)
{
	condition = async_condition(NULL);
	AWAIT(async_condition_acquire(condition));
	AWAIT(async_condition_wait(condition));
	return arg;
}

static void test_condition__deadlock_names_it(void)
{
	deadlocks(wait_in_vain,
		  "waits for the condition created at tests/common/condition.c:LINE\n");
}

static void *keep_the_lock(void *arg)
{
	AWAIT(begin());
	async_condition_notify(condition, 1);
	AWAIT(async_await(async_loop_create_future(NULL)));
	return arg;
}

static void test_condition__deadlock_names_its_lock(void)
{
	deadlocks(keep_the_lock, "waits for the lock of the condition created at "
				 "tests/common/condition.c:LINE, held by Task-");
}

static void *leave_them(void *arg)
{
	AWAIT(begin());
	async_condition_notify(condition, 1);
	async_task_cancel(b);
	AWAIT(passes(1));
	async_task_cancel(b);			/* one for each way to wait */
	AWAIT(passes(1));
	return arg;
}

static void test_condition__loop_closes_while_they_wait(void)
{
	run_and_close(leave_them);
	ASSERT_NOTES("");
}

static const struct test tests[] = {
	TEST(test_condition__notify_wakes_as_many),
	TEST(test_condition__notified_twice_are_two),
	TEST(test_condition__needs_its_lock),
	TEST(test_condition__shares_a_lock),
	TEST(test_condition__waits_until_it_is_so),
	TEST(test_condition__predicate_raises),
	TEST(test_condition__cancelled_takes_the_lock_again),
	TEST(test_condition__cancelled_when_notified_has_another_notified),
	TEST(test_condition__cancelled_thrice_raises_the_last),
	TEST(test_condition__cancelled_when_granted_the_lock),
	TEST(test_condition__deadlock_names_it),
	TEST(test_condition__deadlock_names_its_lock),
	TEST(test_condition__loop_closes_while_they_wait),
};

SUITE(tests, NO_PROGRAMS)

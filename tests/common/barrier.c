/* sync.h: Barrier. */

#include "turns.h"

static struct async_barrier *barrier;

struct come { const char *name; };

static void *come(void *arg)
{
	const char *name = ((const struct come *)arg)->name;
	EXCEPTION(e);

	int index = TRY(async_barrier_wait(barrier));
	if (EXCEPT(BaseException, e))
		note("%s:%s", name, e->type == BrokenBarrierError ? e->message : e->type->name);
	else
		note("%s:%d", name, index);
	return NULL;
}

static struct async_task *a, *b;

/* Of three a and b have come. */
ASYNC static int begin(void)
{
	barrier = async_barrier(3);
	ASSERT_INT(async_barrier_parties(barrier), 3);
	ASSERT_INT(async_barrier_n_waiting(barrier), 0);
	a = async_create_task(come, "a");
	b = async_create_task(come, "b");
	AWAIT(passes(2));
	ASSERT_INT(async_barrier_n_waiting(barrier), 2);
	ASSERT_NOTES("");
	return 0;
}

/* Three more come, and all is as at first. */
ASYNC static int once_more(void)
{
	AWAIT(passes(10));
	ASSERT_INT(async_barrier_n_waiting(barrier), 0);
	note("|");
	for (int i = 0; i < 3; i++)
		async_create_task(come, (const char *[]){ "x", "y", "z" }[i]);
	AWAIT(passes(10));
	ASSERT_INT(async_barrier_n_waiting(barrier), 0);
	ASSERT(!async_barrier_broken(barrier));
	return 0;
}

static void *fill(void *arg)
{
	AWAIT(begin());
	ASSERT_INT(AWAIT(async_barrier_wait(barrier)), 2);
	ASSERT_NOTES("");
	ASSERT_INT(async_barrier_n_waiting(barrier), 0);
	AWAIT(once_more());
	return arg;
}

static void test_barrier__the_last_opens_it_for_all(void)
{
	async_run(fill);
	ASSERT_NOTES("a:0 b:1 | z:2 x:0 y:1");
}

/* Who comes while the others leave waits in front of it, for the next round: here main itself,
 * which comes again at once, and c and d behind it. */
static void *come_while_it_drains(void *arg)
{
	AWAIT(begin());
	async_create_task(come, "c");
	async_create_task(come, "d");
	ASSERT_INT(AWAIT(async_barrier_wait(barrier)), 2);
	ASSERT_INT(AWAIT(async_barrier_wait(barrier)), 0);
	ASSERT_NOTES("a:0 b:1 d:2");
	AWAIT(passes(10));
	return arg;
}

static void test_barrier__while_it_drains_others_wait(void)
{
	async_run(come_while_it_drains);
	ASSERT_NOTES("c:1");
}

static void *cancel_in_front_of_it(void *arg)
{
	struct async_task *c;

	AWAIT(begin());
	c = async_create_task(come, "c");
	AWAIT(async_barrier_wait(barrier));
	AWAIT(passes(1));
	ASSERT_NOTES("a:0 b:1");
	async_task_cancel(c);
	AWAIT(once_more());
	return arg;
}

static void test_barrier__cancelled_in_front_of_it(void)
{
	async_run(cancel_in_front_of_it);
	ASSERT_NOTES("c:CancelledError | z:2 x:0 y:1");
}

static void *cancel_one(void *arg)
{
	AWAIT(begin());
	async_task_cancel(a);
	AWAIT(passes(4));
	ASSERT_NOTES("a:CancelledError");
	ASSERT_INT(async_barrier_n_waiting(barrier), 1);
	a = async_create_task(come, "c");
	AWAIT(passes(4));
	async_create_task(come, "d");
	AWAIT(once_more());
	return arg;
}

static void test_barrier__cancelled_makes_place(void)
{
	async_run(cancel_one);
	ASSERT_NOTES("d:2 b:1 c:1 | z:2 x:0 y:1");
}

/* It is cancelled when the last has come. The others get through. */
static void *cancel_at_the_last_moment(void *arg)
{
	AWAIT(begin());
	async_create_task(come, "c");
	AWAIT(passes(1));
	async_task_cancel(a);
	AWAIT(once_more());
	return arg;
}

static void test_barrier__cancelled_when_it_drains(void)
{
	async_run(cancel_at_the_last_moment);
	ASSERT_NOTES("c:2 a:CancelledError b:1 | z:2 x:0 y:1");
}

static void *reset_it(void *arg)
{
	AWAIT(begin());
	AWAIT(async_barrier_reset(barrier));
	ASSERT_INT(async_barrier_n_waiting(barrier), 0);
	async_create_task(come, "c");		/* has to wait until it is reset */
	async_create_task(come, "d");
	AWAIT(passes(10));
	ASSERT_NOTES("a:Abort or reset of barrier b:Abort or reset of barrier");
	ASSERT_INT(async_barrier_n_waiting(barrier), 2);
	AWAIT(async_barrier_wait(barrier));
	AWAIT(async_barrier_reset(barrier));
	AWAIT(once_more());
	AWAIT(async_barrier_reset(barrier));
	AWAIT(once_more());
	return arg;
}

static void test_barrier__reset_sends_all_away(void)
{
	suite_counts_passes();
	async_run(reset_it);
	ASSERT_NOTES("c:Abort or reset of barrier d:Abort or reset of barrier | z:2 x:0 y:1 "
		     "| z:2 x:0 y:1");
}

static void *come_while_it_is_reset(void *arg)
{
	AWAIT(begin());
	async_create_task(come, "c");
	async_create_task(come, "d");
	AWAIT(async_barrier_reset(barrier));
	ASSERT_INT(AWAIT(async_barrier_wait(barrier)), 0);
	ASSERT_NOTES("a:Abort or reset of barrier b:Abort or reset of barrier d:2");
	AWAIT(passes(10));
	return arg;
}

static void test_barrier__while_it_is_reset_others_wait(void)
{
	async_run(come_while_it_is_reset);
	ASSERT_NOTES("c:1");
}

static void *abort_it(void *arg)
{
	AWAIT(begin());
	AWAIT(async_barrier_abort(barrier));
	ASSERT(async_barrier_broken(barrier));
	ASSERT_INT(async_barrier_n_waiting(barrier), 0);
	AWAIT(passes(10));
	TRY(async_barrier_wait(barrier));
	ASSERT_RAISED(BrokenBarrierError, "Barrier aborted");
	ASSERT_NOTES("a:Abort or reset of barrier b:Abort or reset of barrier");
	AWAIT(async_barrier_reset(barrier));
	ASSERT(!async_barrier_broken(barrier));
	AWAIT(once_more());
	return arg;
}

static void test_barrier__aborted_is_broken_until_it_is_reset(void)
{
	async_run(abort_it);
	ASSERT_NOTES("| z:2 x:0 y:1");
}

static void *for_one(void *arg)
{
	ASSERT(async_barrier(0) == NULL);
	ASSERT_RAISED(ValueError, "parties must be > 0");
	barrier = async_barrier(1);
	async_loop_call_soon(NULL, note_callback, "a pass later");
	ASSERT_INT(AWAIT(async_barrier_wait(barrier)), 0);
	ASSERT_INT(AWAIT(async_barrier_wait(barrier)), 0);
	ASSERT_NOTES("");
	return arg;
}

static void test_barrier__for_one_does_not_suspend(void)
{
	suite_counts_passes();
	async_run(for_one);
	ASSERT_NOTES("a pass later");
}

static void *wait_for_a_third(void *arg)
{
	AWAIT(begin());
	AWAIT(async_await(a));
	return arg;
}

static void test_barrier__deadlock_says_how_many_wait(void)
{
	deadlocks(wait_for_a_third, "waits for the barrier created at "
				    "tests/common/barrier.c:LINE (2 of 3 wait)\n");
	ASSERT_NOTES("a:CancelledError b:CancelledError");
}

static void *leave_them(void *arg)
{
	AWAIT(begin());
	return arg;
}

static void test_barrier__loop_closes_while_they_wait(void)
{
	run_and_close(leave_them);
	ASSERT_NOTES("");
}

static const struct test tests[] = {
	TEST(test_barrier__the_last_opens_it_for_all),
	TEST(test_barrier__while_it_drains_others_wait),
	TEST(test_barrier__cancelled_in_front_of_it),
	TEST(test_barrier__cancelled_makes_place),
	TEST(test_barrier__cancelled_when_it_drains),
	TEST(test_barrier__reset_sends_all_away),
	TEST(test_barrier__while_it_is_reset_others_wait),
	TEST(test_barrier__aborted_is_broken_until_it_is_reset),
	TEST(test_barrier__for_one_does_not_suspend),
	TEST(test_barrier__deadlock_says_how_many_wait),
	TEST(test_barrier__loop_closes_while_they_wait),
};

SUITE(tests, NO_PROGRAMS)

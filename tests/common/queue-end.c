/* queue.h: the work that the items of a queue are, and the end of queues. */

#include "queueing.h"

/* ---- task_done, join ---- */

struct join { const char *name; };

static void *join(void *arg)
{
	AWAIT(async_queue_join(queue));
	note("%s:joined", ((const struct join *)arg)->name);
	return NULL;
}

static void *work_it_off(void *arg)
{
	queue = async_queue(0);
	async_queue_task_done(queue);
	ASSERT_RAISED(ValueError, "task_done() called too many times");
	AWAIT(async_queue_join(queue));
	async_queue_put_nowait(queue, item(1));
	async_queue_put_nowait(queue, item(2));
	async_create_task(join, "a");
	b = async_create_task(join, "b");
	AWAIT(passes(1));
	note_rest();
	async_queue_task_done(queue);
	AWAIT(passes(2));
	ASSERT_NOTES("1 2");
	async_task_cancel(b);
	async_queue_task_done(queue);
	async_queue_put_nowait(queue, item(3));		/* they had waited for the first two */
	AWAIT(passes(1));
	ASSERT_NOTES("a:joined");
	ASSERT(async_task_cancelled(b));
	async_queue_task_done(queue);
	async_queue_task_done(queue);
	ASSERT_RAISED(ValueError, "task_done() called too many times");
	return arg;
}

static void test_queue__join_waits_for_the_work(void)
{
	async_run(work_it_off);
}

/* ---- shutdown ---- */

static void *shut_down_empty(void *arg)
{
	AWAIT(begin_empty());
	async_queue_shutdown(queue, false);
	ASSERT_NOTES("");
	AWAIT(passes(1));
	ASSERT_NOTES("a:QueueShutDown b:QueueShutDown c:QueueShutDown");
	async_queue_put_nowait(queue, item(1));
	ASSERT_RAISED(QueueShutDown, "");
	TRY(async_queue_put(queue, item(1)));
	ASSERT_RAISED(QueueShutDown, "");
	TRY(async_queue_get(queue));
	ASSERT_RAISED(QueueShutDown, "");
	ASSERT(async_queue_get_nowait(queue) == NULL);
	ASSERT_RAISED(QueueShutDown, "");
	return arg;
}

static void test_queue__shutdown_of_an_empty_one(void)
{
	async_run(shut_down_empty);
}

static void *shut_down_full(void *arg)
{
	AWAIT(begin_full());
	async_create_task(join, "d");
	AWAIT(passes(1));
	async_queue_shutdown(queue, false);
	AWAIT(passes(2));
	ASSERT_NOTES("a:QueueShutDown b:QueueShutDown c:QueueShutDown");
	ASSERT_INT(number(AWAIT(async_queue_get(queue))), 1);
	TRY(async_queue_get(queue));
	ASSERT_RAISED(QueueShutDown, "");
	async_queue_task_done(queue);
	AWAIT(passes(1));
	return arg;
}

static void test_queue__shutdown_of_a_full_one(void)
{
	async_run(shut_down_full);
	ASSERT_NOTES("d:joined");
}

static void *shut_down_at_once(void *arg)
{
	AWAIT(begin_full());
	async_create_task(join, "d");
	AWAIT(passes(1));
	async_queue_shutdown(queue, true);
	ASSERT(async_queue_empty(queue));
	AWAIT(passes(1));
	ASSERT_NOTES("d:joined a:QueueShutDown b:QueueShutDown c:QueueShutDown");
	TRY(async_queue_get(queue));
	ASSERT_RAISED(QueueShutDown, "");
	async_queue_task_done(queue);
	ASSERT_RAISED(ValueError, "task_done() called too many times");
	return arg;
}

static void test_queue__shutdown_at_once_drops_the_items(void)
{
	async_run(shut_down_at_once);
}

/* What has been taken out is not dealt with. */
static void *shut_down_during_work(void *arg)
{
	queue = async_lifo_queue(0);
	for (int i = 1; i <= 3; i++)
		async_queue_put_nowait(queue, item(i));
	async_create_task(join, "a");
	AWAIT(async_queue_get(queue));
	async_queue_shutdown(queue, true);
	AWAIT(passes(2));
	ASSERT_NOTES("");
	async_queue_task_done(queue);
	AWAIT(passes(1));
	return arg;
}

static void test_queue__shutdown_at_once_waits_for_work_that_was_begun(void)
{
	async_run(shut_down_during_work);
	ASSERT_NOTES("a:joined");
}

/* ---- Told of, and ended ---- */

static void *get_for_ever(void *arg)
{
	AWAIT(begin_empty());
	AWAIT(async_await(a));
	return arg;
}

static void *put_for_ever(void *arg)
{
	AWAIT(begin_full());
	AWAIT(async_await(a));
	return arg;
}

static void *join_for_ever(void *arg)
{
	queue = async_queue(0);
	AWAIT(async_queue_put(queue, arg));
	AWAIT(async_queue_join(queue));
	return arg;
}

static void test_queue__deadlock_names_it(void)
{
	deadlocks(get_for_ever, "waits for an item of the queue created at tests/common/");
	deadlocks(put_for_ever, "waits for room in the queue created at tests/common/");
	deadlocks(join_for_ever,
		  "waits for the work of the queue created at tests/common/queue-end.c:LINE");
	ASSERT_CONTAINS(suite_notes(), "c:CancelledError");
}

static void *own_and_cancel(void *arg)
{
	AWAIT(begin_empty());
	async_queue_put_nowait(queue, item(1));
	async_task_cancel(a);			/* it has been woken */
	async_task_cancel(b);
	async_task_cancel(c);
	return arg;
}

static void *outlive_when_cancelled(void *arg)
{
	async_detach(async_create_task(own_and_cancel));
	AWAIT(passes(6));
	return arg;
}

static void test_queue__ends_while_the_cancelled_wait(void)
{
	async_run(outlive_when_cancelled);
	ASSERT_NOTES("a:CancelledError b:CancelledError c:CancelledError");
}

static void *own_and_wake(void *arg)
{
	AWAIT(begin_empty());
	async_queue_put_nowait(queue, item(1));
	return arg;
}

static void *outlive_the_owner(void *arg)
{
	async_detach(async_create_task(own_and_wake));
	AWAIT(passes(6));
	return arg;
}

static void outlived(void)
{
	suite_counts_passes();
	async_run(outlive_the_owner);
}

static void test_queue__ends_while_they_wait(void)
{
	struct ending ending = run_program("outlived", NULL);

	ASSERT(ending.status != 0);
	ASSERT_CONTAINS(ending.err, "the queue created at tests/common/queueing.h:");
	ASSERT_CONTAINS(ending.err, " ended with the task that created it, while Task-4 (get) "
				    "waits for it: create it in a task that lives longer");
}

static void *leave_them(void *arg)
{
	AWAIT(begin_empty());
	return arg;
}

static void test_queue__loop_closes_while_they_wait(void)
{
	run_and_close(leave_them);
	ASSERT_NOTES("");
}

static const struct test tests[] = {
	TEST(test_queue__join_waits_for_the_work),
	TEST(test_queue__shutdown_of_an_empty_one),
	TEST(test_queue__shutdown_of_a_full_one),
	TEST(test_queue__shutdown_at_once_drops_the_items),
	TEST(test_queue__shutdown_at_once_waits_for_work_that_was_begun),
	TEST(test_queue__deadlock_names_it),
	TEST(test_queue__ends_while_the_cancelled_wait),
	TEST(test_queue__ends_while_they_wait),
	TEST(test_queue__loop_closes_while_they_wait),
};

static const struct program programs[] = {
	PROGRAM(outlived),
};

SUITE(tests, programs)

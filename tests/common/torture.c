/* Each allocation of the runtime fails once, in turn: no crash, no loss, then all works again. */

#include <sys/socket.h>
#include <unistd.h>

#include "torture.h"

struct work { double delay; const char *name; };

static void *work(void *arg)
{
	const struct work *self = arg;

	AWAIT(async_sleep(self->delay));
	return async_sprintf("%s is done", self->name);
}

static void *fail(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(1));
	return async_raise(ValueError, "of a task");
}

/* ---- Scenes ---- */

static void *create_and_await(void *arg)
{
	struct async_task *task = async_create_task(work, 1, "a");

	AWAIT(async_await(task));
	async_task_set_name(task, "Oslo");
	AWAIT(async_await(async_coroutine(work, 1, "b")));
	async_detach(async_create_task(work, 100, "left"));
	return arg;
}

static void *gather_both_ways(void *arg)
{
	const char *results[2];
	struct async_outcome outcomes[2];

	AWAIT(async_gather(results, async_coroutine(work, 2, "a"),
			   async_create_task(work, 1, "b")));
	AWAIT(async_gather_outcomes(outcomes, async_coroutine(fail),
				    async_coroutine(work, 1, "c")));
	return arg;
}

static void *raise_and_handle(void *arg)
{
	EXCEPTION(e);

	TRY(async_gather(NULL, async_coroutine(fail), async_coroutine(fail)));
	if (EXCEPT(Exception, e))
		async_raise(KeyError, "while handling");
	catch_any();
	AWAIT(async_sleep(1));
	return arg;
}

static void *time_out(void *arg)
{
	{
		TIMEOUT(scope, 1);
		TRY(async_sleep(10));
	}
	catch_any();
	TRY(async_wait_for(async_coroutine(work, 10, "a"), 1));
	catch_any();
	TRY(async_wait_for(async_coroutine(work, 10, "b"), 0));
	catch_any();
	return arg;
}

static void *cancel_with_a_message(void *arg)
{
	struct async_task *waiting = async_create_task(work, 10, "a");
	struct async_task *fresh = async_create_task(work, 10, "b");

	catch_any();
	AWAIT(async_sleep(1));
	if (waiting != NULL)
		async_task_cancel(waiting, "why");
	if (fresh != NULL)
		async_task_cancel(fresh, "why");
	async_task_cancel(async_current_task(), "why");
	AWAIT(async_sleep(1));
	return arg;
}

static void *block(void *arg)
{
	async_block(1);
	return async_strdup(arg != NULL ? "with" : "without");
}
struct block { int number; };

static void *use_threads(void *arg)
{
	AWAIT(async_to_thread(block));
	AWAIT(async_to_thread(block, 3));
	return arg;
}

static void count(void *arg)
{
	++*(int *)arg;
}

static void count_future(struct async_future *future, void *arg)
{
	(void)future;
	++*(int *)arg;
}

static void *use_the_loop(void *arg)
{
	static int counted;
	struct async_future *future = async_loop_create_future(NULL);
	int pair[2];

	async_loop_call_soon(NULL, count, &counted);
	async_loop_call_later(NULL, 1, count, &counted);
	async_loop_call_soon_threadsafe(async_get_running_loop(), count, &counted);
	if (future != NULL) {
		async_future_add_done_callback(future, count_future, &counted);
		async_future_cancel(future, "why");
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) == 0) {
		async_loop_add_writer(NULL, pair[0], count, &counted);
		async_loop_remove_writer(NULL, pair[0]);
		close(pair[0]);
		close(pair[1]);
	}
	AWAIT(async_sleep(2));
	return arg;
}

struct pass_on { struct async_lock *lock; struct async_condition *condition; };

static void *pass_on(void *arg)
{
	const struct pass_on *self = arg;

	AWAIT(async_lock_acquire(self->lock));
	TRY(async_sleep(1));
	async_condition_notify_all(self->condition);
	async_lock_release(self->lock);
	return NULL;
}

static void *wait_for_each_other(void *arg)
{
	struct async_lock *lock = async_lock();
	struct async_condition *condition = lock != NULL ? async_condition(lock) : NULL;
	struct async_event *event = async_event();
	struct async_semaphore *semaphore = async_semaphore(1);
	struct async_barrier *barrier = async_barrier(1);

	AWAIT(async_lock_acquire(lock));
	AWAIT(async_semaphore_acquire(semaphore));
	AWAIT(async_barrier_wait(barrier));
	async_create_task(pass_on, lock, condition);
	TRY(async_wait_for(async_coroutine(pass_on, lock, condition), 1));
	catch_any();
	TIMEOUT(scope, 10);
	TRY(async_condition_wait(condition));
	async_lock_release(lock);
	AWAIT(async_event_wait(event));
	return arg;
}

struct put_many { struct async_queue *queue; };

static void *put_many(void *arg)
{
	struct async_queue *queue = ((const struct put_many *)arg)->queue;

	for (int i = 0; i < 20; i++)
		AWAIT(async_queue_put(queue, queue));
	async_queue_shutdown(queue, false);
	return NULL;
}

static int any_order(const void *a, const void *b)
{
	(void)a;
	(void)b;
	return 0;
}

ASYNC static int empty(struct async_queue *queue)
{
	if (queue != NULL) {
		TIMEOUT(scope, 10);
		while (async_exception() == NULL)
			TRY(async_queue_get(queue));
	}
	catch_any();
	return 0;
}

static void *hand_on(void *arg)
{
	struct async_queue *queue = async_queue(0), *other = async_priority_queue(12, any_order);

	catch_any();
	if (queue != NULL)
		async_create_task(put_many, queue);
	if (other != NULL)
		async_create_task(put_many, other);
	AWAIT(empty(queue));
	AWAIT(empty(other));
	return arg;
}

static void test_torture__of_tasks(void)
{
	torture(create_and_await);
}

static void test_torture__of_gather(void)
{
	torture(gather_both_ways);
}

static void test_torture__of_exceptions(void)
{
	torture(raise_and_handle);
}

static void test_torture__of_timeouts(void)
{
	torture(time_out);
}

static void test_torture__of_cancelling(void)
{
	torture(cancel_with_a_message);
}

static void test_torture__of_threads(void)
{
	torture(use_threads);
}

static void test_torture__of_the_loop(void)
{
	torture(use_the_loop);
}

static void test_torture__of_locks(void)
{
	torture(wait_for_each_other);
}

static void test_torture__of_queues(void)
{
	torture(hand_on);
}

static const struct test tests[] = {
	TEST(test_torture__of_tasks),
	TEST(test_torture__of_gather),
	TEST(test_torture__of_exceptions),
	TEST(test_torture__of_timeouts),
	TEST(test_torture__of_cancelling),
	TEST(test_torture__of_threads),
	TEST(test_torture__of_the_loop),
	TEST(test_torture__of_locks),
	TEST(test_torture__of_queues),
};

SUITE(tests, NO_PROGRAMS)

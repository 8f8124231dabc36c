/* loop.h, async_loop_close(): whatever a loop is in the middle of when it closes, nothing is lost,
 * and nobody is waited for in vain. Much of that is in the counts behind each test. */

#include <semaphore.h>

#include "loop-internal.h"
#include "suite.h"

/* Run [program] on a loop of its own, and close that over the heads of the tasks it has left. */
static void run_and_close(void *(*program)(void *arg))
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_run_until_complete(loop, async_coroutine(program));
	async_loop_close(loop);
	ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
}

/* ---- Tasks that wait ---- */

static void *refuse_to_end(void *arg)
{
	EXCEPTION(e);

	TRY(async_await(async_loop_create_future(NULL)));
	if (EXCEPT(CancelledError, e))
		note("refused");
	AWAIT(async_sleep(100));
	return arg;
}

static void *wait_no_longer(void *arg)
{
	struct async_task *task = async_create_task(refuse_to_end);

	AWAIT(async_sleep(0));
	AWAIT(async_wait_for(task, 0));
	return arg;
}

static void *leave_one_that_cancels(void *arg)
{
	async_create_task(wait_no_longer);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_close__while_one_waits_for_a_cancelled_task(void)
{
	run_and_close(leave_one_that_cancels);
	ASSERT_NOTES("refused");
}

static void *rest_in_handlers(void *arg)
{
	EXCEPTION(outer);
	EXCEPTION(inner);

	async_raise(ValueError, "the first");
	if (EXCEPT(ValueError, outer))
		async_raise(KeyError, "the second");
	if (EXCEPT(KeyError, inner))
		AWAIT(async_sleep(100));
	return arg;
}

static void *leave_one_that_handles(void *arg)
{
	async_create_task(rest_in_handlers);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_close__while_one_handles_exceptions(void)
{
	run_and_close(leave_one_that_handles);
}

/* ---- Threads ---- */

static size_t busy_threads(struct async_loop *loop)
{
	size_t busy;

	pthread_mutex_lock(&loop->lock);
	busy = loop->busy;
	pthread_mutex_unlock(&loop->lock);
	return busy;
}

static void *block(void *arg)
{
	async_block(1);
	return arg;
}

static void *wait_for_a_block(void *arg)
{
	AWAIT(async_to_thread(block));
	return arg;
}

/* All of them say that they block, and the loop, which has more to do, has not listened yet. */
static void *leave_many_that_block(void *arg)
{
	for (int i = 0; i < 16; i++)
		async_create_task(wait_for_a_block);
	AWAIT(async_sleep(0));
	while (busy_threads(async_get_running_loop()) > 0)
		;
	return arg;
}

static void test_close__with_blocks_it_has_not_heard_of(void)
{
	run_and_close(leave_many_that_block);
}

static void *allocate(void *arg)
{
	async_strdup("of the thread");
	return arg;
}

static void *wait_for_a_thread(void *arg)
{
	AWAIT(async_to_thread(allocate));
	return arg;
}

static void *leave_one_in_a_thread(void *arg)
{
	async_create_task(wait_for_a_thread);
	AWAIT(async_sleep(0));
	return arg;
}

/* Two passes from there the function has ended, and the task, which is ready, has not heard. */
static void test_close__between_the_end_of_a_thread_and_its_task(void)
{
	async_use_clock(ASYNC_CLOCK_REAL);
	struct async_loop *loop = async_new_event_loop();

	async_loop_run_until_complete(loop, async_coroutine(leave_one_in_a_thread));
	while (busy_threads(loop) > 0)
		;
	while (loop->jobs > 0) {
		async_loop_stop(loop);
		async_loop_run_forever(loop);
	}
	async_loop_close(loop);
	ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
}

static sem_t begun;

static void *speak_to_the_last(void *arg)
{
	struct async_loop *loop = *(struct async_loop **)arg;

	sem_post(&begun);
	async_block(1);				/* until the loop closes */
	for (int i = 0; i < 10; i++)
		async_loop_call_soon_threadsafe(loop, note_callback, "heard");
	return NULL;
}
struct speak_to_the_last { struct async_loop *loop; };

static void *wait_for_a_speaker(void *arg)
{
	AWAIT(async_to_thread(speak_to_the_last, async_get_running_loop()));
	return arg;
}

static void *leave_one_that_speaks(void *arg)
{
	async_create_task(wait_for_a_speaker);
	AWAIT(async_sleep(0));
	sem_wait(&begun);
	return arg;
}

static void test_close__while_a_thread_speaks(void)
{
	suite_counts_passes();
	sem_init(&begun, 0, 0);
	run_and_close(leave_one_that_speaks);
	ASSERT_NOTES("");
	sem_destroy(&begun);
}

static const struct test tests[] = {
	TEST(test_close__while_one_waits_for_a_cancelled_task),
	TEST(test_close__while_one_handles_exceptions),
	TEST(test_close__with_blocks_it_has_not_heard_of),
	TEST(test_close__between_the_end_of_a_thread_and_its_task),
	TEST(test_close__while_a_thread_speaks),
};

SUITE(tests, NO_PROGRAMS)

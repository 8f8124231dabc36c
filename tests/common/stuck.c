/* thread.h: functions in threads that wait for what a task does later. */

#include <pthread.h>
#include <semaphore.h>

#include "sanitizer.h"
#include "suite.h"

static sem_t begun, may_go_on;

static void *wait_for_leave(void *arg)
{
	sem_post(&begun);
	sem_wait(&may_go_on);
	return arg;
}

static void *in_a_thread(void *arg)
{
	(void)arg;
	AWAIT(async_to_thread(wait_for_leave));
	note("left@%g", async_loop_time(NULL));
	return NULL;
}

static void *note_tick(void *arg)
{
	AWAIT(async_sleep(1));
	note("tick@%g", async_loop_time(NULL));
	return arg;
}

static void *compute_then_let_go(void *arg)
{
	for (volatile int i = 0; i < 5 * 1000 * 1000; i++)
		;
	sem_post(&may_go_on);
	return arg;
}

static void *one_thread_computes(void *arg)
{
	struct async_task *waiting = async_create_task(in_a_thread);

	async_create_task(note_tick);
	AWAIT(async_sleep(0));
	AWAIT(async_to_thread(compute_then_let_go));
	AWAIT(async_await(waiting));
	AWAIT(async_sleep(2));
	return arg;
}

static void test_virtual_clock__stands_while_a_thread_runs_and_another_waits_for_it(void)
{
	sem_init(&may_go_on, 0, 0);
	async_use_clock(ASYNC_CLOCK_VIRTUAL);
	async_run(one_thread_computes);
	ASSERT_NOTES("left@0 tick@1");
}

/* ThreadSanitizer has a thread of its own, which never waits for others; qemu-user's kernel tells
 * of the calls of its own machine. */
#ifdef __x86_64__

/* ---- Threads of the program's own ---- */

static struct async_future *promised;

static void keep_promise(void *unused)
{
	(void)unused;
	async_future_set_result(promised, "kept");
}

static void *post_later(void *loop)
{
	for (volatile int i = 0; i < 5 * 1000 * 1000; i++)
		;
	async_loop_call_soon_threadsafe(loop, keep_promise, NULL);
	return NULL;
}

static void *wait_for_a_thread_of_ones_own(void *arg)
{
	struct async_loop *loop = async_get_running_loop();
	pthread_t thread;

	(void)arg;
	promised = async_loop_create_future(loop);
	ASSERT_INT(pthread_create(&thread, NULL, post_later, loop), 0);
	note("%s", (char *)AWAIT(async_wait_for(promised, 60)));
	note("@%g", async_loop_time(NULL));
	pthread_join(thread, NULL);
	return NULL;
}

static void *wait_without_a_limit(void *arg)
{
	struct async_loop *loop = async_get_running_loop();
	pthread_t thread;

	(void)arg;
	promised = async_loop_create_future(loop);
	ASSERT_INT(pthread_create(&thread, NULL, post_later, loop), 0);
	note("%s", (char *)AWAIT(async_await(promised)));
	pthread_join(thread, NULL);
	return NULL;
}

static void test_deadlock__is_none_while_another_thread_runs(void)
{
	for (int clock = ASYNC_CLOCK_REAL; clock <= ASYNC_CLOCK_VIRTUAL; clock++) {
		async_use_clock(clock);
		async_run(wait_without_a_limit);
		ASSERT_NOTES("kept");
	}
}

static void test_virtual_clock__stands_while_another_thread_runs(void)
{
	async_use_clock(ASYNC_CLOCK_VIRTUAL);
	async_run(wait_for_a_thread_of_ones_own);
	ASSERT_NOTES("kept @0");
}

static void *wait_for_ever(void *unused)
{
	sem_wait(&may_go_on);
	return unused;
}

static void *await_what_nobody_sets(void *arg)
{
	AWAIT(async_await(async_loop_create_future(NULL)));
	return arg;
}

static void test_deadlock__is_one_if_all_other_threads_wait_too(void)
{
	pthread_t thread;

	sem_init(&may_go_on, 0, 0);
	ASSERT_INT(pthread_create(&thread, NULL, wait_for_ever, NULL), 0);
	async_use_clock(ASYNC_CLOCK_VIRTUAL);
	async_run(await_what_nobody_sets);
	ASSERT_RAISED(RuntimeError, "deadlock: nothing is left that could wake the event loop");
	ASSERT_CONTAINS(suite_stderr(), "waits for the future");
	sem_post(&may_go_on);
	pthread_join(thread, NULL);
}

static void *wait_until_begun(void *arg)
{
	sem_wait(&begun);
	return arg;
}

static void *let_go_later(void *arg)
{
	struct async_task *waiting = async_create_task(in_a_thread);

	AWAIT(async_to_thread(wait_until_begun));
	note("begun@%g", async_loop_time(NULL));
	AWAIT(async_sleep(3));
	note("slept@%g", async_loop_time(NULL));
	sem_post(&may_go_on);
	AWAIT(async_await(waiting));
	return arg;
}

static void test_virtual_clock__goes_on_while_a_thread_waits_for_a_task(void)
{
	sem_init(&begun, 0, 0);
	sem_init(&may_go_on, 0, 0);
	async_use_clock(ASYNC_CLOCK_VIRTUAL);
	async_run(let_go_later);
	ASSERT_NOTES("begun@0 slept@3 left@3");
}

static void *block_then_let_go(void *arg)
{
	async_block(2);
	sem_post(&may_go_on);
	return arg;
}

static void *one_thread_lets_another_go(void *arg)
{
	struct async_task *waiting = async_create_task(in_a_thread);

	async_create_task(note_tick);
	AWAIT(async_sleep(0));
	AWAIT(async_to_thread(block_then_let_go));
	note("let go@%g", async_loop_time(NULL));
	AWAIT(async_await(waiting));
	return arg;
}

static void test_virtual_clock__goes_on_while_a_thread_waits_for_one_that_blocks(void)
{
	sem_init(&may_go_on, 0, 0);
	async_use_clock(ASYNC_CLOCK_VIRTUAL);
	async_run(one_thread_lets_another_go);
	ASSERT_NOTES("tick@1 left@2 let go@2");
}

#endif

static const struct test tests[] = {
	TEST(test_virtual_clock__stands_while_a_thread_runs_and_another_waits_for_it),
#ifdef __x86_64__
	TEST(test_virtual_clock__goes_on_while_a_thread_waits_for_a_task),
	TEST(test_virtual_clock__goes_on_while_a_thread_waits_for_one_that_blocks),
	TEST(test_deadlock__is_none_while_another_thread_runs),
	TEST(test_virtual_clock__stands_while_another_thread_runs),
	TEST(test_deadlock__is_one_if_all_other_threads_wait_too),
#endif
};

SUITE(tests, NO_PROGRAMS)

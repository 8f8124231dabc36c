/* loop.h: call_soon_threadsafe(), from other threads and from the loop's own. */

#include <pthread.h>

#include "suite.h"

static struct async_loop *loop;

static void stop(void *unused)
{
	(void)unused;
	async_loop_stop(loop);
}

static void open_scene(enum async_clock clock)
{
	async_use_clock(clock);
	loop = async_new_event_loop();
}

static void close_scene(void)
{
	async_loop_close(loop);
}

static void on_both_clocks(void (*test)(void))
{
	for (int clock = ASYNC_CLOCK_REAL; clock <= ASYNC_CLOCK_VIRTUAL; clock++) {
		open_scene(clock);
		test();
		close_scene();
	}
}

enum { POSTS = 1000 };
static int posted;

static void count_post(void *arg)
{
	if (*(int *)arg != posted++)
		note("out of order");
	if (posted == POSTS)
		async_loop_stop(loop);
}

static void *post_many(void *arg)
{
	static int numbers[POSTS];

	for (int i = 0; i < POSTS; i++) {
		numbers[i] = i;
		if (async_loop_call_soon_threadsafe(arg, count_post, &numbers[i]) != 0)
			return "failed";
	}
	return NULL;
}

static void not_reached(void *arg)
{
	(void)arg;
	note("nothing woke the loop");
	async_loop_stop(loop);
}

static void test_call_soon_threadsafe__wakes_the_loop(void)
{
	pthread_t thread;
	void *failed = NULL;

	open_scene(ASYNC_CLOCK_REAL);
	posted = 0;
	async_loop_call_later(loop, 60, not_reached, NULL);
	ASSERT_INT(pthread_create(&thread, NULL, post_many, loop), 0);
	async_loop_run_forever(loop);
	pthread_join(thread, &failed);
	ASSERT(failed == NULL);
	ASSERT_INT(posted, POSTS);
	ASSERT_NOTES("");
	close_scene();
}

static void post_in_order(void)
{
	async_loop_call_soon_threadsafe(loop, note_callback, "a");
	async_loop_call_soon_threadsafe(loop, note_callback, "b");
	async_loop_call_soon_threadsafe(loop, stop, loop);
	async_loop_run_forever(loop);
	ASSERT_NOTES("a b");
}

static void test_call_soon_threadsafe__from_the_loops_thread(void)
{
	on_both_clocks(post_in_order);
}

static void post_to_loop(void *text)
{
	async_loop_call_soon_threadsafe(loop, note_callback, text);
	async_loop_call_soon(loop, note_callback, "behind it");
	async_loop_call_soon_threadsafe(loop, stop, loop);
}

static void posted_while_running(void)
{
	async_loop_call_soon(loop, post_to_loop, "posted");
	async_loop_call_later(loop, 60, not_reached, NULL);
	async_loop_run_forever(loop);
	ASSERT_NOTES("posted behind it");
}

static void test_call_soon_threadsafe__from_a_callback(void)
{
	on_both_clocks(posted_while_running);
}

static const struct test tests[] = {
	TEST(test_call_soon_threadsafe__wakes_the_loop),
	TEST(test_call_soon_threadsafe__from_the_loops_thread),
	TEST(test_call_soon_threadsafe__from_a_callback),
};

SUITE(tests, NO_PROGRAMS)

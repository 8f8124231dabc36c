/* thread.h: blocking calls in threads. */

#include <stdio.h>
#include <unistd.h>

#include "suite.h"

struct block { double seconds; const char *name; };

static void *block(void *arg)
{
	const struct block *self = arg;

	async_block(self->seconds);
	return (void *)self->name;
}

/* asyncio.to_thread(block, seconds, name), as something that create_task() and gather() take. */
struct blocking { double seconds; const char *name; };

static void *blocking(void *arg)
{
	const struct blocking *self = arg;

	char *name = AWAIT(async_to_thread(block, self->seconds, self->name));
	note("%s@%g", name, async_loop_time(NULL));
	return name;
}

struct sleeping { double seconds; const char *name; };

static void *sleeping(void *arg)
{
	const struct sleeping *self = arg;

	AWAIT(async_sleep(self->seconds));
	note("%s@%g", self->name, async_loop_time(NULL));
	return NULL;
}

/* ---- What it gives ---- */

static void *another_thread(void *arg)
{
	(void)arg;
	return gettid() != getpid() && async_current_task() == NULL ? "another" : "the same";
}

static void *runs_elsewhere(void *arg)
{
	ASSERT_STRING(AWAIT(async_to_thread(another_thread)), "another");
	return arg;
}

static void test_to_thread__runs_in_another_thread(void)
{
	async_run(runs_elsewhere);
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(runs_elsewhere);
}

struct add { int a; double b; char c[16]; };

static void *add(void *arg)
{
	const struct add *self = arg;

	return async_sprintf("%d %g %s", self->a, self->b, self->c);
}

static void *passes_arguments(void *arg)
{
	const char *text = AWAIT(async_to_thread(add, 3, .b = 1.5, .c = "copied"));

	ASSERT_STRING(text, "3 1.5 copied");
	return arg;
}

static void test_to_thread__copies_its_arguments(void)
{
	async_run(passes_arguments);
}

static void *raise_there(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	async_raise(KeyError, "handled there");
	if (EXCEPT(KeyError, e))
		async_raise(ValueError, "of the thread");
	return NULL;
}

static void *catches_here(void *arg)
{
	TRY(async_to_thread(raise_there));
	ASSERT_EXCEPTION(async_exception()->context, KeyError, "handled there");
	ASSERT_RAISED(ValueError, "of the thread");
	return arg;
}

static void test_to_thread__raises_what_the_function_raised(void)
{
	async_run(catches_here);
}

static void *await_there(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	TRY(async_sleep(1));
	return EXCEPT(RuntimeError, e) ? "RuntimeError" : "none";
}

static void *awaits_in_the_thread(void *arg)
{
	ASSERT_STRING(AWAIT(async_to_thread(await_there)), "RuntimeError");
	return arg;
}

static void test_to_thread__must_not_await(void)
{
	async_run(awaits_in_the_thread);
}

static void test_to_thread__outside_of_a_task(void)
{
	ASSERT(TRY(async_to_thread(another_thread)) == NULL);
	ASSERT_RAISED(RuntimeError, NULL);
}

/* ---- Time on the virtual clock ---- */

static void *block_at_once(void *arg)
{
	AWAIT(async_gather(NULL, async_coroutine(blocking, 3, "c"),
			   async_coroutine(blocking, 1, "a"), async_coroutine(sleeping, 2, "b"),
			   async_coroutine(blocking, 2, "b2"), async_coroutine(sleeping, 2, "b3")));
	ASSERT_TIME(async_loop_time(NULL), 3);
	return arg;
}

static void test_virtual_clock__a_block_takes_exactly_its_time(void)
{
	for (int i = 0; i < 50; i++) {
		async_run(block_at_once);
		ASSERT_NOTES("a@1 b@2 b3@2 b2@2 c@3");
	}
}

static void *block_twice(void *arg)
{
	async_block(1);
	async_block(0.5);
	return arg;
}

static void *blocks_twice(void *arg)
{
	AWAIT(async_sleep(1));
	AWAIT(async_to_thread(block_twice));
	ASSERT_TIME(async_loop_time(NULL), 2.5);
	AWAIT(async_to_thread(another_thread));
	ASSERT_TIME(async_loop_time(NULL), 2.5);
	return arg;
}

static void test_virtual_clock__blocks_add_up(void)
{
	async_run(blocks_twice);
}

enum { MANY = 40, AT_ONCE = 32 };

static void *more_than_there_are_threads(void *arg)
{
	struct async_task *tasks[MANY];
	static char names[MANY][16];

	for (int i = 0; i < MANY; i++) {
		snprintf(names[i], sizeof names[i], "%d", i);
		tasks[i] = async_create_task(blocking, 1, names[i]);
	}
	AWAIT(async_gather_array(NULL, tasks, MANY));
	ASSERT_TIME(async_loop_time(NULL), 2);
	return arg;
}

static void test_virtual_clock__more_than_there_are_threads(void)
{
	char expected[MANY * 16] = "";
	int length = 0;

	for (int i = 0; i < MANY; i++)
		length += sprintf(expected + length, "%s%d@%d", i > 0 ? " " : "", i,
				  i < AT_ONCE ? 1 : 2);
	async_run(more_than_there_are_threads);
	ASSERT_NOTES(expected);
}

/* Work of unequal length in the threads, which must not show. */
struct work { unsigned amount; double seconds; };

static void *work(void *arg)
{
	const struct work *self = arg;
	volatile unsigned done = 0;

	while (done < self->amount)
		done++;
	async_block(self->seconds);
	while (done < 10000)
		done++;
	return NULL;
}

struct worker { unsigned number; };

static void *worker(void *arg)
{
	unsigned number = ((const struct worker *)arg)->number;

	for (unsigned i = 0; i < 3; i++) {
		AWAIT(async_to_thread(work, number * 997 % 10000, (number + i) % 4));
		note("%u:%g", number, async_loop_time(NULL));
		AWAIT(async_sleep(number % 3));
	}
	return NULL;
}

static void *race(void *arg)
{
	struct async_task *tasks[12];

	for (unsigned i = 0; i < 12; i++)
		tasks[i] = async_create_task(worker, i);
	AWAIT(async_gather_array(NULL, tasks, 12));
	return arg;
}

static void test_virtual_clock__is_deterministic_with_threads(void)
{
	char first[4096];

	async_run(race);
	snprintf(first, sizeof first, "%s", suite_notes());
	ASSERT_NOTES(first);
	for (int i = 0; i < 200; i++) {
		async_run(race);
		ASSERT_NOTES(first);
	}
}

/* Threads that compute and never block take no virtual time, and hold up no timer. */
static void *compute(void *arg)
{
	const struct work work_without_block = { 10000, 0 };

	work((void *)&work_without_block);
	return arg;
}

static void *compute_beside_a_timer(void *arg)
{
	struct async_task *task = async_create_task(sleeping, 1, "timer");

	AWAIT(async_to_thread(compute));
	note("computed@%g", async_loop_time(NULL));
	AWAIT(async_await(task));
	return arg;
}

static void test_virtual_clock__stands_still_while_a_thread_computes(void)
{
	async_run(compute_beside_a_timer);
	ASSERT_NOTES("computed@0 timer@1");
}

/* ---- The real clock ---- */

static void *block_for_real(void *arg)
{
	double before = async_loop_time(NULL);
	const char *results[2];

	AWAIT(async_gather(results, async_coroutine(blocking, .002, "a"),
			   async_coroutine(blocking, .001, "b")));
	ASSERT_STRING(results[0], "a");
	ASSERT_STRING(results[1], "b");
	ASSERT(async_loop_time(NULL) >= before + .002);
	return arg;
}

static void test_real_clock__a_block_takes_at_least_its_time(void)
{
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(block_for_real);
	ASSERT(suite_notes()[0] != '\0');
}

/* ---- The loop, from a thread ---- */

struct post { struct async_loop *loop; };

static void *post(void *arg)
{
	const struct post *self = arg;

	async_loop_call_soon_threadsafe(self->loop, note_callback, "posted");
	async_block(1);
	async_loop_call_soon_threadsafe(self->loop, note_callback, "posted again");
	return NULL;
}

static void *posts(void *arg)
{
	AWAIT(async_to_thread(post, async_get_running_loop()));
	note("returned@%g", async_loop_time(NULL));
	return arg;
}

static void test_call_soon_threadsafe__comes_before_the_end_of_the_thread(void)
{
	async_run(posts);
	ASSERT_NOTES("posted posted again returned@1");
}

static void set_event(void *future)
{
	async_future_set_result(future, "set");
}

struct set_later { struct async_loop *loop; struct async_future *future; };

static void *set_later(void *arg)
{
	const struct set_later *self = arg;

	async_block(2);
	async_loop_call_soon_threadsafe(self->loop, set_event, self->future);
	async_block(2);
	return NULL;
}

struct sets { struct async_future *future; };

static void *sets(void *arg)
{
	const struct sets *self = arg;

	return AWAIT(async_to_thread(set_later, async_get_running_loop(), self->future));
}

static void *awaits_what_a_thread_sets(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);
	struct async_task *task = async_create_task(sets, future);

	ASSERT_STRING(AWAIT(async_await(future)), "set");
	ASSERT_TIME(async_loop_time(NULL), 2);
	AWAIT(async_await(task));
	ASSERT_TIME(async_loop_time(NULL), 4);
	return arg;
}

static void test_call_soon_threadsafe__sets_a_future(void)
{
	async_run(awaits_what_a_thread_sets);
}

struct end_of_time { double seconds; };

static void *end_of_time(void *arg)
{
	const struct end_of_time *self = arg;

	async_block(self->seconds);
	async_block(1);
	return "the end";
}

static void *wait_to_the_end_of_time(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(1));
	return AWAIT(async_to_thread(end_of_time, 1e300));
}

static void test_virtual_clock__blocks_to_the_end_of_time(void)
{
	ASSERT_STRING(async_run(wait_to_the_end_of_time), "the end");
}

static const struct test tests[] = {
	TEST(test_to_thread__runs_in_another_thread),
	TEST(test_to_thread__copies_its_arguments),
	TEST(test_to_thread__raises_what_the_function_raised),
	TEST(test_to_thread__must_not_await),
	TEST(test_to_thread__outside_of_a_task),
	TEST(test_virtual_clock__a_block_takes_exactly_its_time),
	TEST(test_virtual_clock__blocks_add_up),
	TEST(test_virtual_clock__blocks_to_the_end_of_time),
	TEST(test_virtual_clock__more_than_there_are_threads),
	TEST(test_virtual_clock__is_deterministic_with_threads),
	TEST(test_virtual_clock__stands_still_while_a_thread_computes),
	TEST(test_real_clock__a_block_takes_at_least_its_time),
	TEST(test_call_soon_threadsafe__comes_before_the_end_of_the_thread),
	TEST(test_call_soon_threadsafe__sets_a_future),
};

SUITE(tests, NO_PROGRAMS)

/* task.h: sleeping, and many tasks at once. */

#include "stack.h"
#include "suite.h"
#include "task-internal.h"

/* ---- Sleeping ---- */

struct sleeper { const char *name; double delay; };

static void *sleeper(void *arg)
{
	const struct sleeper *self = arg;

	AWAIT(async_sleep(self->delay));
	note("%s@%g", self->name, async_loop_time(NULL));
	return NULL;
}

static void *sleep_at_once(void *arg)
{
	AWAIT(async_gather(NULL, async_coroutine(sleeper, "c", 3),
			   async_coroutine(sleeper, "a", 0.25), async_coroutine(sleeper, "b", 2),
			   async_coroutine(sleeper, "hour", 3600),
			   async_coroutine(sleeper, "b2", 2)));
	ASSERT_TIME(async_loop_time(NULL), 3600);
	return arg;
}

static void test_sleep__takes_exactly_its_time(void)
{
	async_run(sleep_at_once);
	ASSERT_NOTES("a@0.25 b@2 b2@2 c@3 hour@3600");
}

static void *sleep_in_turn(void *arg)
{
	for (int i = 0; i < 10; i++)
		AWAIT(async_sleep(0.1));
	ASSERT_TIME(async_loop_time(NULL), 1);
	return arg;
}

static void test_sleep__adds_up(void)
{
	async_run(sleep_in_turn);
}

static void *sleep_not_at_all(void *arg)
{
	async_loop_call_soon(NULL, note_callback, "others");
	ASSERT_INT(AWAIT(async_sleep(0)), 0);
	note("0");
	async_loop_call_soon(NULL, note_callback, "others");
	ASSERT_INT(AWAIT(async_sleep(-1)), 0);
	note("-1");
	ASSERT_TIME(async_loop_time(NULL), 0);
	return arg;
}

static void test_sleep__of_0_or_less_gives_the_others_one_turn(void)
{
	async_run(sleep_not_at_all);
	ASSERT_NOTES("others 0 others -1");
}

static void *sleep_for_real(void *arg)
{
	double before = async_loop_time(NULL);

	AWAIT(async_sleep(.002));
	ASSERT(async_loop_time(NULL) >= before + .002);
	return arg;
}

static void test_sleep__on_the_real_clock_is_never_too_short(void)
{
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(sleep_for_real);
}

static void *sleep_many_times(void *arg)
{
	for (int i = 0; i < 100000; i++)
		AWAIT(async_sleep(1));
	ASSERT_TIME(async_loop_time(NULL), 100000);
	return arg;
}

static void test_sleep__a_hundred_thousand_times(void)
{
	async_run(sleep_many_times);
}

/* ---- Many ---- */

static void *return_itself(void *arg)
{
	AWAIT(async_sleep(0));
	return arg;
}
struct return_itself { int number; };

static void *begin_many(void *arg)
{
	struct async_task **tasks = async_alloc(MANY_TASKS * sizeof(*tasks));
	struct return_itself **results = async_alloc(MANY_TASKS * sizeof(*results));
	size_t right = 0;

	for (int i = 0; i < MANY_TASKS; i++)
		tasks[i] = async_create_task(return_itself, i);
	ASSERT_INT(task_live(), MANY_TASKS + 1);
	ASSERT_INT(stack_live(), 1);		/* what has not begun has none */
	AWAIT(async_gather_array(results, tasks, MANY_TASKS));
	ASSERT_INT(stack_live(), 1);
	for (int i = 0; i < MANY_TASKS; i++)
		right += results[i]->number == i;
	ASSERT_INT(right, MANY_TASKS);
	return arg;
}

static void test_tasks__thousands_at_once(void)
{
	async_run(begin_many);
}

static void *sleep_not_a_number(void *arg)
{
	ASSERT_INT(TRY(async_sleep(0.0 / 0.0)), 0);
	ASSERT_RAISED(ValueError, "Invalid delay: NaN (not a number)");
	return arg;
}

static void test_sleep__not_a_number(void)
{
	async_run(sleep_not_a_number);
}

static const struct test tests[] = {
	TEST(test_sleep__takes_exactly_its_time),
	TEST(test_sleep__adds_up),
	TEST(test_sleep__of_0_or_less_gives_the_others_one_turn),
	TEST(test_sleep__on_the_real_clock_is_never_too_short),
	TEST(test_sleep__a_hundred_thousand_times),
	TEST(test_tasks__thousands_at_once),
	TEST(test_sleep__not_a_number),
};

SUITE(tests, NO_PROGRAMS)

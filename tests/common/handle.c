/* task.h: how long a task's handle is there. */

#include "heap.h"
#include "suite.h"
#include "task-internal.h"

static void *sell(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(1));
	return async_strdup("sold");
}

/* ---- Handed up ---- */

struct open_desk { int levels; };

/* The task that has begun the sale, so many levels down. */
static void *open_desk(void *arg)
{
	const struct open_desk *self = arg;

	if (self->levels == 0)
		return async_create_task(sell);
	return AWAIT(async_await(async_create_task(open_desk, self->levels - 1)));
}

struct ask_late { int levels; double delay; };

static void *ask_late(void *arg)
{
	const struct ask_late *self = arg;
	struct async_task *sale =
		AWAIT(async_await(async_create_task(open_desk, self->levels)));

	AWAIT(async_sleep(self->delay));
	ASSERT_INT(async_task_done(sale), self->delay > 1);
	ASSERT_STRING(AWAIT(async_await(sale)), "sold");
	ASSERT_STRING(async_task_result(sale), "sold");
	async_detach(sale);
	return async_task_result(sale);
}

static void test_handle__is_handed_up_as_a_result(void)
{
	for (int levels = 0; levels < 4; levels++) {
		ASSERT_STRING(async_run(ask_late, levels, 0), "sold");
		ASSERT_STRING(async_run(ask_late, levels, 5), "sold");
	}
}

static void *open_desks(void *arg)
{
	AWAIT(async_yield(async_create_task(sell)));
	return arg;
}

static void *take_from_a_generator(void *arg)
{
	struct async_task *sale = NULL;

	(void)arg;
	ASYNC_FOR(each, open_desks)
		sale = each;
	AWAIT(async_sleep(5));
	return AWAIT(async_await(sale));
}

static void test_handle__is_handed_out_by_a_generator(void)
{
	ASSERT_STRING(async_run(take_from_a_generator), "sold");
}

/* Its creator has ended; so has the task that awaits it in the end. */
static void *refuse(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(1));
	return async_raise(ValueError, "sold out");
}

static void *begin_refusal(void *arg)
{
	(void)arg;
	return async_create_task(refuse);
}

static void *await_refusal(void *arg)
{
	struct async_task *task = AWAIT(async_await(async_create_task(begin_refusal)));
	EXCEPTION(e);

	TRY(async_await(task));
	ASSERT(EXCEPT(ValueError, e));
	return arg;
}

static void test_handle__of_one_that_fails(void)
{
	async_run(await_refusal);
}

/* ---- And not for ever ---- */

enum { TICKS = 1000 };

struct tick { int left; };

/* Each tick begins the next one, and ends. */
static void *tick(void *arg)
{
	const struct tick *self = arg;

	AWAIT(async_sleep(1));
	if (self->left > 0)
		async_create_task(tick, self->left - 1);
	return NULL;
}

static void *watch_ticks(void *arg)
{
	async_create_task(tick, TICKS);
	AWAIT(async_sleep(TICKS + 5));
	ASSERT_INT(task_live(), 3);		/* this one, the first tick, and its child */
	return arg;
}

static void test_handle__in_a_chain_of_tasks_does_not_stay(void)
{
	async_run(watch_ticks);
}

struct helped_tick { int left; };

static void *helped_tick(void *arg);

static void *begin_next(void *arg)
{
	return async_create_task(helped_tick, *(const int *)arg);
}

/* The same, by a helper, which is asked for the handle. */
static void *helped_tick(void *arg)
{
	const struct helped_tick *self = arg;
	struct begin_next { int left; };

	AWAIT(async_sleep(1));
	if (self->left > 0)
		AWAIT(async_await(async_create_task(begin_next, self->left - 1)));
	return NULL;
}

static void *watch_helped_ticks(void *arg)
{
	async_create_task(helped_tick, TICKS);
	AWAIT(async_sleep(TICKS + 5));
	ASSERT(task_live() < 6);
	return arg;
}

static void test_handle__in_a_chain_by_helpers_does_not_stay(void)
{
	async_run(watch_helped_ticks);
}

static const struct test tests[] = {
	TEST(test_handle__is_handed_up_as_a_result),
	TEST(test_handle__is_handed_out_by_a_generator),
	TEST(test_handle__of_one_that_fails),
	TEST(test_handle__in_a_chain_of_tasks_does_not_stay),
	TEST(test_handle__in_a_chain_by_helpers_does_not_stay),
};

SUITE(tests, NO_PROGRAMS)

/* iterator.h: generators that pause inside of a timeout or a task group, whose task may end before
 * them. */

#include "suite.h"

static void *note_end(void *arg)
{
	note("end@%g", async_loop_time(NULL));
	AWAIT(async_sleep(1));
	return arg;
}

static void *in_timeout(void *arg)
{
	TIMEOUT(scope, 3);
	FINALLY(note_end, NULL);
	for (;;) {
		AWAIT(async_sleep(1));
		AWAIT(async_yield(arg));
	}
}

struct ask { struct async_generator *generator; int count; };

static void *ask(void *arg)
{
	const struct ask *self = arg;
	EXCEPTION(e);

	for (int i = 0; i < self->count && async_exception() == NULL; i++)
		TRY(async_anext(self->generator));
	if (EXCEPT(BaseException, e))
		note("%s", e->type->name);
	note("asked@%g", async_loop_time(NULL));
	return NULL;
}

static void *time_out(void *arg)
{
	ask(&(struct ask){ async_generator(in_timeout), 5 });
	return arg;
}

static void test_generator__in_a_timeout(void)
{
	async_run(time_out);
	ASSERT_NOTES("end@3 TimeoutError asked@4");
}

/* The time comes when the task that entered the scope has long ended: as in asyncio it is that one
 * which is cancelled, in vain. */
static void *time_out_without_a_task(void *arg)
{
	struct async_generator *g = async_generator(in_timeout);

	async_detach(async_create_task(ask, g, 1));
	AWAIT(async_sleep(5));
	AWAIT(async_aclose(g));
	note("closed@%g", async_loop_time(NULL));
	return arg;
}

static void test_generator__in_a_timeout_of_a_task_that_has_ended(void)
{
	async_run(time_out_without_a_task);
	ASSERT_NOTES("asked@1 end@5 closed@6");
}

static void *break_out_of_a_timeout(void *arg)
{
	ASYNC_FOR(value, in_timeout)
		break;
	return arg;
}

static void *break_out_in_a_task(void *arg)
{
	async_detach(async_create_task(break_out_of_a_timeout));
	AWAIT(async_sleep(5));
	return arg;
}

static void test_generator__in_a_timeout_that_is_given_up(void)
{
	async_run(break_out_in_a_task);
	ASSERT_NOTES("end@1");
}

static void *member(void *arg)
{
	FINALLY(note_end, NULL);
	AWAIT(async_sleep(3));
	return arg;
}

static void *in_group(void *arg)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, member);
	for (;;)
		AWAIT(async_yield(arg));
}

static void *give_up_a_group(void *arg)
{
	(void)arg;
	ASYNC_FOR(value, in_group)
		break;
	return NULL;
}

static void *give_up_a_group_in_a_task(void *arg)
{
	async_detach(async_create_task(give_up_a_group));
	AWAIT(async_sleep(5));
	note("awake@%g", async_loop_time(NULL));
	return arg;
}

static void test_generator__in_a_task_group_that_is_given_up(void)
{
	async_run(give_up_a_group_in_a_task);
	ASSERT_NOTES("end@0 awake@5");
	ASSERT_CONTAINS(suite_stderr(), "unhandled errors in a TaskGroup (1 sub-exception)");
}

static void *stubborn_in_timeout(void *arg)
{
	EXCEPTION(e);
	TIMEOUT(scope, 3);

	TRY(async_yield(arg));
	if (EXCEPT(GeneratorExit, e))
		AWAIT(async_yield(arg));
	return arg;
}

static void *give_up_stubborn(void *arg)
{
	ASYNC_FOR(value, stubborn_in_timeout)
		break;
	AWAIT(async_sleep(1));
	TRY(async_sleep(5));
	note("%s@%g", async_exception()->type->name, async_loop_time(NULL));
	ASSERT_RAISED(CancelledError, "");
	return arg;
}

/* It never leaves its scope. */
static void test_generator__that_does_not_end_in_a_timeout(void)
{
	async_run(give_up_stubborn);
	ASSERT_NOTES("CancelledError@3");
	ASSERT_CONTAINS(suite_stderr(), "async generator ignored GeneratorExit");
}

static struct async_task_group *open_group;

static void *in_open_group(void *arg)
{
	TASK_GROUP(group);
	open_group = group;
	AWAIT(async_yield(arg));
	return arg;
}

/* The task that entered the group has ended, and its handle is gone. */
static void *join_group_without_a_task(void *arg)
{
	struct async_generator *g = async_generator(in_open_group);
	struct async_task *entering = async_create_task(ask, g, 1), *member;

	AWAIT(async_await(entering));
	async_detach(entering);
	member = async_task_group_create_task(open_group, note_end);
	AWAIT(async_await(async_create_task(ask, g, 1)));
	ASSERT(async_task_done(member));
	async_detach(member);
	return arg;
}

static void test_generator__in_a_task_group_of_a_task_that_has_ended(void)
{
	async_run(join_group_without_a_task);
	ASSERT_NOTES("asked@0 end@0 StopAsyncIteration asked@1");
}

static const struct test tests[] = {
	TEST(test_generator__in_a_timeout),
	TEST(test_generator__in_a_timeout_of_a_task_that_has_ended),
	TEST(test_generator__in_a_timeout_that_is_given_up),
	TEST(test_generator__in_a_task_group_that_is_given_up),
	TEST(test_generator__in_a_task_group_of_a_task_that_has_ended),
	TEST(test_generator__that_does_not_end_in_a_timeout),
};

SUITE(tests, NO_PROGRAMS)

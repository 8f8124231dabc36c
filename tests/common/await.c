/* error.h: AWAIT and TRY, and what happens without them. */

#include <signal.h>
#include <stdio.h>

#include "suite.h"

/* ---- AWAIT and TRY ---- */

ASYNC static void *give(void *value)
{
	note("called");
	return value;
}

ASYNC static int fail_int(void)
{
	note("called");
	async_raise(ValueError, "failed");
	return 7;
}

ASYNC static int await_int(int value)
{
	return AWAIT(give(&value)) == &value ? value : -1;
}

ASYNC static int await_failing_int(void)
{
	int value = AWAIT(fail_int());

	note("not reached");
	return value;
}

ASYNC static double await_failing_double(void)
{
	AWAIT(fail_int());
	note("not reached");
	return 1.5;
}

ASYNC static const char *await_failing_pointer(void)
{
	AWAIT(fail_int());
	note("not reached");
	return "not reached";
}

ASYNC static bool await_failing_bool(void)
{
	AWAIT(fail_int());
	return true;
}

static void test_await__has_the_value_of_the_call(void)
{
	ASSERT_INT(TRY(await_int(42)), 42);
	ASSERT_NOTES("called");
}

static void test_await__leaves_functions_of_every_type_with_0(void)
{
	ASSERT_INT(await_failing_int(), 0);
	ASSERT_RAISED(ValueError, "failed");
	ASSERT(await_failing_double() == 0);
	ASSERT_RAISED(ValueError, "failed");
	ASSERT(await_failing_pointer() == NULL);
	ASSERT_RAISED(ValueError, "failed");
	ASSERT(!await_failing_bool());
	ASSERT_RAISED(ValueError, "failed");
	ASSERT_NOTES("called called called called");
}

ASYNC static int await_while_raised(void)
{
	async_raise(KeyError, "before");
	AWAIT(give(NULL));
	note("not reached");
	return 1;
}

static void test_await__does_not_call_while_one_is_raised(void)
{
	ASSERT_INT(await_while_raised(), 0);
	ASSERT_NOTES("");
	ASSERT_RAISED(KeyError, "before");
}

static void test_try__has_the_value_or_0(void)
{
	EXCEPTION(e);

	ASSERT_STRING(TRY(give("value")), "value");
	ASSERT_INT(TRY(fail_int()), 0);
	ASSERT(EXCEPT(ValueError, e));
}

static void test_try__does_not_call_while_one_is_raised(void)
{
	async_raise(KeyError, "before");
	ASSERT(TRY(give("value")) == NULL);
	ASSERT_INT(TRY(await_int(3)), 0);
	ASSERT_NOTES("");
	ASSERT_RAISED(KeyError, "before");
}

ASYNC static int count_awaits(void)
{
	int sum = 0;

	for (int i = 1; i <= 3; i++)
		sum += AWAIT(await_int(i));
	return sum;
}

static void test_await__in_expressions_and_loops(void)
{
	ASSERT_INT(TRY(count_awaits()), 6);
}

/* What no EXCEPT takes stays raised, and the next AWAIT leaves with it. */
ASYNC static int catch_the_wrong_type(void)
{
	EXCEPTION(e);

	TRY(fail_int());
	if (EXCEPT(KeyError, e))
		note("KeyError");
	AWAIT(give(NULL));
	note("not reached");
	return 1;
}

static void test_try__what_nothing_takes_stays_raised(void)
{
	ASSERT_INT(catch_the_wrong_type(), 0);
	ASSERT_NOTES("called");
	ASSERT_RAISED(ValueError, "failed");
}

/* ---- What may suspend, called bare while one is raised ---- */

static void *never_reached(void *arg)
{
	printf("not reached\n");
	return arg;
}

static void *sleep_bare(void *arg)
{
	(void)arg;
	async_raise(KeyError, "not caught");
	return (void *)(intptr_t)async_sleep(1);
}

static void program_sleep_bare(void)
{
	async_run(sleep_bare);
}

static void *await_bare(void *arg)
{
	struct async_task *task = async_create_task(never_reached);

	(void)arg;
	async_raise(KeyError, "not caught");
	return async_await(task);
}

static void program_await_bare(void)
{
	async_run(await_bare);
}

static void *gather_bare(void *arg)
{
	struct async_task *task = async_create_task(never_reached);

	async_raise(KeyError, "not caught");
	return async_gather(NULL, task) ? arg : NULL;
}

static void program_gather_bare(void)
{
	async_run(gather_bare);
}

static void *wait_for_bare(void *arg)
{
	struct async_task *task = async_create_task(never_reached);

	(void)arg;
	async_raise(KeyError, "not caught");
	return async_wait_for(task, 1);
}

static void program_wait_for_bare(void)
{
	async_run(wait_for_bare);
}

static void *to_thread_bare(void *arg)
{
	(void)arg;
	async_raise(KeyError, "not caught");
	return async_to_thread(never_reached);
}

static void program_to_thread_bare(void)
{
	async_run(to_thread_bare);
}

static void assert_bare(const char *program, const char *function, const char *raised_in)
{
	struct ending end = run_program(program, NULL);
	char part[256];

	ASSERT_INT(end.status, -SIGABRT);
	snprintf(part, sizeof part, "%s was called while KeyError: not caught is raised", function);
	ASSERT_CONTAINS(end.err, part);
	snprintf(part, sizeof part, "in %s): use AWAIT or TRY\n", raised_in);
	ASSERT_CONTAINS(end.err, part);
	ASSERT_CONTAINS(end.err, __FILE__ ":");
	ASSERT_STRING(end.out, "");
}

static void test_bare_call__ends_the_program(void)
{
	assert_bare("program_sleep_bare", "async_sleep()", "sleep_bare");
	assert_bare("program_await_bare", "async_await()", "await_bare");
	assert_bare("program_gather_bare", "async_gather()", "gather_bare");
	assert_bare("program_wait_for_bare", "async_wait_for()", "wait_for_bare");
	assert_bare("program_to_thread_bare", "async_to_thread()", "to_thread_bare");
}

struct await_of_another_loop { struct async_future *future; };

static void *await_of_another_loop(void *arg)
{
	const struct await_of_another_loop *self = arg;

	async_task_set_name(async_current_task(), "stranger");
	TRY(async_await(self->future));
	ASSERT_RAISED(RuntimeError, "Task stranger got Future attached to a different loop");
	async_future_set_result(self->future, "done");
	ASSERT_STRING(AWAIT(async_await(self->future)), "done");
	return arg;
}

static void test_await__of_another_loops_future(void)
{
	struct async_loop *loop = async_new_event_loop(), *other = async_new_event_loop();
	struct async_future *future = async_loop_create_future(other);

	async_loop_run_until_complete(loop, future);
	ASSERT_RAISED(ValueError, "The future belongs to a different loop than the one specified "
				  "as the loop argument");
	async_loop_run_until_complete(loop, async_coroutine(await_of_another_loop, future));
	async_loop_close(loop);
	async_loop_close(other);
}

static const struct test tests[] = {
	TEST(test_await__has_the_value_of_the_call),
	TEST(test_await__leaves_functions_of_every_type_with_0),
	TEST(test_await__does_not_call_while_one_is_raised),
	TEST(test_try__has_the_value_or_0),
	TEST(test_try__does_not_call_while_one_is_raised),
	TEST(test_await__in_expressions_and_loops),
	TEST(test_try__what_nothing_takes_stays_raised),
	TEST(test_bare_call__ends_the_program),
	TEST(test_await__of_another_loops_future),
};

static const struct program programs[] = {
	PROGRAM(program_sleep_bare),
	PROGRAM(program_await_bare),
	PROGRAM(program_gather_bare),
	PROGRAM(program_wait_for_bare),
	PROGRAM(program_to_thread_bare),
};

SUITE(tests, programs)

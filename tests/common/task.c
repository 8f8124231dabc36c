/* task.h: creating, awaiting, names. */

#include <signal.h>
#include <stdio.h>

#include "suite.h"

/* ---- Creating ---- */

struct say { const char *text; };

static void *say(void *arg)
{
	const struct say *self = arg;

	note("%s", self->text);
	return (void *)self->text;
}

static void *create_two(void *arg)
{
	struct async_task *a = async_create_task(say, "a"), *b = async_create_task(say, "b");

	note("created");
	ASSERT(!async_task_done(a));
	ASSERT_STRING(AWAIT(async_await(b)), "b");
	ASSERT(async_task_done(a));
	ASSERT_STRING(async_task_result(a), "a");
	return arg;
}

static void test_create__runs_in_the_next_pass_in_order(void)
{
	async_run(create_two);
	ASSERT_NOTES("created a b");
}

static void test_create__without_a_loop(void)
{
	ASSERT(async_create_task(say, "never") == NULL);
	ASSERT_RAISED(RuntimeError, "no running event loop");
	ASSERT(async_current_task() == NULL);
	ASSERT_NOTES("");
}

struct sum { int a; double b; const char *c; char d[32]; };

static void *sum(void *arg)
{
	const struct sum *self = arg;

	note("%d %g %s %s", self->a, self->b, self->c, self->d);
	return NULL;
}

static void *pass_arguments(void *arg)
{
	int a = 3;
	struct async_task *tasks[] = {
		async_create_task(sum, a, 1.5, "text", "copied whole"),
		async_create_task(sum, .c = "by name", .a = a + 1),
		async_create_task(sum, .a = a++, .c = "once"),
	};

	AWAIT(async_gather_array(NULL, tasks, 3));
	ASSERT_INT(a, 4);
	return arg;
}

static void test_create__copies_its_arguments(void)
{
	async_run(pass_arguments);
	ASSERT_NOTES("3 1.5 text copied whole 4 0 by name  3 0 once ");
}

static void *is_without_arguments(void *arg)
{
	ASSERT(arg == NULL);
	return NULL;
}

static void *create_without_arguments(void *arg)
{
	AWAIT(async_await(async_create_task(is_without_arguments)));
	return arg;
}

static void test_create__without_arguments_gives_NULL(void)
{
	async_run(create_without_arguments);
}

static void create_in_callback(void *arg)
{
	struct async_task **task = arg;

	ASSERT(async_current_task() == NULL);
	*task = async_create_task(say, "of a callback");
}

static void *await_task_of_a_callback(void *arg)
{
	struct async_task *task = NULL;

	async_loop_call_soon(NULL, create_in_callback, &task);
	AWAIT(async_sleep(0));
	ASSERT_STRING(AWAIT(async_await(task)), "of a callback");
	return arg;
}

static void test_create__in_a_callback(void)
{
	async_run(await_task_of_a_callback);
	ASSERT_NOTES("of a callback");
}

static void *create_of_a_coroutine(void *arg)
{
	struct async_coroutine *coroutine = async_coroutine(say, "object");
	struct async_task *task = async_create_task(coroutine);

	ASSERT_STRING(AWAIT(async_await(task)), "object");
	ASSERT(async_create_task(coroutine) == NULL);
	ASSERT_RAISED(RuntimeError, "cannot reuse already awaited coroutine");
	return arg;
}

static void test_create__of_a_coroutine_object(void)
{
	async_run(create_of_a_coroutine);
	ASSERT_NOTES("object");
}

/* ---- Coroutine objects ---- */

static void *await_coroutine_twice(void *arg)
{
	struct async_coroutine *coroutine = async_coroutine(say, "runs");

	note("made");
	async_loop_call_soon(NULL, note_callback, "others");
	ASSERT_STRING(AWAIT(async_await(coroutine)), "runs");
	note("not suspended");
	TRY(async_await(coroutine));
	ASSERT_RAISED(RuntimeError, "cannot reuse already awaited coroutine");
	AWAIT(async_sleep(0));
	return arg;
}

static void test_coroutine__is_inert_and_awaited_once(void)
{
	async_run(await_coroutine_twice);
	ASSERT_NOTES("made runs not suspended others");
}

static void *who_am_i(void *arg)
{
	(void)arg;
	return async_current_task();
}

static void *await_in_this_task(void *arg)
{
	struct async_task *self = async_current_task();

	ASSERT(self != NULL);
	ASSERT(AWAIT(async_await(async_coroutine(who_am_i))) == self);
	ASSERT(AWAIT(async_await(async_create_task(who_am_i))) != self);
	ASSERT(async_current_task() == self);
	return arg;
}

static void test_coroutine__runs_in_the_task_that_awaits_it(void)
{
	async_run(await_in_this_task);
}

static void *three_of_a_loop(void *arg)
{
	struct async_coroutine *coroutines[3];
	const char *results[3], *const names[] = { "a", "b", "c" };

	for (int i = 0; i < 3; i++)
		coroutines[i] = async_coroutine(say, names[i]);
	AWAIT(async_gather_array(results, coroutines, 3));
	ASSERT_STRING(results[2], "c");
	return arg;
}

static void test_coroutine__copies_its_arguments(void)
{
	async_run(three_of_a_loop);
	ASSERT_NOTES("a b c");
}

/* ---- Awaiting ---- */

static void *fail(void *arg)
{
	(void)arg;
	return async_raise(KeyError, "no such city");
}

static void *await_a_failed_one_twice(void *arg)
{
	struct async_task *task = async_create_task(fail);

	for (int i = 0; i < 2; i++) {
		ASSERT(TRY(async_await(task)) == NULL);
		ASSERT_RAISED(KeyError, "no such city");
	}
	ASSERT(!async_task_cancelled(task));
	ASSERT_EXCEPTION(async_task_exception(task), KeyError, "no such city");
	ASSERT(async_task_result(task) == NULL);
	ASSERT_RAISED(KeyError, "no such city");
	return arg;
}

static void test_await__raises_what_the_task_raised_each_time(void)
{
	async_run(await_a_failed_one_twice);
}

static void *await_it(void *arg)
{
	struct async_task *const *task = arg;

	return AWAIT(async_await(*task));
}
struct await_it { struct async_task *task; };

static void *slow(void *arg)
{
	AWAIT(async_sleep(1));
	(void)arg;
	return "slow";
}

static void *many_await_one(void *arg)
{
	struct async_task *task = async_create_task(slow);
	const char *results[3];

	AWAIT(async_gather(results, async_coroutine(await_it, task),
			   async_coroutine(await_it, task), task));
	ASSERT_STRING(results[0], "slow");
	ASSERT_STRING(results[1], "slow");
	ASSERT_STRING(results[2], "slow");
	return arg;
}

static void test_await__of_one_task_by_many(void)
{
	async_run(many_await_one);
}

static void *await_itself(void *arg)
{
	async_task_set_name(async_current_task(), "snake");
	async_loop_call_soon(NULL, note_callback, "a pass later");
	TRY(async_await(async_current_task()));
	ASSERT_NOTES("a pass later");
	ASSERT_RAISED(RuntimeError, "Task cannot await on itself: snake");
	return arg;
}

static void test_await__of_itself(void)
{
	async_run(await_itself);
}

static void *await_at_depth(int depth)
{
	if (depth == 0)
		return AWAIT(async_await(async_create_task(slow)));
	return AWAIT(await_at_depth(depth - 1));
}

static void *await_deep(void *arg)
{
	ASSERT_STRING(AWAIT(await_at_depth(100)), "slow");
	(void)arg;
	return NULL;
}

static void test_await__from_calls_inside_calls(void)
{
	async_run(await_deep);
}

static void *state_of_a_pending_one(void *arg)
{
	struct async_task *task = async_create_task(slow);

	ASSERT(!async_task_done(task));
	ASSERT(!async_task_cancelled(task));
	async_task_result(task);
	ASSERT_RAISED(InvalidStateError, "Result is not set.");
	async_task_exception(task);
	ASSERT_RAISED(InvalidStateError, "Exception is not set.");
	AWAIT(async_await(task));
	ASSERT(async_task_exception(task) == NULL);
	return arg;
}

static void test_state__of_a_pending_task(void)
{
	async_run(state_of_a_pending_one);
}

static void note_done(struct async_future *future, void *arg)
{
	note("%s %s", (const char *)arg, (const char *)async_future_result(future));
}

static void *callback_of_a_task(void *arg)
{
	struct async_task *task = async_create_task(say, "task");

	async_task_add_done_callback(task, note_done, "done");
	AWAIT(async_await(task));
	note("awaited");
	return arg;
}

/* Callbacks run in the order they were added, and the wake-up of who awaits is one of them. */
static void test_done_callback__of_a_task(void)
{
	suite_counts_passes();
	async_run(callback_of_a_task);
	ASSERT_NOTES("task done task awaited");
}

static void *await_what_could_not_be_made(void *arg)
{
	struct async_coroutine *coroutine = async_coroutine(say, "once");

	AWAIT(async_await(coroutine));
	TRY(async_await(async_create_task(coroutine)));
	ASSERT_RAISED(RuntimeError, "cannot reuse already awaited coroutine");
	TRY(async_wait_for(async_create_task(coroutine), 1));
	ASSERT_RAISED(RuntimeError, "cannot reuse already awaited coroutine");
	TRY(async_gather(NULL, async_create_task(coroutine)));
	ASSERT_RAISED(RuntimeError, "cannot reuse already awaited coroutine");
	return arg;
}

/* What raised is not a bare call: AWAIT had nothing to await yet. */
static void test_await__of_what_could_not_be_made(void)
{
	async_run(await_what_could_not_be_made);
	ASSERT_NOTES("once");
}

/* ---- Names ---- */

static void *names(void *arg)
{
	struct async_task *task = async_create_task(slow), *other = async_create_task(slow);
	char name[] = "Bergen";
	unsigned number = 0, next = 0;

	ASSERT_INT(sscanf(async_task_get_name(task), "Task-%u", &number), 1);
	ASSERT_INT(sscanf(async_task_get_name(other), "Task-%u", &next), 1);
	ASSERT_INT(next, number + 1);
	async_task_set_name(task, name);
	name[0] = 'X';
	ASSERT_STRING(async_task_get_name(task), "Bergen");
	async_task_set_name(task, "Oslo");
	async_task_set_name(task, "");
	ASSERT_STRING(async_task_get_name(task), "");
	AWAIT(async_gather(NULL, task, other));
	async_task_set_name(task, "done");
	ASSERT_STRING(async_task_get_name(task), "done");
	return arg;
}

static void test_name__is_numbered_unless_it_was_set(void)
{
	async_run(names);
}

/* ---- Mistakes that end the program ---- */

static int recurse(int depth)
{
	volatile char frame[512];

	frame[0] = (char)depth;
	return depth < 0 ? depth : recurse(depth + 1) + frame[0];
}

static void *dive(void *arg)
{
	AWAIT(async_sleep(0));
	return (void *)((intptr_t)recurse(0) + (intptr_t)arg);
}

static void *dive_in_a_task(void *arg)
{
	struct async_task *task = async_create_task(dive);

	if (arg != NULL)
		async_task_set_name(task, arg);
	AWAIT(async_await(task));
	return NULL;
}

static void program_overflow(void)
{
	async_run(dive_in_a_task);
}

static void *dive_by_name(void *arg)
{
	(void)arg;
	return dive_in_a_task("the diver");
}

static void program_overflow_of_a_named_one(void)
{
	async_run(dive_by_name);
}

static void test_overflow__names_the_task(void)
{
	struct ending end = run_program("program_overflow", NULL);

	ASSERT_INT(end.status, -SIGABRT);
	ASSERT_CONTAINS(end.err, "stack overflow in Task-2: ");
	end = run_program("program_overflow_of_a_named_one", NULL);
	ASSERT_INT(end.status, -SIGABRT);
	ASSERT_CONTAINS(end.err, "stack overflow in the diver: ");
}

static void *detach_twice(void *arg)
{
	struct async_task *task = async_create_task(slow);

	async_detach(task);
	async_detach(task);
	return arg;
}

static void program_detach_twice(void)
{
	async_run(detach_twice);
}

static void test_detach__twice_ends_the_program(void)
{
	struct ending end = run_program("program_detach_twice", NULL);

	ASSERT_INT(end.status, -SIGABRT);
	ASSERT_CONTAINS(end.err, "Task-2 has been detached already");
}

static const struct test tests[] = {
	TEST(test_create__runs_in_the_next_pass_in_order),
	TEST(test_create__without_a_loop),
	TEST(test_create__copies_its_arguments),
	TEST(test_create__without_arguments_gives_NULL),
	TEST(test_create__in_a_callback),
	TEST(test_create__of_a_coroutine_object),
	TEST(test_coroutine__is_inert_and_awaited_once),
	TEST(test_coroutine__runs_in_the_task_that_awaits_it),
	TEST(test_coroutine__copies_its_arguments),
	TEST(test_await__raises_what_the_task_raised_each_time),
	TEST(test_await__of_one_task_by_many),
	TEST(test_await__of_itself),
	TEST(test_await__from_calls_inside_calls),
	TEST(test_state__of_a_pending_task),
	TEST(test_done_callback__of_a_task),
	TEST(test_await__of_what_could_not_be_made),
	TEST(test_name__is_numbered_unless_it_was_set),
	TEST(test_overflow__names_the_task),
	TEST(test_detach__twice_ends_the_program),
};

static const struct program programs[] = {
	PROGRAM(program_overflow),
	PROGRAM(program_overflow_of_a_named_one),
	PROGRAM(program_detach_twice),
};

SUITE(tests, programs)

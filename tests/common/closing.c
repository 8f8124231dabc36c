/* iterator.h: generators that are given up in the middle. The order of what happens, to the pass,
 * is CPython's. */

#include "stack.h"
#include "task-internal.h"
#include "watched.h"

static void *ticker(void *arg)
{
	for (int i = 0; i < 6; i++) {
		note("%d", i);
		AWAIT(async_sleep(0));
	}
	return arg;
}

static void *begin_one(void *arg)
{
	AWAIT(async_anext(async_generator(watched, "g")));
	note("ends");
	return arg;
}

/* ---- With its owner, a loop, a handle ---- */

static void *owner_ends(void *arg)
{
	struct async_task *ticks = async_create_task(ticker);

	AWAIT(async_await(async_create_task(begin_one)));
	note("awaited");
	AWAIT(async_await(ticks));
	return arg;
}

static void test_closing__of_one_whose_owner_ends(void)
{
	suite_counts_passes();
	async_run(owner_ends);
	ASSERT_NOTES("0 ends 1 awaited 2 g:GeneratorExit g:cleans 3 g:cleaned 4 5");
}

static void *main_ends(void *arg)
{
	return begin_one(arg);
}

/* The task that closes it is cancelled before it begins, by the end of the run. */
static void test_closing__of_one_whose_owner_is_the_main_task(void)
{
	async_run(main_ends);
	ASSERT_NOTES("ends g:CancelledError g:cleans g:cleaned");
}

static struct async_generator *told_of[2];

static void *tell_and_end(void *arg)
{
	told_of[0] = async_generator(watched, "g");
	told_of[1] = async_generator(watched, "fresh");
	AWAIT(async_anext(told_of[0]));
	return arg;
}

static void *ask_behind_the_owner(void *arg)
{
	AWAIT(async_await(async_create_task(tell_and_end)));
	AWAIT(async_sleep(1));
	for (int i = 0; i < 2; i++) {
		EXCEPTION(e);

		TRY(async_anext(told_of[i]));
		ASSERT(EXCEPT(StopAsyncIteration, e));
		AWAIT(async_aclose(told_of[i]));
		note("ended");
	}
	return arg;
}

/* They are closed, and still there: as the memory of the task that created them. */
static void test_closing__of_one_that_others_know(void)
{
	async_run(ask_behind_the_owner);
	ASSERT_NOTES("g:GeneratorExit g:cleans g:cleaned ended ended");
}

static struct async_context_manager *entered;

static void *enter_and_end(void *arg)
{
	entered = async_context_manager(watched, "g");
	AWAIT(entered->aenter(entered));
	return arg;
}

static void *leave_behind_the_owner(void *arg)
{
	AWAIT(async_await(async_create_task(enter_and_end)));
	AWAIT(async_sleep(1));
	note("leaves");
	AWAIT(entered->aexit(entered, NULL));
	note("left");
	return arg;
}

static void test_closing__of_one_that_a_context_manager_leaves_later(void)
{
	async_run(leave_behind_the_owner);
	ASSERT_NOTES("g:GeneratorExit g:cleans g:cleaned leaves left");
}

static void *break_out(void *arg)
{
	struct async_task *ticks = async_create_task(ticker);

	AWAIT(async_sleep(0));
	ASYNC_FOR(value, watched, "g") {
		ASSERT_INT((intptr_t)value, 1);
		break;
	}
	note("behind");
	AWAIT(async_await(ticks));
	return arg;
}

static void test_closing__behind_a_break(void)
{
	async_run(break_out);
	ASSERT_NOTES("0 behind 1 2 g:GeneratorExit g:cleans 3 g:cleaned 4 5");
}

static void *leave_by_an_exception(void *arg)
{
	ASYNC_FOR(value, watched, "g") {
		async_raise(ValueError, "of the body");
		AWAIT(async_sleep(0));
	}
	return arg;
}

static void *leave_and_go_on(void *arg)
{
	TRY(leave_by_an_exception(arg));
	note("caught");
	ASSERT_RAISED(ValueError, "of the body");
	AWAIT(async_sleep(1));
	return arg;
}

static void test_closing__behind_an_exception(void)
{
	async_run(leave_and_go_on);
	ASSERT_NOTES("caught g:GeneratorExit g:cleans g:cleaned");
}

static void *detach(void *arg)
{
	struct async_generator *fresh = async_generator(watched, "fresh");
	struct async_generator *begun = async_generator(watched, "begun");
	struct async_generator *ended = async_generator(watched, "ended");
	size_t stacks = stack_live();

	AWAIT(async_anext(begun));
	AWAIT(async_anext(ended));
	AWAIT(async_aclose(ended));
	ASSERT_NOTES("ended:GeneratorExit ended:cleans ended:cleaned");
	async_generator_detach(fresh);
	async_generator_detach(begun);
	async_generator_detach(ended);
	async_generator_detach(NULL);
	ASSERT_NOTES("");
	AWAIT(async_sleep(1));
	ASSERT_INT(stack_live(), stacks);
	return arg;
}

static void test_detach__closes_one_that_has_begun(void)
{
	async_run(detach);
	ASSERT_NOTES("begun:GeneratorExit begun:cleans begun:cleaned");
}

/* ---- In a generator ---- */

static void *outer(void *arg)
{
	ASYNC_FOR(value, watched, "inner")
		AWAIT(async_yield(value));
	return arg;
}

static void *break_out_of_two(void *arg)
{
	ASYNC_FOR(value, outer)
		break;
	AWAIT(async_sleep(1));
	return arg;
}

static void test_closing__of_one_in_another(void)
{
	async_run(break_out_of_two);
	ASSERT_NOTES("inner:GeneratorExit inner:cleans inner:cleaned");
}

static void *owns_one(void *arg)
{
	struct async_generator *own = async_generator(watched, "own");

	AWAIT(async_yield(TRY(async_anext(own))));
	return arg;
}

static void *use_up_an_owner(void *arg)
{
	ASYNC_FOR(value, owns_one)
		note("%td", (intptr_t)value);
	note("used up");
	AWAIT(async_sleep(1));
	return arg;
}

static void test_closing__of_what_a_generator_owns(void)
{
	async_run(use_up_an_owner);
	ASSERT_NOTES("1 used up own:GeneratorExit own:cleans own:cleaned");
}

/* What a generator creates does not end with the task that happened to ask. */
static void *tick_for_ever(void *arg)
{
	(void)arg;
	for (;;)
		AWAIT(async_sleep(1));
}

static void *cancel_task(void *task)
{
	async_task_cancel(task);
	note("%d", async_task_done(task));
	TRY(async_await((struct async_task *)task));
	note("%s", async_exception()->type->name);
	ASSERT_RAISED(CancelledError, "");
	return NULL;
}

static void *with_a_task(void *arg)
{
	struct async_task *task = async_create_task(tick_for_ever);

	FINALLY(cancel_task, task);
	AWAIT(async_yield(async_sprintf("of %s", async_task_get_name(task))));
	return arg;
}

static void *first_of_it(void *arg)
{
	(void)arg;
	ASYNC_FOR(value, with_a_task)
		return value;
	return NULL;
}

static void *ask_by_a_task(void *arg)
{
	async_detach(async_create_task(first_of_it));
	const char *value = AWAIT(async_await(async_create_task(first_of_it)));

	AWAIT(async_sleep(2));
	ASSERT_CONTAINS(value, "of Task-");
	return arg;
}

static void test_closing__of_one_that_has_a_task(void)
{
	async_run(ask_by_a_task);
	ASSERT_NOTES("0 0 CancelledError CancelledError");
}

/* ---- While it runs ---- */

static void *owner_ends_while_another_asks(void *arg)
{
	AWAIT(async_await(async_create_task(owner_of_slow)));
	AWAIT(async_sleep(2));
	return arg;
}

static void test_closing__waits_for_who_asks(void)
{
	async_run(owner_ends_while_another_asks);
	ASSERT_NOTES("owner ends value slow:cleans slow:cleaned");
}

/* ---- That is cancelled, or fails ---- */

static void *cancel_the_closing(void *arg)
{
	ASYNC_FOR(value, watched, "g")
		break;
	AWAIT(async_sleep(0));
	async_task_cancel(task_first()->next, "why");
	AWAIT(async_sleep(1));
	return arg;
}

static void test_closing__cancelled_before_it_begins(void)
{
	async_run(cancel_the_closing);
	ASSERT_NOTES("g:CancelledError g:cleans g:cleaned");
}

static void *eats_cancellation(void *arg)
{
	EXCEPTION(e);

	FINALLY(clean_up, "never");
	TRY(async_yield((void *)1));
	if (EXCEPT(CancelledError, e))
		AWAIT(async_yield((void *)2));
	return arg;
}

static void *begin_one_that_eats(void *arg)
{
	AWAIT(async_anext(async_generator(eats_cancellation)));
	return arg;
}

/* Nothing is closed twice. */
static void test_closing__cancelled_and_swallowed(void)
{
	async_run(begin_one_that_eats);
	ASSERT_NOTES("");
	ASSERT_CONTAINS(suite_stderr(), "RuntimeError: async generator ignored GeneratorExit");
}

static void *break_out_of_one_that_fails(void *arg)
{
	ASYNC_FOR(value, cleans_up_badly)
		break;
	AWAIT(async_sleep(1));
	return arg;
}

static void test_closing__that_fails_is_reported(void)
{
	async_run(break_out_of_one_that_fails);
	const char *said = suite_stderr();
	ASSERT_CONTAINS(said, "Task exception was never retrieved");
	ASSERT_CONTAINS(said, "coro=<cleans_up_badly()>");
	ASSERT_CONTAINS(said, "ValueError: of the clean-up");
}

static void *detach_while_it_runs(void *arg)
{
	struct async_generator *g = async_generator(slow);

	async_create_task(ask, g);
	AWAIT(async_sleep(0));
	async_generator_detach(g);
	async_generator_detach(g);
	return arg;
}

static void detach_two_times(void)
{
	async_run(detach_while_it_runs);
}

static void test_detach__twice_is_told(void)
{
	struct ending ending = run_program("detach_two_times", NULL);

	ASSERT_INT(ending.status, -6);
	ASSERT_CONTAINS(ending.err, "async_generator_detach(): slow() has been detached already");
}

static const struct test tests[] = {
	TEST(test_closing__of_one_whose_owner_ends),
	TEST(test_closing__of_one_whose_owner_is_the_main_task),
	TEST(test_closing__of_one_that_a_context_manager_leaves_later),
	TEST(test_closing__of_one_that_others_know),
	TEST(test_closing__behind_a_break),
	TEST(test_closing__behind_an_exception),
	TEST(test_detach__closes_one_that_has_begun),
	TEST(test_closing__of_one_in_another),
	TEST(test_closing__of_what_a_generator_owns),
	TEST(test_closing__of_one_that_has_a_task),
	TEST(test_closing__waits_for_who_asks),
	TEST(test_closing__cancelled_before_it_begins),
	TEST(test_closing__cancelled_and_swallowed),
	TEST(test_closing__that_fails_is_reported),
	TEST(test_detach__twice_is_told),
};

static const struct program programs[] = {
	PROGRAM(detach_two_times),
};

SUITE(tests, programs)

/* iterator.h: generators that await, alone, in each other, and in several tasks; messages. */

#include "outcome.h"
#include "stack.h"

/* ---- Awaiting ---- */

static void *sleep_and_note(void *arg)
{
	AWAIT(async_sleep(1));
	note("clean@%g", async_loop_time(NULL));
	return arg;
}

static void *sleepy(void *arg)
{
	FINALLY(sleep_and_note, NULL);
	AWAIT(async_sleep(1));
	AWAIT(async_yield((void *)1));
	AWAIT(async_sleep(1));
	return arg;
}

static void *ask_slowly(void *arg)
{
	struct async_generator *g = async_generator(sleepy);

	OUTCOME(async_anext(g), "1");
	ASSERT_TIME(async_loop_time(NULL), 1);
	OUTCOME(async_anext(g), END);
	ASSERT_TIME(async_loop_time(NULL), 3);
	g = async_generator(sleepy);
	OUTCOME(async_anext(g), "1");
	OUTCOME(async_aclose(g), "None");
	ASSERT_TIME(async_loop_time(NULL), 5);
	return arg;
}

static void test_generator__awaits_in_the_task_of_who_asks(void)
{
	async_run(ask_slowly);
	ASSERT_NOTES("clean@3 clean@5");
}

/* Generators in generators: an await goes out through all of them. */
struct doubled { int depth; };

static void *doubled(void *arg)
{
	const struct doubled *self = arg;

	if (self->depth == 0) {
		AWAIT(async_sleep(1));
		AWAIT(async_yield((void *)1));
		return NULL;
	}
	ASYNC_FOR(value, doubled, self->depth - 1) {
		AWAIT(async_yield((void *)((intptr_t)value * 2)));
		AWAIT(async_sleep(1));
	}
	return NULL;
}

static void *ask_through_five(void *arg)
{
	struct async_generator *g = async_generator(doubled, 5);
	size_t stacks = stack_live();

	OUTCOME(async_anext(g), "32");
	ASSERT_INT(stack_live(), stacks + 6);
	OUTCOME(async_anext(g), END);
	ASSERT_TIME(async_loop_time(NULL), 6);
	ASSERT_INT(stack_live(), stacks);
	return arg;
}

static void test_generator__in_a_generator(void)
{
	async_run(ask_through_five);
}

static void *ask(void *arg)
{
	struct async_generator *g = *(struct async_generator **)arg;

	note("%s", outcome_of(TRY(async_anext(g))));
	return NULL;
}
struct ask { struct async_generator *g; };

static void *ask_from_two_tasks(void *arg)
{
	struct async_generator *g = async_generator(sleepy);
	struct async_task *other = async_create_task(ask, g);

	AWAIT(async_sleep(0));
	const char *running = "RuntimeError: %s(): asynchronous generator is already running";
	OUTCOME(async_anext(g), async_sprintf(running, "anext"));
	OUTCOME(async_asend(g, (void *)1), async_sprintf(running, "anext"));
	OUTCOME(async_athrow(g, ValueError, "x"), async_sprintf(running, "athrow"));
	OUTCOME(async_aclose(g), async_sprintf(running, "aclose"));
	AWAIT(async_await(other));
	OUTCOME(async_anext(g), END);
	return arg;
}

static void test_generator__asked_while_it_runs(void)
{
	async_run(ask_from_two_tasks);
	ASSERT_NOTES("1 clean@3");
}

static void *cancel_who_asks(void *arg)
{
	struct async_generator *g = async_generator(sleepy);
	struct async_task *other = async_create_task(ask, g);

	AWAIT(async_sleep(0.5));
	async_task_cancel(other, "why");
	AWAIT(async_await(other));
	OUTCOME(async_anext(g), END);
	return arg;
}

static void test_generator__is_cancelled_with_who_asks(void)
{
	async_run(cancel_who_asks);
	ASSERT_NOTES("clean@1.5 CancelledError: why");
}

static void *catches_cancellation(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	async_raise(KeyError, "handled inside");
	if (EXCEPT(KeyError, e)) {
		EXCEPTION(cancelled);

		TRY(async_sleep(1));
		if (EXCEPT(CancelledError, cancelled))
			ASSERT_EXCEPTION(cancelled->context, KeyError, "handled inside");
		AWAIT(async_yield((void *)3));
	}
	return NULL;
}

static void *cancel_one_that_catches(void *arg)
{
	struct async_generator *g = async_generator(catches_cancellation);
	struct async_task *other = async_create_task(ask, g);

	AWAIT(async_sleep(0.5));
	async_task_cancel(other, "why");
	AWAIT(async_await(other));
	ASSERT_NOTES("3");
	OUTCOME(async_anext(g), END);
	return arg;
}

static void test_generator__catches_a_cancellation(void)
{
	async_run(cancel_one_that_catches);
}

/* ---- Misuse, and names ---- */

static void *yield_outside(void *arg)
{
	const char *said = "RuntimeError: async_yield() was called outside of a generator's "
			   "function";

	OUTCOME(async_yield(arg), said);
	return arg;
}

static void *bare(void *arg)
{
	yield_outside(NULL);
	OUTCOME(async_sleep(0), "RuntimeError: async_sleep() was called in a bare coroutine: only "
				"tasks await");
	return arg;
}

static void *in_a_bare_coroutine(void *arg)
{
	struct coroutine *c = coroutine_new(bare, NULL);

	coroutine_resume(c, NULL);
	coroutine_free(c);
	AWAIT(async_yield((void *)1));
	return arg;
}

static void *misuse(void *arg)
{
	yield_outside(NULL);
	OUTCOME(async_anext(async_generator(in_a_bare_coroutine)), "1");
	return arg;
}

static void test_yield__outside_of_a_generators_function(void)
{
	async_run(misuse);
}

static void test_generator__outside_of_a_task(void)
{
	struct async_generator *g = async_generator(sleepy);

	TRY(async_anext(g));
	ASSERT_RAISED(RuntimeError, "async_anext() was called outside of a task");
	TRY(async_aclose(g));
	ASSERT_RAISED(RuntimeError, "async_aclose() was called outside of a task");
	TRY(async_athrow(g, ValueError, "x"));
	ASSERT_RAISED(RuntimeError, "async_athrow() was called outside of a task");
}

static int too_deep(int depth)
{
	volatile char frame[4096];

	frame[depth] = (char)depth;	/* of a known place alone clang would make a frame */
	return depth == 0 ? 0 : too_deep(depth - 1) + frame[depth];
}

static void *too_deep_for_its_stack(void *arg)
{
	AWAIT(async_yield((void *)(intptr_t)too_deep(1000)));
	return arg;
}

static void *ask_for_too_much(void *arg)
{
	AWAIT(async_anext(async_generator(too_deep_for_its_stack)));
	return arg;
}

static void overflow_in_a_generator(void)
{
	async_run(ask_for_too_much);
}

static void test_generator__names_its_function_when_its_stack_overflows(void)
{
	struct ending ending = run_program("overflow_in_a_generator", NULL);

	ASSERT_INT(ending.status, -6);
	ASSERT_CONTAINS(ending.err, "stack overflow in too_deep_for_its_stack: ");
}

static void *waits_for_ever(void *arg)
{
	AWAIT(async_await(async_loop_create_future(NULL)));
	return arg;
}

static void *wait_in_a_generator(void *arg)
{
	AWAIT(async_anext(async_generator(waits_for_ever)));
	return arg;
}

static void test_deadlock__in_a_generator_names_the_innermost_await(void)
{
	async_run(wait_in_a_generator);
	ASSERT_RAISED(RuntimeError, NULL);
	ASSERT_CONTAINS(suite_stderr(), "waits_for_ever tests/");
}

/* ---- Traceback ---- */

struct raise_later { const struct async_exception_type *type; };

static void *raise_later(void *arg)
{
	const struct raise_later *self = arg;

	AWAIT(async_yield((void *)1));
	return async_raise_(ASYNC_SITE_HERE_(), self->type, "of the function");
}

static void *raise_through(void *arg)
{
	struct async_generator *g = async_generator(raise_later, ValueError);

	AWAIT(async_anext(g));
	AWAIT(async_anext(g));
	return arg;
}

static void test_generator__is_in_the_traceback(void)
{
	EXCEPTION(e);

	async_run(raise_through);
	if (EXCEPT(ValueError, e))
		async_print_exception(e);
	ASSERT_STRING(mask_lines(suite_stderr()),
		      "Traceback (most recent call last):\n"
		      "  File \"tests/common/generator-await.c\", line N, in raise_through\n"
		      "  File \"tests/common/generator-await.c\", line N, in raise_later\n"
		      "ValueError: of the function\n");
}

static const struct test tests[] = {
	TEST(test_generator__awaits_in_the_task_of_who_asks),
	TEST(test_generator__in_a_generator),
	TEST(test_generator__asked_while_it_runs),
	TEST(test_generator__is_cancelled_with_who_asks),
	TEST(test_generator__catches_a_cancellation),
	TEST(test_yield__outside_of_a_generators_function),
	TEST(test_generator__outside_of_a_task),
	TEST(test_generator__names_its_function_when_its_stack_overflows),
	TEST(test_deadlock__in_a_generator_names_the_innermost_await),
	TEST(test_generator__is_in_the_traceback),
};

static const struct program programs[] = {
	PROGRAM(overflow_in_a_generator),
};

SUITE(tests, programs)

/* iterator.h: generators, in each state and by each call. What is expected is what CPython does. */

#include <string.h>

#include "stack.h"
#include "suite.h"

/* What a call came to: "5", "None", or "ValueError: message". Catches. */
static const char *outcome_of(void *value)
{
	EXCEPTION(e);

	if (EXCEPT(BaseException, e))
		return async_sprintf("%s: %s", e->type->name, e->message);
	return value != NULL ? async_sprintf("%td", (intptr_t)value) : "None";
}

#define OUTCOME(call, expected) ASSERT_STRING(outcome_of((void *)(intptr_t)TRY(call)), expected)

static const char END[] = "StopAsyncIteration: ";

static void *note_cleaned_up(void *arg)
{
	note("cleaned up");
	return arg;
}

/* ---- Values ---- */

struct count_down { intptr_t from; };

static void *count_down(void *arg)
{
	const struct count_down *self = arg;

	FINALLY(note_cleaned_up, NULL);
	for (intptr_t i = self->from; i > 0; i--)
		AWAIT(async_yield((void *)i));
	return NULL;
}

static void *ask_to_the_end(void *arg)
{
	struct async_generator *g = async_generator(count_down, 2);
	size_t stacks = stack_live();

	OUTCOME(async_anext(g), "2");
	ASSERT_INT(stack_live(), stacks + 1);
	OUTCOME(async_anext(g), "1");
	OUTCOME(async_anext(g), END);
	ASSERT_INT(stack_live(), stacks);
	OUTCOME(async_anext(g), END);
	OUTCOME(async_asend(g, (void *)5), END);
	OUTCOME(async_athrow(g, ValueError, "too late"), "None");
	OUTCOME(async_aclose(g), "None");
	return arg;
}

static void test_generator__to_the_end(void)
{
	async_run(ask_to_the_end);
	ASSERT_NOTES("cleaned up");
}

/* Yields what it is sent, and what is thrown into it as the type's first letter. */
static void *echo(void *arg)
{
	EXCEPTION(e);
	void *value = (void *)1;

	(void)arg;
	for (;;) {
		value = TRY(async_yield(value));
		if (EXCEPT(GeneratorExit, e))
			return note_cleaned_up(NULL);
		else if (EXCEPT(Exception, e))
			value = (void *)(intptr_t)e->type->name[0];
	}
}

static void *send_and_throw(void *arg)
{
	struct async_generator *g = async_generator(echo);

	OUTCOME(async_asend(g, (void *)7),
		"TypeError: can't send non-None value to a just-started async generator");
	OUTCOME(async_asend(g, NULL), "1");
	OUTCOME(async_asend(g, (void *)7), "7");
	OUTCOME(async_anext(g), "None");
	OUTCOME(async_athrow(g, ValueError, "no %s", "value"), "86");
	OUTCOME(async_athrow(g, KeyError, "x"), "75");
	OUTCOME(async_aclose(g), "None");
	OUTCOME(async_anext(g), END);
	return arg;
}

static void test_generator__is_sent_and_thrown_into(void)
{
	async_run(send_and_throw);
	ASSERT_NOTES("cleaned up");
}

/* ---- Raising ---- */

struct raise_later { const struct async_exception_type *type; };

static void *raise_later(void *arg)
{
	const struct raise_later *self = arg;

	AWAIT(async_yield((void *)1));
	return async_raise_(ASYNC_SITE_HERE_(), self->type, "of the function");
}

static void expect_raised(const struct async_exception_type *type, const char *expected)
{
	struct async_generator *g = async_generator(raise_later, type);

	OUTCOME(async_anext(g), "1");
	OUTCOME(async_anext(g), expected);
	OUTCOME(async_anext(g), END);
	OUTCOME(async_athrow(g, KeyError, "too late"), "None");
	OUTCOME(async_aclose(g), "None");
}

static void *raise_in_function(void *arg)
{
	expect_raised(ValueError, "ValueError: of the function");
	expect_raised(GeneratorExit, "GeneratorExit: of the function");
	expect_raised(CancelledError, "CancelledError: of the function");
	expect_raised(StopIteration, "RuntimeError: async generator raised StopIteration");
	expect_raised(StopAsyncIteration, "RuntimeError: async generator raised StopAsyncIteration");
	return arg;
}

static void test_generator__raises(void)
{
	async_run(raise_in_function);
}

static void *look_at_the_cause(void *arg)
{
	struct async_generator *g = async_generator(raise_later, StopAsyncIteration);
	EXCEPTION(e);

	OUTCOME(async_anext(g), "1");
	TRY(async_anext(g));
	if (EXCEPT(RuntimeError, e)) {
		ASSERT_EXCEPTION(e->cause, StopAsyncIteration, "of the function");
		ASSERT(e->context == e->cause);
	}
	return arg;
}

static void test_generator__that_raises_StopAsyncIteration_is_the_cause(void)
{
	async_run(look_at_the_cause);
}

static void *throw_through(void *arg)
{
	struct async_generator *g = async_generator(count_down, 3);

	OUTCOME(async_anext(g), "3");
	OUTCOME(async_athrow(g, ValueError, "thrown"), "ValueError: thrown");
	OUTCOME(async_anext(g), END);

	g = async_generator(count_down, 3);
	OUTCOME(async_anext(g), "3");
	OUTCOME(async_athrow(g, StopAsyncIteration, "thrown"),
		"RuntimeError: async generator raised StopAsyncIteration");
	return arg;
}

static void test_athrow__that_nobody_catches_comes_out(void)
{
	async_run(throw_through);
	ASSERT_NOTES("cleaned up cleaned up");
}

static void *begin_badly(void *arg)
{
	struct async_generator *closed = async_generator(count_down, 3);
	struct async_generator *thrown = async_generator(count_down, 3);

	OUTCOME(async_aclose(closed), "None");
	OUTCOME(async_anext(closed), END);
	OUTCOME(async_athrow(closed, ValueError, "too late"), "None");
	OUTCOME(async_athrow(thrown, ValueError, "thrown"), "ValueError: thrown");
	OUTCOME(async_anext(thrown), END);
	ASSERT_NOTES("");
	return arg;
}

static void test_generator__that_has_not_begun_never_does(void)
{
	async_run(begin_badly);
}

static void *catch_and_return(void *arg)
{
	EXCEPTION(e);

	TRY(async_yield((void *)1));
	if (EXCEPT(BaseException, e))
		note("%s", e->type->name);
	return arg;
}

static void *throw_into_one_that_returns(void *arg)
{
	struct async_generator *g = async_generator(catch_and_return);

	OUTCOME(async_anext(g), "1");
	OUTCOME(async_athrow(g, ValueError, "thrown"), END);
	g = async_generator(catch_and_return);
	OUTCOME(async_anext(g), "1");
	OUTCOME(async_aclose(g), "None");
	return arg;
}

static void test_generator__that_returns_when_thrown_into(void)
{
	async_run(throw_into_one_that_returns);
	ASSERT_NOTES("ValueError GeneratorExit");
}

/* ---- Contexts ---- */

static void *yield_in_a_handler(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	async_raise(KeyError, "handled inside");
	if (EXCEPT(KeyError, e)) {
		AWAIT(async_yield((void *)1));
		async_raise(ValueError, "inside");
	}
	return NULL;
}

static void expect_context(void *value, const struct async_exception_type *type)
{
	EXCEPTION(e);

	(void)value;
	if (!EXCEPT(ValueError, e))
		ASSERT(false);
	else if (type != NULL)
		ASSERT_EXCEPTION(e->context, type, NULL);
	else
		ASSERT(e->context == NULL);
}

/* An exception has as its context what the generator is handling, not who throws it. */
static void *throw_while_handling(void *arg)
{
	struct async_generator *g[4];
	EXCEPTION(e);

	for (int i = 0; i < 4; i++) {
		g[i] = i < 2 ? async_generator(count_down, 3) : async_generator(yield_in_a_handler);
		AWAIT(async_anext(g[i]));
	}
	async_raise(TypeError, "handled outside");
	if (EXCEPT(TypeError, e)) {
		expect_context(TRY(async_athrow(g[0], ValueError, "thrown")), NULL);
		expect_context(TRY(async_athrow(g[1], ValueError, "thrown")), NULL);
		expect_context(TRY(async_athrow(g[2], ValueError, "thrown")), KeyError);
		expect_context(TRY(async_anext(g[3])), KeyError);
		TRY(async_anext(g[3]));
		ASSERT(async_exception()->context == (const struct async_exception *)e);
		ASSERT_RAISED(StopAsyncIteration, "");
	}
	return arg;
}

static void test_generator__handles_on_its_own(void)
{
	async_run(throw_while_handling);
	ASSERT_NOTES("cleaned up cleaned up");
}

/* ---- Closing ---- */

static void *stubborn(void *arg)
{
	EXCEPTION(e);

	for (int i = 0; i < 100; i++) {
		TRY(async_yield((void *)1));
		if (EXCEPT(GeneratorExit, e))
			note("no");
	}
	return arg;
}

static void *close_stubborn(void *arg)
{
	struct async_generator *g = async_generator(stubborn);

	OUTCOME(async_anext(g), "1");
	OUTCOME(async_aclose(g), "RuntimeError: async generator ignored GeneratorExit");
	OUTCOME(async_aclose(g), END);
	OUTCOME(async_athrow(g, ValueError, "thrown"), END);
	OUTCOME(async_anext(g), "1");
	OUTCOME(async_aclose(g), END);
	return arg;
}

static void test_aclose__of_one_that_goes_on(void)
{
	async_run(close_stubborn);
	ASSERT_NOTES("no");
}

static void *fail_to_clean_up(void *arg)
{
	(void)arg;
	return async_raise(ValueError, "of the clean-up");
}

static void *cleans_up_badly(void *arg)
{
	FINALLY(fail_to_clean_up, NULL);
	AWAIT(async_yield((void *)1));
	return arg;
}

static void *close_one_that_fails(void *arg)
{
	struct async_generator *g = async_generator(cleans_up_badly);
	EXCEPTION(e);

	OUTCOME(async_anext(g), "1");
	TRY(async_aclose(g));
	if (EXCEPT(ValueError, e))
		ASSERT_EXCEPTION(e->context, GeneratorExit, "");
	OUTCOME(async_anext(g), END);
	return arg;
}

static void test_aclose__raises_what_the_clean_up_raises(void)
{
	async_run(close_one_that_fails);
}

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
	struct async_generator *g = async_generator(echo);

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

	frame[0] = (char)depth;
	return depth == 0 ? 0 : too_deep(depth - 1) + frame[0];
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
		      "  File \"tests/common/generator.c\", line N, in raise_through\n"
		      "  File \"tests/common/generator.c\", line N, in raise_later\n"
		      "ValueError: of the function\n");
}

static const struct test tests[] = {
	TEST(test_generator__to_the_end),
	TEST(test_generator__is_sent_and_thrown_into),
	TEST(test_generator__raises),
	TEST(test_generator__that_raises_StopAsyncIteration_is_the_cause),
	TEST(test_athrow__that_nobody_catches_comes_out),
	TEST(test_generator__that_has_not_begun_never_does),
	TEST(test_generator__that_returns_when_thrown_into),
	TEST(test_generator__handles_on_its_own),
	TEST(test_aclose__of_one_that_goes_on),
	TEST(test_aclose__raises_what_the_clean_up_raises),
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

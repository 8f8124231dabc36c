/* iterator.h: generators, in each state and by each call. What is expected is what CPython does. */

#include "outcome.h"
#include "stack.h"

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
	expect_raised(StopAsyncIteration,
		      "RuntimeError: async generator raised StopAsyncIteration");
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
};

SUITE(tests, NO_PROGRAMS)

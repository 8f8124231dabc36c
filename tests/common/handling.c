/* error.h in bare coroutines: each has exceptions of its own that it is handling. */

#include "coroutine-internal.h"
#include "error-internal.h"
#include "suite.h"

/* Handles what it was given as the message, and pauses while it does. */
static void *pause_in_a_handler(void *message)
{
	EXCEPTION(e);

	async_raise(ValueError, "%s", (const char *)message);
	if (EXCEPT(ValueError, e)) {
		coroutine_yield(NULL);
		ASSERT(error_state()->handling->exception == e);
		async_raise(KeyError, "inside");
		ASSERT(async_exception()->context == e);
		ASSERT_RAISED(KeyError, "inside");
		coroutine_yield(NULL);
	}
	return message;
}

static void assert_context(const char *expected)
{
	async_raise(TypeError, "asks for its context");
	const struct async_exception *context = async_exception()->context;
	ASSERT_STRING(context != NULL ? context->message : "none", expected);
	ASSERT_RAISED(TypeError, NULL);
}

static void test_handling__pauses_with_the_coroutine(void)
{
	struct coroutine *c = coroutine_new(pause_in_a_handler, "its own");

	coroutine_resume(c, NULL);
	ASSERT(error_state()->handling == NULL);
	assert_context("none");
	coroutine_resume(c, NULL);
	assert_context("none");
	ASSERT_STRING(coroutine_resume(c, NULL), "its own");
	ASSERT(error_state()->handling == NULL);
	coroutine_free(c);
}

static void test_handling__ends_with_a_coroutine_that_is_freed(void)
{
	struct coroutine *c = coroutine_new(pause_in_a_handler, "never through");
	EXCEPTION(e);

	coroutine_resume(c, NULL);
	coroutine_free(c);
	ASSERT(error_state()->handling == NULL);
	assert_context("none");

	c = coroutine_new(pause_in_a_handler, "begun in a handler");
	async_raise(IndexError, "of the resumer");
	ASSERT(EXCEPT(IndexError, e));
	coroutine_resume(c, NULL);
	coroutine_free(c);
	assert_context("of the resumer");
}

static void *handle_two(void *arg)
{
	EXCEPTION(outer);
	EXCEPTION(inner);

	async_raise(ValueError, "the outer");
	ASSERT(EXCEPT(ValueError, outer));
	async_raise(ValueError, "the inner");
	ASSERT(EXCEPT(ValueError, inner));
	assert_context("the inner");
	coroutine_yield(NULL);
	assert_context("the inner");
	coroutine_yield(NULL);
	return arg;
}

static void test_handling__of_several(void)
{
	struct coroutine *c = coroutine_new(handle_two, NULL);

	{
		EXCEPTION(e);

		async_raise(IndexError, "of the resumer");
		ASSERT(EXCEPT(IndexError, e));
		coroutine_resume(c, NULL);
		assert_context("of the resumer");
	}
	ASSERT(error_state()->handling == NULL);
	coroutine_resume(c, NULL);
	assert_context("none");
	coroutine_free(c);
}

/* ---- What the resumer is handling ---- */

static void *ask_for_contexts(void *arg)
{
	while (arg != NULL) {
		assert_context(arg);
		arg = coroutine_yield(NULL);
	}
	return arg;
}

static void test_context__of_one_that_handles_nothing_is_the_resumers(void)
{
	struct coroutine *c = coroutine_new(ask_for_contexts, "of the resumer");
	EXCEPTION(e);
	EXCEPTION(f);

	async_raise(ValueError, "of the resumer");
	ASSERT(EXCEPT(ValueError, e));
	coroutine_resume(c, NULL);
	async_raise(ValueError, "of a later one");
	ASSERT(EXCEPT(ValueError, f));
	coroutine_resume(c, "of a later one");
	coroutine_free(c);
	assert_context("of a later one");
}

static void *raise_after_a_pause(void *arg)
{
	coroutine_yield(NULL);
	return async_raise(KeyError, "%s", (const char *)arg);
}

static void test_context__of_what_a_coroutine_ends_with(void)
{
	struct coroutine *c = coroutine_new(raise_after_a_pause, "the end");
	EXCEPTION(e);

	coroutine_resume(c, NULL);
	async_raise(ValueError, "of the resumer");
	ASSERT(EXCEPT(ValueError, e));
	coroutine_resume(c, NULL);
	ASSERT(coroutine_done(c));
	ASSERT(async_exception()->context == e);
	ASSERT_RAISED(KeyError, "the end");
	coroutine_free(c);
}

static void *resume_in_a_handler(void *c)
{
	EXCEPTION(e);

	async_raise(ValueError, "of the middle");
	ASSERT(EXCEPT(ValueError, e));
	coroutine_resume(c, "of the middle");
	coroutine_yield(NULL);
	coroutine_resume(c, "of the middle");
	return NULL;
}

static void test_context__through_several_coroutines(void)
{
	struct coroutine *innermost = coroutine_new(ask_for_contexts, NULL);
	struct coroutine *middle = coroutine_new(resume_in_a_handler, innermost);
	EXCEPTION(e);

	innermost->arg = "of the middle";
	async_raise(ValueError, "of the outermost");
	ASSERT(EXCEPT(ValueError, e));
	coroutine_resume(middle, NULL);
	assert_context("of the outermost");
	coroutine_resume(innermost, "of the outermost");
	coroutine_resume(middle, NULL);
	coroutine_free(middle);
	coroutine_free(innermost);
	assert_context("of the outermost");
}

/* ---- Tasks ---- */

struct go_on_with { struct coroutine *c; const char *own; };

static void *go_on_with(void *arg)
{
	const struct go_on_with *self = arg;
	EXCEPTION(e);

	async_raise(IndexError, "%s", self->own);
	ASSERT(EXCEPT(IndexError, e));
	coroutine_resume(self->c, NULL);
	assert_context(self->own);
	AWAIT(async_sleep(0));
	assert_context(self->own);
	return NULL;
}

static void *share_a_coroutine(void *arg)
{
	struct coroutine *c = coroutine_new(pause_in_a_handler, "of the coroutine");

	(void)arg;
	AWAIT(async_gather(NULL, async_coroutine(go_on_with, c, "of one task"),
			   async_coroutine(go_on_with, c, "of the other")));
	coroutine_free(c);
	assert_context("none");
	return NULL;
}

static void test_handling__resumed_by_two_tasks(void)
{
	async_run(share_a_coroutine);
	ASSERT(async_exception() == NULL);
}

static const struct test tests[] = {
	TEST(test_handling__pauses_with_the_coroutine),
	TEST(test_handling__ends_with_a_coroutine_that_is_freed),
	TEST(test_handling__of_several),
	TEST(test_context__of_one_that_handles_nothing_is_the_resumers),
	TEST(test_context__of_what_a_coroutine_ends_with),
	TEST(test_context__through_several_coroutines),
	TEST(test_handling__resumed_by_two_tasks),
};

SUITE(tests, NO_PROGRAMS)

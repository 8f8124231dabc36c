/* iterator.h: iterators of one's own, ASYNC_FOR, and how many passes each call takes. */

#include "suite.h"

/* Gives 0, 1, ... up to [end], and then raises. */
struct readings {
	struct async_iterator iterator;		/* first, so that one pointer is both */
	intptr_t next, end;
	double delay;
	const struct async_exception_type *ends_with;
};

static void *next_reading(struct async_iterator *iterator)
{
	struct readings *self = (struct readings *)iterator;

	if (self->delay > 0)
		AWAIT(async_sleep(self->delay));
	if (self->next == self->end)
		return async_raise_(ASYNC_SITE_HERE_(), self->ends_with, "no more");
	return (void *)self->next++;
}

#define READINGS(...) \
	{ .iterator.anext = next_reading, .ends_with = StopAsyncIteration, __VA_ARGS__ }

static void *ask_by_hand(void *arg)
{
	struct readings readings = READINGS(.end = 2);

	ASSERT_INT((intptr_t)AWAIT(async_anext(&readings.iterator)), 0);
	ASSERT_INT((intptr_t)AWAIT(async_anext(&readings.iterator)), 1);
	TRY(async_anext(&readings.iterator));
	ASSERT_RAISED(StopAsyncIteration, "no more");
	return arg;
}

static void test_anext__of_an_iterator(void)
{
	async_run(ask_by_hand);
}

static void *loop_over_iterator(void *arg)
{
	struct readings readings = READINGS(.end = 5, .delay = 1);

	ASYNC_FOR(reading, &readings.iterator) {
		if ((intptr_t)reading == 1)
			continue;
		if ((intptr_t)reading == 3)
			break;
		note("%td@%g", (intptr_t)reading, async_loop_time(NULL));
	}
	note("then");
	ASYNC_FOR(reading, &readings.iterator)
		note("%td@%g", (intptr_t)reading, async_loop_time(NULL));
	ASYNC_FOR(reading, &readings.iterator)
		note("not here");
	return arg;
}

static void test_for__over_an_iterator(void)
{
	async_run(loop_over_iterator);
	ASSERT_NOTES("0@1 2@3 then 4@5");
}

ASYNC static int leave_function(struct async_iterator *iterator)
{
	ASYNC_FOR(reading, iterator) {
		if ((intptr_t)reading == 2)
			return 7;
		note("%td", (intptr_t)reading);
	}
	note("behind");
	return 8;
}

static void *leave_functions(void *arg)
{
	struct readings three = READINGS(.end = 3), one = READINGS(.end = 1);
	struct readings fails = READINGS(.end = 1);

	fails.ends_with = ValueError;
	ASSERT_INT(AWAIT(leave_function(&three.iterator)), 7);
	ASSERT_NOTES("0 1");
	ASSERT_INT(AWAIT(leave_function(&one.iterator)), 8);
	ASSERT_NOTES("0 behind");
	ASSERT_INT(TRY(leave_function(&fails.iterator)), 0);
	ASSERT_RAISED(ValueError, "no more");
	ASSERT_NOTES("0");
	return arg;
}

static void test_for__is_left_by_return_and_by_an_exception(void)
{
	async_run(leave_functions);
}

struct letters { const char *text; };

static void *letters(void *arg)
{
	const struct letters *self = arg;

	for (const char *c = self->text; *c != '\0'; c++)
		AWAIT(async_yield(async_sprintf("%c", *c)));
	return NULL;
}

static void *nest(void *arg)
{
	ASYNC_FOR(outer, letters, "ab")
		ASYNC_FOR(inner, letters, "xy")
			note("%s%s", (char *)outer, (char *)inner);
	ASYNC_FOR(empty, letters, "")
		note("not here");
	return arg;
}

static void test_for__in_another(void)
{
	async_run(nest);
	ASSERT_NOTES("ax ay bx by");
}

/* A generator that was given is not given up: it may be asked on. */
static void *go_on_behind_a_break(void *arg)
{
	struct async_generator *g = async_generator(letters, "abc");

	ASYNC_FOR(letter, g) {
		note("%s", (char *)letter);
		break;
	}
	AWAIT(async_sleep(1));
	ASYNC_FOR(letter, g)
		note("%s", (char *)letter);
	return arg;
}

static void test_for__does_not_close_what_it_was_given(void)
{
	async_run(go_on_behind_a_break);
	ASSERT_NOTES("a b c");
}

struct return_last { const char *text; };

static void *return_last(void *arg)
{
	const char *last = NULL;

	ASYNC_FOR(letter, letters, ((const struct return_last *)arg)->text)
		last = letter;
	return (void *)last;
}

static void *keep_a_value(void *arg)
{
	struct async_task *task = async_create_task(return_last, "xyz");

	ASSERT_STRING(AWAIT(async_await(task)), "z");
	return arg;
}

/* What a generator allocates ends with the task that owns it, as all that the task allocates. */
static void test_for__leaves_the_values(void)
{
	async_run(keep_a_value);
}

/* ---- Passes ---- */

static int passes;

static void *count(void *arg)
{
	(void)arg;
	for (;;) {
		passes++;
		AWAIT(async_sleep(0));
	}
}

static void *rests(void *arg)
{
	AWAIT(async_yield((void *)1));
	AWAIT(async_sleep(0));
	TRY(async_yield((void *)2));
	if (async_exception() == NULL)
		AWAIT(async_sleep(0));
	return arg;
}

static void *count_passes(void *arg)
{
	struct async_generator *g = async_generator(rests);

	passes = 0;
	async_create_task(count);
	AWAIT(async_anext(g));
	ASSERT_INT(passes, 0);
	AWAIT(async_anext(g));
	ASSERT_INT(passes, 1);
	TRY(async_athrow(g, ValueError, "x"));
	ASSERT_RAISED(ValueError, "x");
	AWAIT(async_aclose(g));
	TRY(async_anext(g));
	ASSERT_RAISED(StopAsyncIteration, "");
	ASSERT_INT(passes, 1);
	return arg;
}

/* A call that does not await does not suspend. */
static void test_generator__takes_the_passes_that_its_function_takes(void)
{
	async_run(count_passes);
}

static void anext_of_nothing(void)
{
	struct async_iterator *none = NULL;

	TRY(async_anext(none));
}

static void test_anext__of_NULL_is_told(void)
{
	struct ending ending = run_program("anext_of_nothing", NULL);

	ASSERT_INT(ending.status, -6);
	ASSERT_CONTAINS(ending.err, "async_anext() was given NULL in place of an iterator");
}

static const struct test tests[] = {
	TEST(test_anext__of_an_iterator),
	TEST(test_for__over_an_iterator),
	TEST(test_for__is_left_by_return_and_by_an_exception),
	TEST(test_for__in_another),
	TEST(test_for__does_not_close_what_it_was_given),
	TEST(test_for__leaves_the_values),
	TEST(test_generator__takes_the_passes_that_its_function_takes),
	TEST(test_anext__of_NULL_is_told),
};

static const struct program programs[] = {
	PROGRAM(anext_of_nothing),
};

SUITE(tests, programs)

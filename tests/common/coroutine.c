/* coroutine.h: functions that pause. */

#include "coroutine-internal.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "stack.h"
#include "suite.h"

/* ---- Resume and yield ---- */

static void *note_it(void *arg)
{
	note("%s", (const char *)arg);
	return arg;
}

static void test_new__does_not_run_it(void)
{
	struct coroutine *c = coroutine_new(note_it, "ran");

	ASSERT(!coroutine_done(c));
	ASSERT_NOTES("");
	coroutine_free(c);
}

static void *count_to_three(void *arg)
{
	for (intptr_t i = 1; i <= 3; i++)
		coroutine_yield((void *)i);
	return arg;
}

static void test_resume__runs_to_the_next_yield_and_to_the_end(void)
{
	struct coroutine *c = coroutine_new(count_to_three, "the end");

	for (intptr_t i = 1; i <= 3; i++) {
		ASSERT_INT((intptr_t)coroutine_resume(c, NULL), i);
		ASSERT(!coroutine_done(c));
	}
	ASSERT_STRING(coroutine_resume(c, NULL), "the end");
	ASSERT(coroutine_done(c));
	coroutine_free(c);
}

static void *echo(void *arg)
{
	for (void *value = arg; value != NULL; value = coroutine_yield(value))
		note("%s", (const char *)value);
	return "over";
}

static void test_resume__hands_values_both_ways(void)
{
	struct coroutine *c = coroutine_new(echo, "first");

	ASSERT_STRING(coroutine_resume(c, "lost"), "first");
	ASSERT_STRING(coroutine_resume(c, "second"), "second");
	ASSERT_STRING(coroutine_resume(c, "third"), "third");
	ASSERT_STRING(coroutine_resume(c, NULL), "over");
	ASSERT_NOTES("first second third");
	coroutine_free(c);
}

static void test_resume__of_one_that_never_yields(void)
{
	struct coroutine *c = coroutine_new(note_it, "at once");

	ASSERT_STRING(coroutine_resume(c, NULL), "at once");
	ASSERT(coroutine_done(c));
	ASSERT_NOTES("at once");
	coroutine_free(c);
}

static void *go_on(void *value)
{
	return value;
}

/* More locals than there are registers, of every class, alive across each pause. */
static void note_mixture(void *(*pause)(void *value))
{
	long a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8;
	double p = 0.5, q = 1.5, r = 2.5, s = 3.5;
	char text[] = "text on the stack";

	for (int i = 0; i < 100; i++) {
		pause(NULL);
		a += b, b ^= c, c += d, d ^= e, e += f, f ^= g, g += h, h += i;
		p += q, q *= 0.5, r += p, s = r - s;
		text[i % 4]++;
	}
	note("%ld %ld %ld %ld %.17g %.17g %s", a, c, e, g, p, s, text);
}

static void *mixture_of_a_coroutine(void *arg)
{
	note_mixture(coroutine_yield);
	return arg;
}

static void test_yield__keeps_all_locals(void)
{
	struct coroutine *one = coroutine_new(mixture_of_a_coroutine, NULL);
	struct coroutine *other = coroutine_new(mixture_of_a_coroutine, NULL);
	char expected[512];

	note_mixture(go_on);
	note_mixture(go_on);
	snprintf(expected, sizeof expected, "%s", suite_notes());
	ASSERT_NOTES(expected);
	while (!coroutine_done(one) || !coroutine_done(other)) {
		coroutine_resume(one, NULL);
		coroutine_resume(other, NULL);
	}
	ASSERT_NOTES(expected);
	coroutine_free(one);
	coroutine_free(other);
}

static void yield_at_depth(int depth)
{
	if (depth == 0)
		coroutine_yield("from the depth");
	else
		yield_at_depth(depth - 1);
	note("%d", depth);
}

static void *dive(void *arg)
{
	yield_at_depth(4);
	return arg;
}

static void test_yield__from_calls_inside_calls(void)
{
	struct coroutine *c = coroutine_new(dive, NULL);

	ASSERT_STRING(coroutine_resume(c, NULL), "from the depth");
	ASSERT_NOTES("");
	coroutine_resume(c, NULL);
	ASSERT_NOTES("0 1 2 3 4");
	coroutine_free(c);
}

static void *write_into(void *arg)
{
	char *text = arg;

	strcpy(text, "before");
	coroutine_yield(text);
	ASSERT_STRING(text, "between");
	strcpy(text, "behind");
	return text;
}

static void test_yield__pointers_to_another_stack_stay_valid(void)
{
	char text[16];
	struct coroutine *c = coroutine_new(write_into, text);

	coroutine_resume(c, NULL);
	ASSERT_STRING(text, "before");
	strcpy(text, "between");
	coroutine_resume(c, NULL);
	ASSERT_STRING(text, "behind");
	coroutine_free(c);
}

/* ---- Coroutines that resume coroutines ---- */

static void *inner(void *arg)
{
	note("inner");
	coroutine_yield(coroutine_current());
	note("inner again");
	return arg;
}

static void *outer(void *arg)
{
	struct coroutine *self = coroutine_current(), *c = coroutine_new(inner, NULL);

	ASSERT(self == arg);
	ASSERT(coroutine_resume(c, NULL) == c);
	ASSERT(coroutine_current() == self);
	coroutine_yield(NULL);
	coroutine_resume(c, NULL);
	ASSERT(coroutine_done(c));
	ASSERT(coroutine_current() == self);
	coroutine_free(c);
	return NULL;
}

static void test_resume__from_a_coroutine(void)
{
	struct coroutine *c = coroutine_new(outer, NULL);

	c->arg = c;
	ASSERT(coroutine_current() == NULL);
	coroutine_resume(c, NULL);
	ASSERT(coroutine_current() == NULL);
	note("main");
	coroutine_resume(c, NULL);
	ASSERT(coroutine_done(c));
	ASSERT_NOTES("inner main inner again");
	coroutine_free(c);
}

/* What was begun by one coroutine can be resumed by another, or by nobody's. */
static void *resume_twice(void *arg)
{
	coroutine_resume(arg, NULL);
	coroutine_resume(arg, NULL);
	return NULL;
}

static void test_resume__from_elsewhere_than_before(void)
{
	struct coroutine *counter = coroutine_new(count_to_three, "end");
	struct coroutine *c = coroutine_new(resume_twice, counter);

	coroutine_resume(c, NULL);
	ASSERT(coroutine_done(c));
	ASSERT_INT((intptr_t)coroutine_resume(counter, NULL), 3);
	ASSERT_STRING(coroutine_resume(counter, NULL), "end");
	coroutine_free(counter);
	coroutine_free(c);
}

/* ---- The end ---- */

static void test_free__of_nothing_is_nothing(void)
{
	coroutine_free(NULL);
	ASSERT_INT(stack_live(), 0);
}

static void *never_through(void *arg)
{
	coroutine_yield(NULL);
	note("went on");
	return arg;
}

static void test_free__drops_a_paused_one_where_it_stands(void)
{
	struct coroutine *c = coroutine_new(never_through, NULL);
	char expected[512];

	coroutine_resume(c, NULL);
	coroutine_free(c);
	ASSERT_INT(stack_live(), 0);
	ASSERT_NOTES("");

	/* the dropped stack is as good as new */
	c = coroutine_new(mixture_of_a_coroutine, "done");
	note_mixture(go_on);
	snprintf(expected, sizeof expected, "%s", suite_notes());
	ASSERT_NOTES(expected);
	while (coroutine_resume(c, NULL), !coroutine_done(c))
		;
	ASSERT_NOTES(expected);
	coroutine_free(c);
}

/* ---- Threads ---- */

static void *count_in_a_thread(void *arg)
{
	struct coroutine *c = coroutine_new(count_to_three, NULL);
	intptr_t sum = 0;

	while (sum += (intptr_t)coroutine_resume(c, NULL), !coroutine_done(c))
		;
	coroutine_free(c);
	*(intptr_t *)arg = sum;
	return NULL;
}

static void test_threads__have_coroutines_of_their_own(void)
{
	struct coroutine *c = coroutine_new(count_to_three, "end");
	pthread_t thread;
	intptr_t sum = 0;

	coroutine_resume(c, NULL);
	ASSERT_INT(pthread_create(&thread, NULL, count_in_a_thread, &sum), 0);
	pthread_join(thread, NULL);
	ASSERT_INT(sum, 6);
	ASSERT_INT((intptr_t)coroutine_resume(c, NULL), 2);
	coroutine_free(c);
}

/* ---- Mistakes that end the program ---- */

static void program_yield_outside(void)
{
	coroutine_yield(NULL);
}

static void test_yield__outside_of_a_coroutine_ends_the_program(void)
{
	struct ending end = run_program("program_yield_outside", NULL);

	ASSERT_INT(end.status, -SIGABRT);
	ASSERT_CONTAINS(end.err, "coroutine_yield() was called outside of a coroutine");
}

static void program_resume_done(void)
{
	struct coroutine *c = coroutine_new(note_it, "once");

	coroutine_resume(c, NULL);
	coroutine_resume(c, NULL);
}

static void *resume_itself(void *arg)
{
	(void)arg;
	return coroutine_resume(coroutine_current(), NULL);
}

static void program_resume_running(void)
{
	coroutine_resume(coroutine_new(resume_itself, NULL), NULL);
}

static void *free_itself(void *arg)
{
	coroutine_free(coroutine_current());
	return arg;
}

static void program_free_running(void)
{
	coroutine_resume(coroutine_new(free_itself, NULL), NULL);
}

static void test_misuse__ends_the_program(void)
{
	struct ending ending = run_program("program_resume_done", NULL);

	ASSERT_INT(ending.status, -SIGABRT);
	ASSERT_CONTAINS(ending.err, "that has returned: ask coroutine_done() first");
	ending = run_program("program_resume_running", NULL);
	ASSERT_INT(ending.status, -SIGABRT);
	ASSERT_CONTAINS(ending.err, "called for a coroutine that is running");
	ending = run_program("program_free_running", NULL);
	ASSERT_INT(ending.status, -SIGABRT);
	ASSERT_CONTAINS(ending.err, "coroutine_free() was called for a coroutine that is running");
}

static const struct test tests[] = {
	TEST(test_new__does_not_run_it),
	TEST(test_resume__runs_to_the_next_yield_and_to_the_end),
	TEST(test_resume__hands_values_both_ways),
	TEST(test_resume__of_one_that_never_yields),
	TEST(test_yield__keeps_all_locals),
	TEST(test_yield__from_calls_inside_calls),
	TEST(test_yield__pointers_to_another_stack_stay_valid),
	TEST(test_resume__from_a_coroutine),
	TEST(test_resume__from_elsewhere_than_before),
	TEST(test_free__of_nothing_is_nothing),
	TEST(test_free__drops_a_paused_one_where_it_stands),
	TEST(test_threads__have_coroutines_of_their_own),
	TEST(test_yield__outside_of_a_coroutine_ends_the_program),
	TEST(test_misuse__ends_the_program),
};

static const struct program programs[] = {
	PROGRAM(program_yield_outside),
	PROGRAM(program_resume_done),
	PROGRAM(program_resume_running),
	PROGRAM(program_free_running),
};

SUITE(tests, programs)

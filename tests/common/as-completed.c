/* wait.h: async_as_completed(). */

#include <signal.h>

#include "plan.h"
#include "suite.h"
#include "task-internal.h"
#include "work.h"

/* The next of [iterator], noted: its result, or what is raised. */
ASYNC static int note_next(struct async_iterator *iterator)
{
	const char *result = TRY(async_as_completed_next(iterator));
	EXCEPTION(e);

	if (EXCEPT(Exception, e))
		note("%s", e->type->name);
	else if (async_exception() == NULL)
		note("[%s]", result);
	return 0;
}

/* ---- Both forms ---- */

static void *in_their_order(void *arg)
{
	struct async_coroutine *objects[] = { async_coroutine(work, 3, "a"),
					      async_coroutine(work, 1, "b"),
					      async_coroutine(fail, 2, "x") };
	struct async_iterator *iterator = async_as_completed(objects, 3, INFINITY);

	for (int i = 0; i < 5; i++)
		AWAIT(note_next(iterator));
	return arg;
}

static void test_next__gives_results_in_their_order(void)
{
	async_run(in_their_order);
	ASSERT_NOTES("b@1 [b] ValueError a@3 [a] StopAsyncIteration StopAsyncIteration");
}

static void *the_very_task(void *arg)
{
	struct async_task *tasks[] = { async_create_task(work, 2, "a"),
				       async_create_task(work, 1, "b") };
	struct async_iterator *iterator = async_as_completed(tasks, 2, INFINITY);

	ASSERT(AWAIT(iterator->anext(iterator)) == tasks[1]);
	ASSERT(AWAIT(iterator->anext(iterator)) == tasks[0]);
	TRY(iterator->anext(iterator));
	ASSERT_RAISED(StopAsyncIteration, "");
	return arg;
}

static void test_anext__gives_the_very_task(void)
{
	async_run(the_very_task);
	ASSERT_NOTES("b@1 a@2");
}

static void *loop_over_tasks(void *arg)
{
	struct async_task *tasks[] = { async_create_task(work, 2, "a"),
				       async_create_task(work, 1, "b"),
				       async_create_task(fail, 3, "x") };

	ASYNC_FOR(task, async_as_completed(tasks, 3, INFINITY)) {
		note("%d", task == tasks[0] ? 0 : task == tasks[1] ? 1 : 2);
		if (task == tasks[2])
			break;
	}
	async_task_exception(tasks[2]);
	return arg;
}

static void test_as_completed__in_an_async_for(void)
{
	async_run(loop_over_tasks);
	ASSERT_NOTES("b@1 1 a@2 0 2");
}

static void *over_done_ones(void *arg)
{
	struct async_task *a = async_create_task(work, 1, "a");
	struct async_task *b = async_create_task(work, 2, "b");
	struct async_task *tasks[] = { b, a, b, async_create_task(work, 3, "c"), a };
	struct async_iterator *iterator;

	AWAIT(async_sleep(2.5));
	iterator = async_as_completed(tasks, 5, INFINITY);
	for (int i = 0; i < 4; i++)
		AWAIT(note_next(iterator));
	return arg;
}

/* Those that are done come in the order of the array; what stands there twice comes once. */
static void test_as_completed__over_those_done_before(void)
{
	async_run(over_done_ones);
	ASSERT_NOTES("a@1 b@2 [b] [a] c@3 [c] StopAsyncIteration");
}

static void *over_an_object_twice(void *arg)
{
	struct async_coroutine *object = async_coroutine(work, 1, "a");
	struct async_coroutine *objects[] = { object, async_coroutine(at_once), object };
	struct async_iterator *iterator = async_as_completed(objects, 3, INFINITY);

	for (int i = 0; i < 3; i++)
		AWAIT(note_next(iterator));
	return arg;
}

static void test_as_completed__over_a_coroutine_object_twice(void)
{
	async_run(over_an_object_twice);
	ASSERT_NOTES("[at once] a@1 [a] StopAsyncIteration");
}

static void *over_nothing(void *arg)
{
	struct async_task *tasks[1] = { NULL };

	AWAIT(note_next(async_as_completed(tasks, 0, 1)));
	return arg;
}

static void test_as_completed__over_nothing(void)
{
	async_run(over_nothing);
	ASSERT_NOTES("StopAsyncIteration");
}

/* ---- Time ---- */

static void *for_some_time(void *arg)
{
	struct async_task *tasks[] = { async_create_task(work, 1, "a"),
				       async_create_task(work, 5, "b"),
				       async_create_task(work, 6, "c"),
				       async_create_task(work, 2, "d") };
	struct async_iterator *iterator = async_as_completed(tasks, 4, 3);

	AWAIT(note_next(iterator));
	AWAIT(async_sleep(3));			/* d is done, and the time is up */
	for (int i = 0; i < 4; i++)
		AWAIT(note_next(iterator));
	note("@%g", async_loop_time(NULL));
	AWAIT(async_await(tasks[2]));
	return arg;
}

static void test_timeout__comes_behind_those_that_are_done(void)
{
	async_run(for_some_time);
	ASSERT_NOTES("a@1 [a] d@2 [d] TimeoutError TimeoutError StopAsyncIteration @4 b@5 c@6");
}

static void *ask_long_after(void *arg)
{
	struct async_coroutine *objects[] = { async_coroutine(work, 2, "a"),
					      async_coroutine(work, 1, "b") };
	struct async_iterator *iterator = async_as_completed(objects, 2, 1.5);

	AWAIT(async_sleep(5));
	for (int i = 0; i < 3; i++)
		AWAIT(note_next(iterator));
	return arg;
}

static void test_timeout__what_ends_later_is_not_given(void)
{
	async_run(ask_long_after);
	ASSERT_NOTES("b@1 a@2 [b] TimeoutError StopAsyncIteration");
}

static void *time_up_while_waiting(void *arg)
{
	struct async_coroutine *objects[] = { async_coroutine(work, 5, "a") };
	struct async_iterator *iterator = async_as_completed(objects, 1, 3);

	AWAIT(note_next(iterator));
	note("@%g", async_loop_time(NULL));
	return arg;
}

static void test_timeout__while_it_waits(void)
{
	async_run(time_up_while_waiting);
	ASSERT_NOTES("TimeoutError @3 a:cancelled");
}

static void *time_up_as_it_ends(void *arg)
{
	struct async_future *futures[] = { async_loop_create_future(NULL) };
	struct async_iterator *iterator = async_as_completed(futures, 1, 1);

	async_block(1);				/* the time is up in the next pass, */
	async_future_set_result(futures[0], "a");	/* and the waiter is called in it */
	AWAIT(note_next(iterator));
	AWAIT(note_next(iterator));
	return arg;
}

static void test_timeout__meets_the_end(void)
{
	async_run(time_up_as_it_ends);
	ASSERT_NOTES("[a] StopAsyncIteration");
}

/* ---- Several who ask, and cancelling ---- */

struct ask { struct async_iterator *iterator; const char *name; };

static void *ask(void *arg)
{
	const struct ask *self = arg;
	EXCEPTION(e);

	const char *result = TRY(async_as_completed_next(self->iterator));
	if (EXCEPT(CancelledError, e)) {
		note("%s:cancelled", self->name);
		return async_reraise(e);
	}
	if (async_exception() == NULL)
		note("%s:%s", self->name, result);
	return NULL;
}

static void *several_ask(void *arg)
{
	struct async_task *tasks[] = { async_create_task(work, 3, "a"),
				       async_create_task(work, 1, "b") };
	struct async_iterator *iterator = async_as_completed(tasks, 2, INFINITY);

	AWAIT(async_gather(NULL, async_coroutine(ask, iterator, "first"),
			   async_coroutine(ask, iterator, "second")));
	return arg;
}

static void test_next__for_several_who_ask(void)
{
	async_run(several_ask);
	ASSERT_NOTES("b@1 first:b a@3 second:a");
}

/* Who has had its turn and is cancelled before it runs gives the turn to the next; but it has
 * asked, and so one fewer is to be had: as in CPython. */
static void *cancel_whose_turn_it_is(void *arg)
{
	struct async_future *futures[] = { async_loop_create_future(NULL),
					   async_loop_create_future(NULL) };
	struct async_iterator *iterator = async_as_completed(futures, 2, INFINITY);
	struct async_task *first = async_create_task(ask, iterator, "first");
	struct async_task *second = async_create_task(ask, iterator, "second");

	AWAIT(async_sleep(0));
	async_future_set_result(futures[1], "b");
	AWAIT(async_sleep(0));			/* the waiter has been called */
	async_task_cancel(first);
	AWAIT(async_await(second));
	AWAIT(note_next(iterator));
	return arg;
}

static void test_cancel__gives_the_turn_to_the_next(void)
{
	async_run(cancel_whose_turn_it_is);
	ASSERT_NOTES("first:cancelled second:b StopAsyncIteration");
}

static void *leave_early(void *arg)
{
	struct async_task *tasks[] = { async_create_task(work, 2, "a"),
				       async_create_task(work, 1, "b") };
	struct async_iterator *iterator = async_as_completed(tasks, 2, 10);

	AWAIT(note_next(iterator));
	return arg;
}

static void *call_who_leaves(void *arg)
{
	struct async_task *other = async_create_task(work, 3, "other");

	AWAIT(async_await(async_create_task(leave_early)));
	AWAIT(async_await(other));
	return arg;
}

static void test_as_completed__left_early_cancels_nobody(void)
{
	async_run(call_who_leaves);
	ASSERT_NOTES("b@1 [b] a@2 other@3");
}

/* ---- Mistakes ---- */

static void test_as_completed__where_no_loop_runs(void)
{
	struct async_task *tasks[1] = { NULL };

	ASSERT(async_as_completed(tasks, 0, 1) == NULL);
	ASSERT_RAISED(RuntimeError, "no running event loop");
}

static struct async_iterator *handed_up;

static void *hand_it_up(void *arg)
{
	struct async_future *futures[] = { async_loop_create_future(NULL) };

	handed_up = async_as_completed(futures, 1, INFINITY);
	AWAIT(async_sleep(1));
	return arg;
}

static void *ask_what_is_handed_up(void *arg)
{
	AWAIT(async_sleep(0));
	AWAIT(async_as_completed_next(handed_up));
	return arg;
}

static void *let_its_owner_end(void *arg)
{
	struct async_task *owner = async_create_task(hand_it_up);

	async_create_task(ask_what_is_handed_up);
	AWAIT(async_await(owner));
	async_detach(owner);
	return arg;
}

static void program_lets_the_iterator_end(void)
{
	async_run(let_its_owner_end);
}

static void test_as_completed__that_ends_while_another_task_awaits_it(void)
{
	struct ending end = run_program("program_lets_the_iterator_end", NULL);

	ASSERT_INT(end.status, -SIGABRT);
	ASSERT_CONTAINS(end.err, "an iterator of async_as_completed() ended with the task that "
				 "created it");
}

/* ---- Never ending ---- */

static void *ask_for_ever(void *arg)
{
	struct async_future *futures[] = { async_loop_create_future(NULL),
					   async_loop_create_future(NULL) };
	struct async_iterator *iterator = async_as_completed(futures, 2, 100);

	async_future_set_result(futures[0], "a");
	AWAIT(note_next(iterator));
	AWAIT(note_next(iterator));
	return arg;
}

static void test_destroyed__while_it_waits(void)
{
	const double moments[] = { 0, 1 };

	for (int i = 0; i < 2; i++) {
		struct async_loop *loop = async_new_event_loop();

		async_loop_create_task(loop, ask_for_ever);
		async_loop_call_later(loop, moments[i], stop, loop);
		async_loop_run_forever(loop);
		async_loop_close(loop);
		ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
	}
	ASSERT_NOTES("[a]");
}

/* ---- For reports ---- */

static void count_one(struct async_future *inner, void *count)
{
	ASSERT(inner != NULL);
	++*(size_t *)count;
}

static void look_at(void *arg)
{
	struct async_future *waits_for = ((struct async_task *)arg)->waits_for;
	size_t count = 0;
	char text[80];

	waits_for->methods->describe(waits_for, text, sizeof text);
	waits_for->methods->visit(waits_for, count_one, &count);
	note("%s:%zu", text, count);
}

static void *be_looked_at(void *arg)
{
	struct async_coroutine *objects[] = { async_coroutine(work, 3, "a"),
					      async_coroutine(work, 1, "b") };
	struct async_iterator *iterator = async_as_completed(objects, 2, INFINITY);

	async_loop_call_later(NULL, 2, look_at, async_current_task());
	AWAIT(note_next(iterator));
	AWAIT(note_next(iterator));
	return arg;
}

static void test_report__says_what_it_waits_for(void)
{
	async_run(be_looked_at);
	ASSERT_NOTES("b@1 [b] the next of async_as_completed():1 a@3 [a]");
}

static const struct test tests[] = {
	TEST(test_next__gives_results_in_their_order),
	TEST(test_anext__gives_the_very_task),
	TEST(test_as_completed__in_an_async_for),
	TEST(test_as_completed__over_those_done_before),
	TEST(test_as_completed__over_a_coroutine_object_twice),
	TEST(test_as_completed__over_nothing),
	TEST(test_timeout__comes_behind_those_that_are_done),
	TEST(test_timeout__what_ends_later_is_not_given),
	TEST(test_timeout__while_it_waits),
	TEST(test_timeout__meets_the_end),
	TEST(test_next__for_several_who_ask),
	TEST(test_cancel__gives_the_turn_to_the_next),
	TEST(test_as_completed__left_early_cancels_nobody),
	TEST(test_as_completed__where_no_loop_runs),
	TEST(test_as_completed__that_ends_while_another_task_awaits_it),
	TEST(test_destroyed__while_it_waits),
	TEST(test_report__says_what_it_waits_for),
};

static const struct program programs[] = {
	PROGRAM(program_lets_the_iterator_end),
};

SUITE(tests, programs)

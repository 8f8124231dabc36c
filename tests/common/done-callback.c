/* future.h: callbacks that are taken back, and exceptions that are handed over. */

#include "suite.h"

struct wait_and_note { struct async_future *future; const char *name; };

static void *wait_and_note(void *arg)
{
	const struct wait_and_note *self = arg;
	EXCEPTION(e);

	const char *result = TRY(async_await(self->future));
	if (EXCEPT(BaseException, e))
		note("%s:%s", self->name, e->type->name);
	else
		note("%s:%s", self->name, result);
	return NULL;
}

/* ---- Callbacks that are taken back ---- */

static void note_done(struct async_future *future, void *arg)
{
	ASSERT(async_future_done(future));
	note("%s", (const char *)arg);
}

static void note_done_too(struct async_future *future, void *arg)
{
	note_done(future, arg);
}

static void *take_callbacks_back(void *arg)
{
	static char a[] = "a", b[] = "b";
	struct async_future *future = async_loop_create_future(NULL);

	async_future_add_done_callback(future, note_done, a);
	async_future_add_done_callback(future, note_done, b);
	async_future_add_done_callback(future, note_done_too, a);
	async_future_add_done_callback(future, note_done, a);
	ASSERT_INT(async_future_remove_done_callback(future, note_done, a), 2);
	ASSERT_INT(async_future_remove_done_callback(future, note_done, a), 0);
	async_future_add_done_callback(future, note_done, "last");
	async_future_set_result(future, NULL);
	ASSERT_INT(async_future_remove_done_callback(future, note_done, b), 0);
	AWAIT(async_sleep(0));
	ASSERT_NOTES("b a last");

	future = async_loop_create_future(NULL);
	async_future_add_done_callback(future, note_done, "only");
	ASSERT_INT(async_future_remove_done_callback(future, note_done, "only"), 1);
	async_future_add_done_callback(future, note_done, "another");
	async_future_cancel(future);
	AWAIT(async_sleep(0));
	return arg;
}

static void test_remove_done_callback__each_time_it_was_added(void)
{
	async_run(take_callbacks_back);
	ASSERT_NOTES("another");
}

static void *take_back_beside_a_task(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);
	struct async_task *task;

	async_future_add_done_callback(future, note_done, "first");
	task = async_create_task(wait_and_note, future, "task");
	AWAIT(async_sleep(0));
	async_future_add_done_callback(future, note_done, "second");
	ASSERT_INT(async_future_remove_done_callback(future, note_done, "first"), 1);
	ASSERT_INT(async_task_remove_done_callback(task, note_done, "never added"), 0);
	async_future_set_result(future, "five");
	AWAIT(async_await(task));
	return arg;
}

static void test_remove_done_callback__leaves_tasks_alone(void)
{
	async_run(take_back_beside_a_task);
	ASSERT_NOTES("task:five second");
}

/* ---- An exception that was caught elsewhere ---- */

static void *hand_an_exception_over(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);
	EXCEPTION(e);

	ASSERT(async_future_get_loop(future) == async_get_running_loop());
	async_raise(KeyError, "no city");
	if (EXCEPT(KeyError, e))
		async_future_set_exception_object(future, e);
	TRY(async_await(future));
	ASSERT_RAISED(KeyError, "no city");
	ASSERT(async_future_exception(future) == e);
	async_future_set_exception_object(future, e);
	ASSERT_RAISED(InvalidStateError, "invalid state");
	return arg;
}

static void test_set_exception_object__of_a_caught_one(void)
{
	async_run(hand_an_exception_over);
}

static void *store_the_end_of_a_generator(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);
	EXCEPTION(e);

	async_future_set_exception(future, StopIteration, "at the end");
	TRY(async_await(future));
	if (EXCEPT(RuntimeError, e)) {
		ASSERT_STRING(e->message, "StopIteration interacts badly with generators and "
					  "cannot be raised into a Future");
		ASSERT_EXCEPTION(e->cause, StopIteration, "at the end");
	}
	ASSERT(e != NULL);
	return arg;
}

static void test_set_exception__of_StopIteration(void)
{
	async_run(store_the_end_of_a_generator);
}

static const struct test tests[] = {
	TEST(test_remove_done_callback__each_time_it_was_added),
	TEST(test_remove_done_callback__leaves_tasks_alone),
	TEST(test_set_exception_object__of_a_caught_one),
	TEST(test_set_exception__of_StopIteration),
};

SUITE(tests, NO_PROGRAMS)

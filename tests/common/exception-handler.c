/* The exception handler of the loop: who is told of what nobody catches. */

#include "suite.h"

static void note_context(struct async_loop *loop, const struct async_exception_context *context,
			 void *arg)
{
	ASSERT(loop != NULL);
	note("[%s%s", arg != NULL ? (const char *)arg : "", context->message);
	if (context->exception != NULL)
		note("%s: %s", context->exception->type->name, context->exception->message);
	if (context->task != NULL) {
		ASSERT(context->future == async_task_future(context->task));
		note("of %s", async_task_get_name(context->task));
	}
	note("]");
}

static void *fail(void *arg)
{
	(void)arg;
	return async_raise(ValueError, "sold out");
}

static void *sleep_long(void *arg)
{
	AWAIT(async_sleep(1000));
	return arg;
}

static void fail_in_callback(void *arg)
{
	(void)arg;
	async_raise(KeyError, "no city");
}

/* ---- What it is told ---- */

static void *never_retrieved(void *arg)
{
	struct async_task *task = async_create_task(fail);

	async_loop_set_exception_handler(NULL, note_context, NULL);
	async_task_set_name(task, "seller");
	AWAIT(async_sleep(1));
	async_detach(task);
	note("detached");
	return arg;
}

static void test_handler__of_a_task_that_nobody_asks(void)
{
	async_run(never_retrieved);
	ASSERT_NOTES("[Task exception was never retrieved ValueError: sold out of seller ] "
		     "detached");
	ASSERT_STRING(suite_stderr(), "");
}

static void *future_never_retrieved(void *arg)
{
	async_loop_set_exception_handler(NULL, note_context, "told: ");
	async_future_set_exception(async_loop_create_future(NULL), ValueError, "for nobody");
	async_future_set_exception(async_loop_create_future(NULL), ValueError, "for nobody");
	AWAIT(async_sleep(1));
	note("over");
	return arg;
}

static void test_handler__of_a_future_at_the_end_of_its_loop(void)
{
	async_run(future_never_retrieved);
	ASSERT_NOTES("over "
		     "[told: Future exception was never retrieved ValueError: for nobody ] "
		     "[told: Future exception was never retrieved ValueError: for nobody ]");
}

static void *cancelled_when_done(void *arg)
{
	struct async_task *task = async_create_task(fail);
	struct async_future *future = async_loop_create_future(NULL);

	async_loop_set_exception_handler(NULL, note_context, NULL);
	async_future_set_exception(future, ValueError, "for nobody");
	AWAIT(async_sleep(1));
	ASSERT(!async_task_cancel(task));
	ASSERT(!async_future_cancel(future));
	return arg;
}

/* As in asyncio: to cancel what has failed already does nothing, but counts as a look at it. */
static void test_handler__is_not_told_of_what_was_cancelled_too_late(void)
{
	async_run(cancelled_when_done);
	ASSERT_NOTES("");
}

static void *fail_in_callbacks(void *arg)
{
	async_loop_set_exception_handler(NULL, note_context, NULL);
	async_loop_call_soon(NULL, fail_in_callback, NULL);
	async_loop_call_later(NULL, 1, fail_in_callback, NULL);
	AWAIT(async_sleep(2));
	return arg;
}

static void test_handler__of_callbacks(void)
{
	async_run(fail_in_callbacks);
	ASSERT_NOTES("[Exception in callback KeyError: no city ] "
		     "[Exception in callback KeyError: no city ]");
}

static void test_handler__of_a_task_that_was_destroyed(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_set_exception_handler(loop, note_context, NULL);
	async_task_set_name(async_loop_create_task(loop, sleep_long), "sleeper");
	async_loop_close(loop);
	ASSERT_NOTES("[Task was destroyed but it is pending! of sleeper ]");
}

static void *fail_in_clean_up(void *arg)
{
	EXCEPTION(e);

	TRY(async_sleep(1000));
	if (EXCEPT(CancelledError, e))
		async_raise(ValueError, "in the clean-up");
	return arg;
}

static void *leave_one_that_fails(void *arg)
{
	struct async_task *task = async_create_task(fail_in_clean_up);

	async_task_set_name(task, "cleaner");
	async_detach(task);
	async_loop_set_exception_handler(NULL, note_context, NULL);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_handler__of_what_fails_at_the_end_of_the_run(void)
{
	async_run(leave_one_that_fails);
	ASSERT_NOTES("[unhandled exception during async_run() shutdown "
		     "ValueError: in the clean-up of cleaner ]");
}

/* ---- What it may do ---- */

static void raise_in_handler(struct async_loop *loop, const struct async_exception_context *context,
			     void *arg)
{
	(void)loop;
	(void)context;
	(void)arg;
	async_raise(RuntimeError, "the handler is broken");
}

static void *fail_with_a_broken_handler(void *arg)
{
	async_loop_set_exception_handler(NULL, raise_in_handler, NULL);
	async_loop_call_soon(NULL, fail_in_callback, NULL);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_handler__that_raises_is_reported(void)
{
	async_run(fail_with_a_broken_handler);
	ASSERT_STRING(mask_lines(suite_stderr()),
		      "Unhandled error in exception handler\n"
		      "Traceback (most recent call last):\n"
		      "  File \"" __FILE__ "\", line N, in raise_in_handler\n"
		      "RuntimeError: the handler is broken\n"
		      "It was told:\n"
		      "Exception in callback\n"
		      "Traceback (most recent call last):\n"
		      "  File \"" __FILE__ "\", line N, in fail_in_callback\n"
		      "KeyError: no city\n");
}

static void await_in_handler(struct async_loop *loop, const struct async_exception_context *context,
			     void *arg)
{
	(void)loop;
	(void)context;
	(void)arg;
	ASSERT_INT(TRY(async_sleep(1)), 0);
	ASSERT_RAISED(RuntimeError, "async_sleep() was called in an exception handler");
}

static void *drop_one_while_raising(void *arg)
{
	struct async_task *task = async_create_task(fail);

	(void)arg;
	AWAIT(async_sleep(1));
	async_loop_set_exception_handler(NULL, await_in_handler, NULL);
	async_raise(IndexError, "before");
	async_detach(task);
	return NULL;
}

static void test_handler__is_called_in_the_middle_of_a_task(void)
{
	async_run(drop_one_while_raising);
	ASSERT_RAISED(IndexError, "before");
}

static void hand_on(struct async_loop *loop, const struct async_exception_context *context,
		    void *arg)
{
	(void)arg;
	note("seen");
	async_loop_default_exception_handler(loop, context);
}

static void *fail_and_hand_on(void *arg)
{
	async_loop_set_exception_handler(NULL, hand_on, NULL);
	async_loop_call_soon(NULL, fail_in_callback, NULL);
	AWAIT(async_sleep(1));
	async_loop_set_exception_handler(NULL, NULL, NULL);
	async_loop_call_soon(NULL, fail_in_callback, NULL);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_handler__hands_on_to_the_default_one(void)
{
	static const char once[] = "Exception in callback\n"
				   "Traceback (most recent call last):\n"
				   "  File \"" __FILE__ "\", line N, in fail_in_callback\n"
				   "KeyError: no city\n";
	char twice[2 * sizeof once];

	async_run(fail_and_hand_on);
	snprintf(twice, sizeof twice, "%s%s", once, once);
	ASSERT_STRING(mask_lines(suite_stderr()), twice);
	ASSERT_NOTES("seen");
}

static void *call_it(void *arg)
{
	const struct async_exception_context context = { .message = "the shop burns" };
	const struct async_exception_context empty = { 0 };

	async_loop_call_exception_handler(NULL, &context);
	async_loop_call_exception_handler(NULL, &empty);
	async_loop_set_exception_handler(NULL, note_context, NULL);
	async_loop_call_exception_handler(NULL, &context);
	return arg;
}

static void test_handler__called_by_the_program(void)
{
	async_run(call_it);
	ASSERT_STRING(suite_stderr(), "the shop burns\nUnhandled exception in event loop\n");
	ASSERT_NOTES("[the shop burns ]");
}

static void test_handler__outside_of_a_loop(void)
{
	async_loop_set_exception_handler(NULL, note_context, NULL);
	ASSERT_RAISED(RuntimeError, "no running event loop");
}

static void *fail_in_a_callback(void *arg)
{
	async_loop_call_soon(NULL, fail_in_callback, NULL);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_handler__belongs_to_one_loop(void)
{
	async_run(fail_in_callbacks);
	ASSERT_NOTES("[Exception in callback KeyError: no city ] "
		     "[Exception in callback KeyError: no city ]");
	async_run(fail_in_a_callback);
	ASSERT_NOTES("");
	ASSERT_CONTAINS(suite_stderr(), "KeyError: no city\n");
}

static const struct test tests[] = {
	TEST(test_handler__of_a_task_that_nobody_asks),
	TEST(test_handler__of_a_future_at_the_end_of_its_loop),
	TEST(test_handler__is_not_told_of_what_was_cancelled_too_late),
	TEST(test_handler__of_callbacks),
	TEST(test_handler__of_a_task_that_was_destroyed),
	TEST(test_handler__of_what_fails_at_the_end_of_the_run),
	TEST(test_handler__that_raises_is_reported),
	TEST(test_handler__is_called_in_the_middle_of_a_task),
	TEST(test_handler__hands_on_to_the_default_one),
	TEST(test_handler__called_by_the_program),
	TEST(test_handler__outside_of_a_loop),
	TEST(test_handler__belongs_to_one_loop),
};

SUITE(tests, NO_PROGRAMS)

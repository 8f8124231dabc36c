/* From a thread into the loop: run_coroutine_threadsafe(), call_soon_threadsafe(). */

#include <math.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

#include "group.h"
#include "suite.h"
#include "work.h"

struct greet { double delay; const char *name; };

static void *greet(void *arg)
{
	const struct greet *self = arg;

	AWAIT(async_sleep(self->delay));
	note("%s@%g", self->name, async_loop_time(NULL));
	return async_sprintf("hello %s", self->name);
}

static void *fail_because(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(1));
	async_raise(KeyError, "no city");
	{
		EXCEPTION(e);

		if (EXCEPT(KeyError, e))
			async_raise_from(e, ValueError, "no weather");
	}
	return NULL;
}

/* ---- From functions of async_to_thread() ---- */

struct ask_from_thread { struct async_loop *loop; double delay; const char *name; };

static void *ask_from_thread(void *arg)
{
	const struct ask_from_thread *self = arg;
	struct async_concurrent_future *future =
		async_run_coroutine_threadsafe(self->loop, greet, self->delay, self->name);

	return async_concurrent_future_result(future, INFINITY);
}

static void *ask_once(void *arg)
{
	const char *answer =
		AWAIT(async_to_thread(ask_from_thread, async_get_running_loop(), 2, "Oslo"));

	ASSERT_STRING(answer, "hello Oslo");
	ASSERT_TIME(async_loop_time(NULL), 2);
	return arg;
}

static void test_threadsafe__gives_the_result_to_the_thread(void)
{
	async_run(ask_once);
	ASSERT_NOTES("Oslo@2");
}

struct ask_twice { struct async_loop *loop; const char *name; };

static void *ask_twice(void *arg)
{
	const struct ask_twice *self = arg;
	struct async_concurrent_future *first, *second;

	async_block(1);
	first = async_run_coroutine_threadsafe(self->loop, greet, 1, self->name);
	second = async_run_coroutine_threadsafe(self->loop, greet, 1, self->name);
	async_concurrent_future_result(second, INFINITY);
	async_block(1);
	return async_concurrent_future_result(first, INFINITY);
}

static void *many_ask(void *arg)
{
	static const char *const names[] = { "a", "b", "c", "d", "e" };
	struct async_loop *loop = async_get_running_loop();

	for (int i = 0; i < 5; i++)
		async_loop_run_in_executor(NULL, NULL, ask_twice, loop, names[i]);
	AWAIT(async_sleep(10));
	return arg;
}

/* However fast each of the threads is. */
static void test_threadsafe__the_order_is_that_of_the_threads(void)
{
	for (int i = 0; i < 50; i++) {
		async_run(many_ask);
		ASSERT_NOTES("a@2 a@2 b@2 b@2 c@2 c@2 d@2 d@2 e@2 e@2");
	}
}

struct ask_for_what_fails { struct async_loop *loop; };

static void *ask_for_what_fails(void *arg)
{
	const struct ask_for_what_fails *self = arg;
	struct async_concurrent_future *future =
		async_run_coroutine_threadsafe(self->loop, fail_because);
	const struct async_exception *e = async_concurrent_future_exception(future, INFINITY);

	ASSERT_EXCEPTION(e, ValueError, "no weather");
	ASSERT_EXCEPTION(e->cause, KeyError, "no city");
	ASSERT(async_exception() == NULL);
	ASSERT(async_concurrent_future_done(future));
	ASSERT(!async_concurrent_future_cancelled(future));
	ASSERT(!async_concurrent_future_cancel(future));
	return async_concurrent_future_result(future, INFINITY);
}

static void *let_ask_for_what_fails(void *arg)
{
	TRY(async_to_thread(ask_for_what_fails, async_get_running_loop()));
	ASSERT_RAISED(ValueError, "no weather");
	return arg;
}

static void test_threadsafe__gives_a_copy_of_the_exception(void)
{
	async_run(let_ask_for_what_fails);
	ASSERT_STRING(suite_stderr(), "");
}

struct ask_without_patience { struct async_loop *loop; };

static void *ask_without_patience(void *arg)
{
	const struct ask_without_patience *self = arg;
	struct async_concurrent_future *future =
		async_run_coroutine_threadsafe(self->loop, greet, 3, "slow");

	ASSERT(!async_concurrent_future_done(future));
	async_concurrent_future_result(future, 1);
	ASSERT_RAISED(TimeoutError, "");
	async_concurrent_future_exception(future, 0.5);
	ASSERT_RAISED(TimeoutError, "");
	return async_concurrent_future_result(future, 2);
}

static void *let_ask_without_patience(void *arg)
{
	const char *answer =
		AWAIT(async_to_thread(ask_without_patience, async_get_running_loop()));

	ASSERT_STRING(answer, "hello slow");
	ASSERT_TIME(async_loop_time(NULL), 3);
	return arg;
}

static void test_threadsafe__a_timeout_leaves_the_task_alone(void)
{
	async_run(let_ask_without_patience);
	ASSERT_NOTES("slow@3");
}

struct change_its_mind { struct async_loop *loop; };

static void *change_its_mind(void *arg)
{
	const struct change_its_mind *self = arg;
	struct async_concurrent_future *begun, *fresh;

	begun = async_run_coroutine_threadsafe(self->loop, work, 10, "begun");
	async_block(1);
	fresh = async_run_coroutine_threadsafe(self->loop, work, 10, "fresh");
	ASSERT(async_concurrent_future_cancel(begun));
	ASSERT(async_concurrent_future_cancel(begun));
	ASSERT(async_concurrent_future_cancel(fresh));
	ASSERT(async_concurrent_future_cancelled(begun));
	async_concurrent_future_result(begun, INFINITY);
	ASSERT_RAISED(CancelledError, "");
	async_concurrent_future_exception(fresh, INFINITY);
	ASSERT_RAISED(CancelledError, "");
	async_block(1);
	return NULL;
}

static void *let_change_its_mind(void *arg)
{
	AWAIT(async_to_thread(change_its_mind, async_get_running_loop()));
	ASSERT_TIME(async_loop_time(NULL), 2);
	return arg;
}

static void test_threadsafe__cancelled_by_the_thread(void)
{
	async_run(let_change_its_mind);
	ASSERT_NOTES("begun:cancelled");
}

static void *cancels_itself(void *arg)
{
	async_task_cancel(async_current_task());
	AWAIT(async_sleep(1));
	return arg;
}

struct ask_for_what_is_cancelled { struct async_loop *loop; };

static void *ask_for_what_is_cancelled(void *arg)
{
	const struct ask_for_what_is_cancelled *self = arg;
	struct async_concurrent_future *future =
		async_run_coroutine_threadsafe(self->loop, cancels_itself);

	async_concurrent_future_result(future, INFINITY);
	ASSERT_RAISED(CancelledError, "");
	ASSERT(async_concurrent_future_cancelled(future));
	return NULL;
}

static void *let_ask_for_what_is_cancelled(void *arg)
{
	AWAIT(async_to_thread(ask_for_what_is_cancelled, async_get_running_loop()));
	return arg;
}

static void test_threadsafe__of_a_task_that_is_cancelled(void)
{
	async_run(let_ask_for_what_is_cancelled);
}

static void *in_the_loops_thread(void *arg)
{
	struct async_concurrent_future *future =
		async_run_coroutine_threadsafe(async_get_running_loop(), greet, 1, "Oslo");

	async_concurrent_future_result(future, INFINITY);
	ASSERT_RAISED(RuntimeError, "the loop's own thread would wait for itself");
	AWAIT(async_sleep(2));
	ASSERT_STRING(async_concurrent_future_result(future, INFINITY), "hello Oslo");
	return arg;
}

static void test_threadsafe__in_the_loops_own_thread(void)
{
	async_run(in_the_loops_thread);
	ASSERT_NOTES("Oslo@1");
}

static void *wait_for_ever(void *arg)
{
	AWAIT(async_await(async_loop_create_future(NULL)));
	return arg;
}

struct ask_for_ever { struct async_loop *loop; };

static void *ask_for_ever(void *arg)
{
	const struct ask_for_ever *self = arg;

	return async_concurrent_future_result(
		async_run_coroutine_threadsafe(self->loop, wait_for_ever), INFINITY);
}

static void *let_ask_for_ever(void *arg)
{
	TRY(async_to_thread(ask_for_ever, async_get_running_loop()));
	note("%s", async_exception()->type->name);
	return arg;
}

static void test_threadsafe__a_thread_that_waits_for_ever_is_a_deadlock(void)
{
	async_run(let_ask_for_ever);
	ASSERT_RAISED(RuntimeError, NULL);
	ASSERT_NOTES("CancelledError");
	ASSERT_CONTAINS(suite_stderr(), "deadlock");
}

static void *leave_the_thread(void *arg)
{
	async_loop_run_in_executor(NULL, NULL, ask_for_ever, async_get_running_loop());
	AWAIT(async_sleep(1));
	return arg;
}

static void test_threadsafe__the_end_of_the_run_cancels_it(void)
{
	async_run(leave_the_thread);
	ASSERT_CONTAINS(suite_stderr(), "exception=CancelledError()");
}

/* ---- From threads of the program's own, on the real clock ---- */

struct outsider {
	struct async_loop *loop;
	struct async_future *over;
	const char *answer;
	bool timed_out, failed;
};

static void set_over(void *arg)
{
	struct outsider *self = arg;

	async_future_set_result(self->over, NULL);
}

static void *ask_from_outside(void *arg)
{
	struct outsider *self = arg;
	struct async_concurrent_future *future, *other;
	EXCEPTION(e);

	future = async_run_coroutine_threadsafe(self->loop, greet, 0.001, "Oslo");
	self->answer = strdup(async_concurrent_future_result(future, INFINITY));
	other = async_run_coroutine_threadsafe(self->loop, wait_for_ever);
	async_concurrent_future_result(other, 0.001);
	self->timed_out = async_isinstance(async_exception(), TimeoutError);
	if (EXCEPT(TimeoutError, e))
		async_concurrent_future_cancel(other);
	async_concurrent_future_result(
		async_run_coroutine_threadsafe(self->loop, fail, 0, "sold out"), INFINITY);
	self->failed = async_isinstance(async_exception(), ValueError);
	if (EXCEPT(ValueError, e))
		async_loop_call_soon_threadsafe(self->loop, set_over, self);
	return NULL;
}

static void *serve_an_outsider(void *arg)
{
	struct outsider outsider = { async_get_running_loop(), async_loop_create_future(NULL),
				     NULL, false, false };
	pthread_t thread;

	async_create_task(work, 100, "keeps the loop alive");
	ASSERT_INT(pthread_create(&thread, NULL, ask_from_outside, &outsider), 0);
	AWAIT(async_await(outsider.over));
	pthread_join(thread, NULL);
	ASSERT_STRING(outsider.answer, "hello Oslo");
	ASSERT(outsider.timed_out);
	ASSERT(outsider.failed);
	free((void *)outsider.answer);
	return arg;
}

static void test_threadsafe__from_a_thread_of_the_programs_own(void)
{
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(serve_an_outsider);
	async_use_clock(ASYNC_CLOCK_VIRTUAL);
	ASSERT_CONTAINS(suite_notes(), "Oslo@");
	ASSERT_CONTAINS(suite_notes(), "keeps the loop alive:cancelled");
}

/* ---- Calls from the wrong thread ---- */

static void *call_from_the_wrong_thread(void *future)
{
	struct async_loop *loop = async_future_get_loop(future);
	static const char message[] = "Non-thread-safe operation invoked on an event loop other "
				      "than the current one";

	async_loop_call_soon(loop, note_callback, "never");
	ASSERT_RAISED(RuntimeError, message);
	async_loop_call_later(loop, 1, note_callback, "never");
	ASSERT_RAISED(RuntimeError, message);
	async_loop_call_at(loop, 1, note_callback, "never");
	ASSERT_RAISED(RuntimeError, message);
	ASSERT(async_loop_create_task(loop, at_once) == NULL);
	ASSERT_RAISED(RuntimeError, message);
	async_future_set_result(future, "never");
	ASSERT_RAISED(RuntimeError, message);
	async_future_set_exception(future, ValueError, "never");
	ASSERT_RAISED(RuntimeError, message);
	ASSERT_INT(async_loop_call_soon_threadsafe(loop, note_callback, "threadsafe"), 0);
	return NULL;
}

static void never(struct async_future *future, void *arg)
{
	(void)future;
	note("%s", (const char *)arg);
}

static void *use_the_wrong_thread(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);
	pthread_t thread;

	async_future_add_done_callback(future, never, "never");
	async_loop_set_debug(NULL, true);
	ASSERT_INT(pthread_create(&thread, NULL, call_from_the_wrong_thread, future), 0);
	pthread_join(thread, NULL);
	AWAIT(async_sleep(1));
	ASSERT(!async_future_done(future));
	async_loop_set_debug(NULL, false);
	return arg;
}

static void test_debug__calls_from_the_wrong_thread_raise(void)
{
	async_run(use_the_wrong_thread);
	ASSERT_NOTES("threadsafe");
}

/* ---- A loop that closes ---- */

static sem_t has_stopped;
static bool was_cancelled;

struct ask_when_stopped { struct async_loop *loop; };

static void *ask_when_stopped(void *arg)
{
	const struct ask_when_stopped *self = arg;
	struct async_concurrent_future *f;
	EXCEPTION(e);

	sem_wait(&has_stopped);
	f = async_run_coroutine_threadsafe(self->loop, greet, 0, "Anna");
	async_concurrent_future_result(f, INFINITY);
	was_cancelled = EXCEPT(CancelledError, e);
	return NULL;
}

static void *leave_it_to_a_thread(void *arg)
{
	struct async_loop *loop = async_get_running_loop();

	async_loop_run_in_executor(loop, NULL, ask_when_stopped, loop);
	return arg;
}

static void check_close(void)
{
	struct async_loop *loop = async_new_event_loop();

	was_cancelled = false;
	sem_init(&has_stopped, 0, 0);
	async_loop_run_until_complete(loop, async_coroutine(leave_it_to_a_thread));
	sem_post(&has_stopped);
	async_loop_close(loop);
	sem_destroy(&has_stopped);
	ASSERT(was_cancelled);
	ASSERT_NOTES("");
}

static void test_close__cancels_what_a_thread_asks_for_too_late(void)
{
	check_close();
	async_use_clock(ASYNC_CLOCK_REAL);
	check_close();
}

static const struct test tests[] = {
	TEST(test_threadsafe__gives_the_result_to_the_thread),
	TEST(test_threadsafe__the_order_is_that_of_the_threads),
	TEST(test_threadsafe__gives_a_copy_of_the_exception),
	TEST(test_threadsafe__a_timeout_leaves_the_task_alone),
	TEST(test_threadsafe__cancelled_by_the_thread),
	TEST(test_threadsafe__of_a_task_that_is_cancelled),
	TEST(test_threadsafe__in_the_loops_own_thread),
	TEST(test_threadsafe__a_thread_that_waits_for_ever_is_a_deadlock),
	TEST(test_threadsafe__the_end_of_the_run_cancels_it),
	TEST(test_threadsafe__from_a_thread_of_the_programs_own),
	TEST(test_debug__calls_from_the_wrong_thread_raise),
	TEST(test_close__cancels_what_a_thread_asks_for_too_late),
};

SUITE(tests, NO_PROGRAMS)

/* thread.h: cancelling who waits for a thread. */

#include <semaphore.h>
#include <stdatomic.h>

#include "suite.h"

static atomic_int begun;			/* of block() */

struct block { double seconds; const char *name; };

static void *block(void *arg)
{
	const struct block *self = arg;

	begun++;
	async_block(self->seconds);
	return (void *)self->name;
}

/* asyncio.to_thread(block, seconds, name), as something that create_task() and gather() take. */
struct blocking { double seconds; const char *name; };

static void *blocking(void *arg)
{
	const struct blocking *self = arg;

	char *name = AWAIT(async_to_thread(block, self->seconds, self->name));
	note("%s@%g", name, async_loop_time(NULL));
	return name;
}

static void *nothing(void *arg)
{
	return arg;
}

static atomic_int ended;

static void *block_and_end(void *arg)
{
	async_block(0.01);
	atomic_fetch_add(&ended, 1);
	return arg;
}

static void *waits_for_it(void *arg)
{
	(void)arg;
	return AWAIT(async_to_thread(block_and_end));
}

static sem_t gate;

static void *pass_the_gate(void *arg)
{
	while (sem_wait(&gate) != 0)
		;			/* EINTR */
	atomic_fetch_add(&ended, 1);
	return arg;
}

static void *waits_for_the_gate(void *arg)
{
	(void)arg;
	return AWAIT(async_to_thread(pass_the_gate));
}

static void *cancel_who_waits(void *arg)
{
	struct async_task *task = async_create_task(waits_for_the_gate);

	AWAIT(async_sleep(0));
	async_task_cancel(task, "no more");
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, "no more");
	ASSERT_INT(ended, 0);
	sem_post(&gate);
	return arg;
}

static void test_cancel__the_task_stops_waiting_and_the_thread_runs_on(void)
{
	suite_counts_passes();
	sem_init(&gate, 0, 0);
	for (int clock = ASYNC_CLOCK_REAL; clock <= ASYNC_CLOCK_VIRTUAL; clock++) {
		async_use_clock(clock);
		ended = 0;
		async_run(cancel_who_waits);
		ASSERT_INT(ended, 1);		/* the end of the run has waited for it */
	}
	sem_destroy(&gate);
}

static void *raise_late(void *arg)
{
	async_block(1);
	(void)arg;
	return async_raise(ValueError, "nobody is interested");
}

static void *waits_for_raise_late(void *arg)
{
	(void)arg;
	return AWAIT(async_to_thread(raise_late));
}

static void *cancel_before_it_raises(void *arg)
{
	struct async_task *task = async_create_task(waits_for_raise_late);

	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0.5));
	async_task_cancel(task);
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, NULL);
	AWAIT(async_sleep(5));
	return arg;
}

static void test_cancel__what_the_thread_raises_later_is_lost(void)
{
	async_run(cancel_before_it_raises);
	async_run(nothing);
}

enum { AT_ONCE = 32 };			/* threads; who comes later waits in line */

static void *cancel_one_in_line(void *arg)
{
	struct async_task *tasks[AT_ONCE + 1];

	for (int i = 0; i <= AT_ONCE; i++)
		tasks[i] = async_create_task(blocking, 1, "x");
	AWAIT(async_sleep(0.5));
	async_task_cancel(tasks[AT_ONCE]);
	TRY(async_await(tasks[AT_ONCE]));
	ASSERT_RAISED(CancelledError, NULL);
	AWAIT(async_gather_array(NULL, tasks, AT_ONCE));
	ASSERT_TIME(async_loop_time(NULL), 1);
	return arg;
}

static void test_cancel__of_one_that_has_not_begun(void)
{
	begun = 0;
	async_run(cancel_one_in_line);
	ASSERT_CONTAINS(suite_notes(), "x@1 x@1");
	ASSERT_INT(begun, AT_ONCE);
}

static void *leave_it_running(void *arg)
{
	async_create_task(waits_for_it);
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	return arg;
}

static void test_end__of_the_run_waits_for_threads(void)
{
	ended = 0;
	async_run(leave_it_running);
	ASSERT_INT(ended, 1);
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(leave_it_running);
	ASSERT_INT(ended, 2);
}

static const struct test tests[] = {
	TEST(test_cancel__the_task_stops_waiting_and_the_thread_runs_on),
	TEST(test_cancel__what_the_thread_raises_later_is_lost),
	TEST(test_cancel__of_one_that_has_not_begun),
	TEST(test_end__of_the_run_waits_for_threads),
};

SUITE(tests, NO_PROGRAMS)

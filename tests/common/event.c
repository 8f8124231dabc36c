/* sync.h: Event. */

#include "turns.h"

static struct async_event *event;

struct wait_for_it { const char *name; };

static void *wait_for_it(void *arg)
{
	const char *name = ((const struct wait_for_it *)arg)->name;
	EXCEPTION(e);

	bool set = TRY(async_event_wait(event));
	if (EXCEPT(CancelledError, e)) {
		note("%s:cancelled", name);
		return async_reraise(e);
	}
	ASSERT(set);
	note("%s%s", name, async_event_is_set(event) ? "" : ":cleared");
	return NULL;
}

static struct async_task *a, *b, *c;

ASYNC static int begin(void)
{
	event = async_event();
	ASSERT(!async_event_is_set(event));
	a = async_create_task(wait_for_it, "a");
	b = async_create_task(wait_for_it, "b");
	c = async_create_task(wait_for_it, "c");
	AWAIT(passes(1));
	ASSERT_NOTES("");
	return 0;
}

static void *set_it(void *arg)
{
	AWAIT(begin());
	async_event_set(event);
	ASSERT_NOTES("");
	AWAIT(passes(1));
	ASSERT_NOTES("a b c");
	async_loop_call_soon(NULL, note_callback, "a pass later");
	ASSERT(AWAIT(async_event_wait(event)));
	async_event_set(event);
	ASSERT(AWAIT(async_event_wait(event)));
	ASSERT_NOTES("");
	return arg;
}

static void test_event__set_wakes_all(void)
{
	suite_counts_passes();
	async_run(set_it);
	ASSERT_NOTES("a pass later");
}

static void *clear_it(void *arg)
{
	AWAIT(begin());
	async_event_set(event);
	async_event_clear(event);
	async_create_task(wait_for_it, "d");
	AWAIT(passes(3));
	ASSERT_NOTES("a:cleared b:cleared c:cleared");
	async_event_set(event);
	AWAIT(passes(1));
	return arg;
}

static void test_event__set_and_cleared_wakes_who_waited(void)
{
	suite_counts_passes();
	async_run(clear_it);
	ASSERT_NOTES("d");
}

/* b is cancelled before it is set, a and c in the same pass behind that. */
static void *cancel_around_it(void *arg)
{
	AWAIT(begin());
	async_task_cancel(b);
	async_event_set(event);
	async_task_cancel(a);
	async_event_clear(event);
	AWAIT(passes(2));
	ASSERT_NOTES("b:cancelled a:cancelled c:cleared");
	async_create_task(wait_for_it, "d");
	AWAIT(passes(1));
	async_event_set(event);
	AWAIT(passes(1));
	return arg;
}

static void test_event__cancelled(void)
{
	suite_counts_passes();
	async_run(cancel_around_it);
	ASSERT_NOTES("d");
}

static void *never_set_it(void *arg)
{
	event = async_event();
	AWAIT(async_event_wait(event));
	return arg;
}

static void test_event__deadlock_names_it(void)
{
	deadlocks(never_set_it, "waits for the event created at tests/common/event.c:LINE\n");
}

static void *own_for_a_while(void *arg)
{
	event = async_event();
	AWAIT(passes(2));
	return arg;
}

static void *outlive_the_owner(void *arg)
{
	async_detach(async_create_task(own_for_a_while));
	AWAIT(passes(1));
	AWAIT(async_event_wait(event));
	return arg;
}

static void outlived(void)
{
	async_run(outlive_the_owner);
}

static void test_event__ends_while_one_waits(void)
{
	struct ending ending = run_program("outlived", NULL);

	ASSERT(ending.status != 0);
	ASSERT_CONTAINS(mask_lines(ending.err),
			"the event created at tests/common/event.c:LINE ended with the task that "
			"created it, while Task-1 (outlive_the_owner) waits for it");
}

static void *leave_them(void *arg)
{
	AWAIT(begin());
	return arg;
}

static void test_event__loop_closes_while_they_wait(void)
{
	run_and_close(leave_them);
	ASSERT_NOTES("");
}

static const struct test tests[] = {
	TEST(test_event__set_wakes_all),
	TEST(test_event__set_and_cleared_wakes_who_waited),
	TEST(test_event__cancelled),
	TEST(test_event__deadlock_names_it),
	TEST(test_event__ends_while_one_waits),
	TEST(test_event__loop_closes_while_they_wait),
};

static const struct program programs[] = {
	PROGRAM(outlived),
};

SUITE(tests, programs)

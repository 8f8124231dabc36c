/* iterator.h: generators that are open when a run ends, or when a loop closes without that. */

#include "stack.h"
#include "watched.h"

/* ---- At the end of the run ---- */

static struct async_generator *global[3];

static void *begin_all(void *arg)
{
	for (int i = 0; i < 3; i++)
		AWAIT(async_anext(global[i]));
	AWAIT(async_aclose(global[2]));
	note("main ends");
	return arg;
}

static void test_run__closes_what_is_open(void)
{
	global[0] = async_generator(watched, "a");
	global[1] = async_generator(watched, "b");
	global[2] = async_generator(watched, "c");
	async_run(begin_all);
	ASSERT_NOTES("c:GeneratorExit c:cleans c:cleaned main ends "
		     "a:GeneratorExit a:cleans b:GeneratorExit b:cleans a:cleaned b:cleaned");
}

static void test_run__reports_what_fails_to_close(void)
{
	global[0] = async_generator(watched, "a");
	global[1] = async_generator(cleans_up_badly);
	global[2] = async_generator(watched, "c");
	async_run(begin_all);
	const char *said = mask_lines(suite_stderr());
	ASSERT_CONTAINS(said, "an error occurred during closing of asynchronous generator "
			      "cleans_up_badly(), created at tests/common/shutdown.c:LINE\n");
	ASSERT_CONTAINS(said, "ValueError: of the clean-up");
	ASSERT_CONTAINS(suite_notes(), "a:cleaned");
}

static void *shut_down(void *arg)
{
	struct async_generator *g = async_generator(watched, "g");

	AWAIT(async_loop_shutdown_asyncgens(NULL));
	AWAIT(async_anext(g));
	AWAIT(async_loop_shutdown_asyncgens(NULL));
	note("shut down");
	AWAIT(async_loop_shutdown_asyncgens(NULL));
	TRY(async_anext(g));
	ASSERT_RAISED(StopAsyncIteration, "");
	return arg;
}

static void test_shutdown_asyncgens__closes_once(void)
{
	async_run(shut_down);
	ASSERT_NOTES("g:GeneratorExit g:cleans g:cleaned shut down");
}

/* Of two generators that are closed together one owns the other: both ends are seen once. */
static void *owns_one_and_waits(void *arg)
{
	struct async_generator *own = async_generator(watched, "own");

	AWAIT(async_anext(own));
	TRY(async_yield((void *)1));
	return arg;
}

static void test_run__closes_an_owner_and_what_it_owns(void)
{
	global[0] = async_generator(owns_one_and_waits);
	global[1] = async_generator(watched, "b");
	global[2] = async_generator(watched, "c");
	async_run(begin_all);
	ASSERT_NOTES("c:GeneratorExit c:cleans c:cleaned main ends own:GeneratorExit own:cleans "
		     "b:GeneratorExit b:cleans own:cleaned b:cleaned");
}

/* ---- A loop that closes without that ---- */

static void *ask_for_ever(void *arg)
{
	(void)arg;
	return async_await(async_loop_create_future(NULL));
}

static void *relay(void *arg)
{
	EXCEPTION(e);

	async_raise(KeyError, "handled while it waits");
	if (EXCEPT(KeyError, e))
		ASYNC_FOR(value, ask_for_ever)
			AWAIT(async_yield(value));
	return arg;
}

static void *waits_in_generators(void *arg)
{
	AWAIT(async_anext(async_generator(watched, "paused")));
	async_detach(async_create_task(ask, async_generator(slow)));
	async_create_task(ask, async_generator(relay));
	AWAIT(async_sleep(0));
	AWAIT(async_anext(async_generator(relay)));
	return arg;
}

static void close_amid(void *(*fn)(void *arg))
{
	struct async_loop *loop = async_new_event_loop();
	size_t stacks = stack_live();

	async_loop_create_task(loop, fn);
	for (int i = 0; i < 5; i++) {
		async_loop_call_soon(loop, (void (*)(void *))async_loop_stop, loop);
		async_loop_run_forever(loop);
	}
	ASSERT(stack_live() > stacks);
	async_loop_close(loop);
	ASSERT_INT(stack_live(), stacks);
	ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
}

static void test_close__drops_generators_that_wait(void)
{
	close_amid(waits_in_generators);
	ASSERT_NOTES("");
}

/* Waits where the owner of what it asks has ended. */
static void *ask_one_that_has_no_owner(void *arg)
{
	AWAIT(async_await(async_create_task(owner_of_slow)));
	AWAIT(async_sleep(2));
	return arg;
}

static void test_close__drops_one_whose_owner_has_ended(void)
{
	close_amid(ask_one_that_has_no_owner);
	ASSERT_NOTES("owner ends");
}

static void *close_and_wait(void *arg)
{
	(void)arg;
	return ask_for_ever(NULL);
}

static void *waits_when_closed(void *arg)
{
	FINALLY(close_and_wait, NULL);
	AWAIT(async_yield((void *)1));
	return arg;
}

static void *break_out_and_wait(void *arg)
{
	ASYNC_FOR(value, waits_when_closed)
		break;
	return ask_for_ever(arg);
}

static void test_close__drops_one_that_is_being_closed(void)
{
	close_amid(break_out_and_wait);
}

static void *ask_global(void *arg)
{
	AWAIT(async_anext(global[0]));
	return ask_for_ever(arg);
}

static void test_close__drops_one_made_outside(void)
{
	global[0] = async_generator(watched, "outside");
	close_amid(ask_global);
	ASSERT_NOTES("");
}

/* A generator that is never asked, in each place. */
static void *make_some(void *arg)
{
	async_generator(watched, "a");
	async_generator_detach(async_generator(watched, "b"));
	return arg;
}

static void test_generator__that_is_never_asked(void)
{
	async_generator(watched, "outside");
	async_run(make_some);
	ASSERT_NOTES("");
}

static const struct test tests[] = {
	TEST(test_run__closes_what_is_open),
	TEST(test_run__reports_what_fails_to_close),
	TEST(test_shutdown_asyncgens__closes_once),
	TEST(test_run__closes_an_owner_and_what_it_owns),
	TEST(test_close__drops_generators_that_wait),
	TEST(test_close__drops_one_whose_owner_has_ended),
	TEST(test_close__drops_one_that_is_being_closed),
	TEST(test_close__drops_one_made_outside),
	TEST(test_generator__that_is_never_asked),
};

SUITE(tests, NO_PROGRAMS)

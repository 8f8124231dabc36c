/* context.h: ASYNC_WITH, and context managers made of generators. What becomes of an exception is
 * what CPython's contextlib makes of it. */

#include "managers.h"

#include "stack.h"

/* ---- ASYNC_WITH ---- */

ASYNC static int leave_by(const char *how)
{
	for (int i = 0; i < 2; i++) {
		ASYNC_WITH_AS(name, manager("a"));
		ASYNC_WITH(manager("b"));
		ASSERT_STRING(name, "a");
		note("%s", how);
		if (how[0] == 'r')
			return 5;
		if (how[0] == 'b')
			break;
		if (how[0] == 'x')
			async_raise(ValueError, "x");
		AWAIT(async_sleep(0));
	}
	note("behind");
	return 6;
}

static void *leave_in_all_ways(void *arg)
{
	ASSERT_INT(AWAIT(leave_by("return")), 5);
	ASSERT_NOTES("+a +b return -b(None) -a(None)");
	ASSERT_INT(AWAIT(leave_by("break")), 6);
	ASSERT_NOTES("+a +b break -b(None) -a(None) behind");
	ASSERT_INT(AWAIT(leave_by("end")), 6);
	ASSERT_NOTES("+a +b end -b(None) -a(None) +a +b end -b(None) -a(None) behind");
	ASSERT_INT(TRY(leave_by("x")), 0);
	ASSERT_NOTES("+a +b x -b(ValueError(x)) -a(ValueError(x))");
	ASSERT_RAISED(ValueError, "x");
	return arg;
}

static void test_with__is_left_however_its_block_is(void)
{
	async_run(leave_in_all_ways);
}

static void *fail_to_enter(void *arg)
{
	ASYNC_WITH(manager("a"));
	ASYNC_WITH(manager("b", .enter_raises = true));
	note("not here");
	return arg;
}

static void *enter_and_fail(void *arg)
{
	TRY(fail_to_enter(arg));
	ASSERT_RAISED(KeyError, "+b");
	ASSERT_NOTES("+a +b -a(KeyError(+b))");
	return arg;
}

static void test_with__that_is_not_entered_is_not_left(void)
{
	async_run(enter_and_fail);
}

struct in_with { struct async_context_manager *manager; const struct async_exception_type *type; };

/* async with manager: raise type("v") */
static void *in_with(void *arg)
{
	const struct in_with *self = arg;

	ASYNC_WITH(self->manager);
	if (self->type != NULL)
		async_raise_(ASYNC_SITE_HERE_(), self->type, "v");
	return arg;
}

#define IN_WITH(manager, type, expected) \
	ASSERT_STRING(chain_of(in_with(&(struct in_with){ manager, type })), expected)

static void *suppress_and_replace(void *arg)
{
	IN_WITH(manager("a", .suppresses = true), ValueError, "None");
	IN_WITH(manager("a", .suppresses = true), NULL, "None");
	IN_WITH(manager("a"), ValueError, "ValueError(v)");
	IN_WITH(manager("a", .exit_raises = true), ValueError, "KeyError(-a) <- ValueError(v)");
	IN_WITH(manager("a", .exit_raises = true), NULL, "KeyError(-a)");
	return arg;
}

static void test_with__suppresses_and_replaces(void)
{
	async_run(suppress_and_replace);
}

/* ---- Generators as context managers ---- */

static void *no_yield(void *arg)
{
	return arg;
}

static void *plain(void *arg)
{
	AWAIT(async_yield((void *)1));
	return arg;
}

static void *note_closed(void *arg)
{
	note("closed");
	return arg;
}

static void *twice(void *arg)
{
	EXCEPTION(e);

	FINALLY(note_closed, NULL);
	TRY(async_yield((void *)1));
	if (EXCEPT(ValueError, e))
		note("caught");
	AWAIT(async_yield((void *)2));
	return arg;
}

static void *suppress(void *arg)
{
	EXCEPTION(e);

	TRY(async_yield((void *)1));
	if (EXCEPT(ValueError, e))
		return arg;
	return NULL;
}

static void *replace(void *arg)
{
	EXCEPTION(e);

	TRY(async_yield((void *)1));
	if (EXCEPT(ValueError, e))
		async_raise(KeyError, "new");
	return arg;
}

static void *wrap(void *arg)
{
	EXCEPTION(e);

	TRY(async_yield((void *)1));
	if (EXCEPT(ValueError, e))
		async_raise_from(e, RuntimeError, "new");
	return arg;
}

static void *stop(void *arg)
{
	EXCEPTION(e);

	TRY(async_yield((void *)1));
	if (EXCEPT(ValueError, e))
		async_raise(StopAsyncIteration, "s");
	return arg;
}

static void *raise_at_end(void *arg)
{
	return async_raise(KeyError, "%s", (const char *)arg);
}

static void *clean_up_badly(void *arg)
{
	FINALLY(raise_at_end, "fin");
	AWAIT(async_yield((void *)1));
	return arg;
}

#define IN_GENERATOR(fn, type, expected) IN_WITH(async_context_manager(fn), type, expected)

static void *generators_that_pass_all(void *arg)
{
	IN_GENERATOR(plain, NULL, "None");
	IN_GENERATOR(plain, ValueError, "ValueError(v)");
	IN_GENERATOR(plain, RuntimeError, "RuntimeError(v)");
	IN_GENERATOR(plain, CancelledError, "CancelledError(v)");
	IN_GENERATOR(plain, GeneratorExit, "GeneratorExit(v)");
	IN_GENERATOR(plain, StopIteration, "StopIteration(v)");
	IN_GENERATOR(plain, StopAsyncIteration, "StopAsyncIteration(v)");
	return arg;
}

static void test_context_manager__lets_every_exception_pass(void)
{
	async_run(generators_that_pass_all);
}

static void *generators_that_do_not(void *arg)
{
	IN_GENERATOR(suppress, NULL, "None");
	IN_GENERATOR(suppress, ValueError, "None");
	IN_GENERATOR(suppress, KeyError, "KeyError(v)");
	IN_GENERATOR(replace, ValueError, "KeyError(new) <- ValueError(v)");
	IN_GENERATOR(replace, StopAsyncIteration, "StopAsyncIteration(v)");
	IN_GENERATOR(wrap, ValueError, "RuntimeError(new)! <- ValueError(v)");
	IN_GENERATOR(stop, ValueError,
		     "RuntimeError(async generator raised StopAsyncIteration)! <- "
		     "StopAsyncIteration(s) <- ValueError(v)");
	IN_GENERATOR(clean_up_badly, NULL, "KeyError(fin)");
	IN_GENERATOR(clean_up_badly, ValueError, "KeyError(fin) <- ValueError(v)");
	IN_GENERATOR(clean_up_badly, StopAsyncIteration, "KeyError(fin) <- StopAsyncIteration(v)");
	return arg;
}

static void test_context_manager__suppresses_and_replaces(void)
{
	async_run(generators_that_do_not);
}

static void *generators_that_are_wrong(void *arg)
{
	EXCEPTION(e);

	IN_GENERATOR(no_yield, NULL, "RuntimeError(generator didn't yield)! <- "
				     "StopAsyncIteration()");
	IN_GENERATOR(twice, NULL, "RuntimeError(generator didn't stop)");
	ASSERT_NOTES("closed");
	IN_GENERATOR(twice, ValueError, "RuntimeError(generator didn't stop after athrow()) <- "
					"ValueError(v)");
	ASSERT_NOTES("caught closed");
	IN_GENERATOR(twice, KeyError, "KeyError(v)");
	ASSERT_NOTES("closed");
	async_raise(IndexError, "outer");
	if (EXCEPT(IndexError, e))
		IN_GENERATOR(no_yield, NULL, "RuntimeError(generator didn't yield)! <- "
					     "StopAsyncIteration() <- IndexError(outer)");
	return arg;
}

static void test_context_manager__that_yields_not_once(void)
{
	async_run(generators_that_are_wrong);
}

static void *use_again(void *arg)
{
	struct async_context_manager *manager = async_context_manager(plain);

	IN_WITH(manager, NULL, "None");
	IN_WITH(manager, NULL, "RuntimeError(generator didn't yield)! <- StopAsyncIteration()");
	return arg;
}

static void test_context_manager__is_for_one_use(void)
{
	async_run(use_again);
}

static void *print_traceback(void *arg)
{
	EXCEPTION(e);

	TRY(in_with(&(struct in_with){ async_context_manager(plain), ValueError }));
	if (EXCEPT(ValueError, e))
		async_print_exception(e);
	return arg;
}

/* That it went through the generator and came back is nobody's business. */
static void test_context_manager__leaves_the_traceback_alone(void)
{
	async_run(print_traceback);
	ASSERT_STRING(mask_lines(suite_stderr()),
		      "Traceback (most recent call last):\n"
		      "  File \"tests/common/context.c\", line N, in print_traceback\n"
		      "  File \"tests/common/context.c\", line N, in in_with\n"
		      "ValueError: v\n");
}

/* ---- Cancelling ---- */

static void *note_end(void *arg)
{
	note("end@%g", async_loop_time(NULL));
	AWAIT(async_sleep(1));
	note("end@%g", async_loop_time(NULL));
	return arg;
}

static void *connection(void *arg)
{
	AWAIT(async_sleep(1));
	FINALLY(note_end, NULL);
	AWAIT(async_yield("connection"));
	return arg;
}

static void *use_connection(void *arg)
{
	ASYNC_WITH_AS(name, async_context_manager(connection));
	note("%s@%g", (char *)name, async_loop_time(NULL));
	AWAIT(async_sleep(1));
	note("used");
	return arg;
}

struct cancel_at { double delay; };

static void *cancel_at(void *arg)
{
	struct async_task *user = async_create_task(use_connection);

	AWAIT(async_sleep(((const struct cancel_at *)arg)->delay));
	async_task_cancel(user, "why");
	TRY(async_await(user));
	note("%s@%g", chain_of(NULL), async_loop_time(NULL));
	return NULL;
}

static void test_with__cancelled(void)
{
	async_run(cancel_at, 0.5);
	ASSERT_NOTES("CancelledError(why)@0.5");
	async_run(cancel_at, 1.5);
	ASSERT_NOTES("connection@1 end@1.5 end@2.5 CancelledError(why)@2.5");
	async_run(cancel_at, 2.5);
	ASSERT_NOTES("connection@1 used end@2 CancelledError(why)@2.5");
	async_run(cancel_at, 4);
	ASSERT_NOTES("connection@1 used end@2 end@3 None@4");
}

/* ---- aclosing ---- */

static void *three(void *arg)
{
	FINALLY(note_end, NULL);
	for (intptr_t i = 0; i < 3; i++)
		AWAIT(async_yield((void *)i));
	return arg;
}

static void *close_at_once(void *arg)
{
	{
		struct async_generator *g = async_generator(three);
		ASYNC_WITH_AS(entered, async_aclosing(g));
		ASSERT(entered == g);
		ASYNC_FOR(value, g)
			break;
		note("break");
	}
	note("behind");
	IN_WITH(async_aclosing(async_generator(three)), ValueError, "ValueError(v)");
	return arg;
}

static void test_aclosing__closes_at_once(void)
{
	async_run(close_at_once);
	ASSERT_NOTES("break end@0 end@1 behind");
}

/* ---- A loop that closes amid all that ---- */

static void *wait_for_ever(void *arg)
{
	(void)arg;
	return async_await(async_loop_create_future(NULL));
}

static void *enters_for_ever(void *arg)
{
	AWAIT(wait_for_ever(NULL));
	AWAIT(async_yield(NULL));
	return arg;
}

static void *leaves_for_ever(void *arg)
{
	FINALLY(wait_for_ever, NULL);
	AWAIT(async_yield(NULL));
	return arg;
}

static void *with_generator_in_it(void *arg)
{
	ASYNC_WITH(async_context_manager(arg != NULL ? leaves_for_ever : enters_for_ever));
	async_raise(ValueError, "of the block");
	return NULL;
}

static void *waits_in_its_block(void *arg)
{
	ASYNC_WITH(async_context_manager(connection));
	ASYNC_WITH(manager("b"));
	AWAIT(wait_for_ever(NULL));
	return arg;
}

static void *wait_everywhere(void *arg)
{
	async_create_task(with_generator_in_it);
	async_detach(async_create_task(waits_in_its_block));
	AWAIT(async_sleep(2));
	with_generator_in_it("leaves");
	return arg;
}

static void test_close__drops_what_was_entered(void)
{
	size_t stacks = stack_live();

	struct async_loop *loop = async_new_event_loop();
	async_loop_create_task(loop, wait_everywhere);
	async_loop_run_forever(loop);
	ASSERT_RAISED(RuntimeError, NULL);
	ASSERT_CONTAINS(suite_stderr(), "enters_for_ever tests/");
	ASSERT(stack_live() > stacks);
	async_loop_close(loop);
	ASSERT_INT(stack_live(), stacks);
	ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
	ASSERT_NOTES("+b");
}

static const struct test tests[] = {
	TEST(test_with__is_left_however_its_block_is),
	TEST(test_with__that_is_not_entered_is_not_left),
	TEST(test_with__suppresses_and_replaces),
	TEST(test_context_manager__lets_every_exception_pass),
	TEST(test_context_manager__suppresses_and_replaces),
	TEST(test_context_manager__that_yields_not_once),
	TEST(test_context_manager__is_for_one_use),
	TEST(test_context_manager__leaves_the_traceback_alone),
	TEST(test_with__cancelled),
	TEST(test_aclosing__closes_at_once),
	TEST(test_close__drops_what_was_entered),
};

SUITE(tests, NO_PROGRAMS)

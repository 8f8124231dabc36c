/* Each allocation of the runtime fails once, in turn, amid generators and context managers. */

#include "managers.h"
#include "torture.h"

static void *clean_up(void *arg)
{
	AWAIT(async_sleep(1));
	return arg;
}

struct numbers { int count; };

static void *numbers(void *arg)
{
	const struct numbers *self = arg;

	FINALLY(clean_up, NULL);
	for (int i = 0; i < self->count; i++) {
		AWAIT(async_sleep(1));
		AWAIT(async_yield(async_sprintf("%d", i)));
	}
	return NULL;
}

static void *relay(void *arg)
{
	EXCEPTION(e);

	async_create_task(clean_up);
	ASYNC_FOR(number, numbers, 2) {
		TRY(async_yield(number));
		if (EXCEPT(ValueError, e))
			AWAIT(async_yield("caught"));
	}
	return arg;
}

static void *iterate(void *arg)
{
	struct async_generator *g = async_generator(relay);

	ASYNC_FOR(number, relay)
		AWAIT(async_sleep(1));
	ASYNC_FOR(number, numbers, 5)
		break;
	TRY(async_anext(g));
	catch_any();
	if (g != NULL)
		TRY(async_athrow(g, ValueError, "thrown"));
	catch_any();
	if (g != NULL)
		TRY(async_aclose(g));
	catch_any();
	AWAIT(async_sleep(3));
	return arg;
}

static struct async_generator *outside;

static void *begin_outside(void *arg)
{
	AWAIT(async_anext(outside));
	AWAIT(async_anext(async_generator(relay)));
	return arg;
}

static void *with_generator(void *arg)
{
	ASYNC_WITH_AS(value, async_context_manager(numbers, 1));
	AWAIT(async_sleep(1));
	return arg != NULL ? value : async_raise(KeyError, "of the block");
}

static void *refused(void *arg)
{
	ASYNC_WITH(async_context_manager(numbers, arg != NULL ? 0 : 2));
	return arg;
}

static void *manage(void *arg)
{
	TRY(with_generator("value"));
	catch_any();
	TRY(with_generator(NULL));
	catch_any();
	TRY(refused(NULL));
	catch_any();
	TRY(refused("empty"));
	catch_any();
	{
		ASYNC_WITH_AS(g, async_aclosing(async_generator(numbers, 3)));
		AWAIT(async_anext((struct async_generator *)g));
	}
	return arg;
}

static void *stack_up(void *arg)
{
	struct async_exit_stack *kept;
	{
		ASYNC_WITH_AS(stack, async_exit_stack());
		AWAIT(async_exit_stack_enter_async_context(
			stack, async_context_manager(numbers, 1)));
		AWAIT(async_exit_stack_enter_async_context(
			stack, manager("a", .exit_raises = true)));
		async_exit_stack_push_async_callback(stack, clean_up, NULL);
		async_exit_stack_push_async_exit(stack, manager("b"));
		catch_any();
		kept = async_exit_stack_pop_all(stack);
		catch_any();
	}
	if (kept != NULL)
		AWAIT(async_exit_stack_aclose(kept));
	return arg;
}

static void test_torture__of_generators(void)
{
	torture(iterate);
}

static void make_and_run(void *(*scene)(void *arg))
{
	outside = async_generator(relay);
	if (outside != NULL)
		async_run(scene);
}

static void test_torture__of_the_end_of_a_run(void)
{
	torture_by(make_and_run, begin_outside);
}

static void test_torture__of_context_managers(void)
{
	torture(manage);
}

static void test_torture__of_exit_stacks(void)
{
	torture(stack_up);
}

static const struct test tests[] = {
	TEST(test_torture__of_generators),
	TEST(test_torture__of_the_end_of_a_run),
	TEST(test_torture__of_context_managers),
	TEST(test_torture__of_exit_stacks),
};

SUITE(tests, NO_PROGRAMS)

/* context.h: exit stacks. What each sees, and what comes out, is what CPython's AsyncExitStack
 * makes of it. */

#include "managers.h"

#include "heap.h"

enum { MOST = 3 };

struct in_stack { struct manager managers[MOST]; const struct async_exception_type *type; };

/* async with AsyncExitStack() as stack: enter all managers; raise type("v") */
static void *in_stack(void *arg)
{
	const struct in_stack *self = arg;

	ASYNC_WITH_AS(stack, async_exit_stack());
	for (int i = 0; i < MOST && self->managers[i].name != NULL; i++) {
		const char *name = AWAIT(async_exit_stack_enter_async_context(
			stack, new_manager(self->managers[i])));
		ASSERT_STRING(name, self->managers[i].name);
	}
	if (self->type != NULL)
		async_raise_(ASYNC_SITE_HERE_(), self->type, "v");
	return arg;
}

#define IN_STACK(notes, type, expected, ...)							\
	do {											\
		ASSERT_STRING(chain_of(in_stack(&(struct in_stack){ { __VA_ARGS__ }, type })),	\
			      expected);							\
		ASSERT_NOTES(notes);								\
	} while (0)

#define A { .name = "a" }
#define B { .name = "b" }
#define C { .name = "c" }
#define A_RAISES { .name = "a", .exit_raises = true }
#define B_RAISES { .name = "b", .exit_raises = true }
#define C_RAISES { .name = "c", .exit_raises = true }
#define A_SUPPRESSES { .name = "a", .suppresses = true }
#define B_SUPPRESSES { .name = "b", .suppresses = true }
#define C_SUPPRESSES { .name = "c", .suppresses = true }

static void *leave_well(void *arg)
{
	IN_STACK("+a +b +c -c(None) -b(None) -a(None)", NULL, "None", A, B, C);
	IN_STACK("+a +b +c -c(ValueError(v)) -b(ValueError(v)) -a(ValueError(v))", ValueError,
		 "ValueError(v)", A, B, C);
	IN_STACK("+a +b +c -c(ValueError(v)) -b(ValueError(v)) -a(None)", ValueError, "None",
		 A, B_SUPPRESSES, C);
	IN_STACK("", ValueError, "ValueError(v)");
	return arg;
}

static void test_exit_stack__leaves_the_newest_first(void)
{
	async_run(leave_well);
}

static void *leave_badly(void *arg)
{
	IN_STACK("+a +b +c -c(ValueError(v)) -b(ValueError(v)) -a(KeyError(-b))", ValueError,
		 "KeyError(-b) <- ValueError(v)", A, B_RAISES, C);
	IN_STACK("+a +b +c -c(ValueError(v)) -b(None) -a(KeyError(-b))", ValueError,
		 "KeyError(-b)", A, B_RAISES, C_SUPPRESSES);
	IN_STACK("+a +b +c -c(ValueError(v)) -b(ValueError(v)) -a(KeyError(-b))", ValueError,
		 "None", A_SUPPRESSES, B_RAISES, C);
	IN_STACK("+a +b +c -c(ValueError(v)) -b(KeyError(-c)) -a(KeyError(-b))", ValueError,
		 "KeyError(-a) <- KeyError(-b) <- KeyError(-c) <- ValueError(v)", A_RAISES,
		 B_RAISES, C_RAISES);
	IN_STACK("+a +b +c -c(None) -b(KeyError(-c)) -a(KeyError(-b))", NULL, "KeyError(-a)",
		 A_RAISES, B_RAISES, C_RAISES);
	return arg;
}

static void test_exit_stack__replaces_and_suppresses(void)
{
	async_run(leave_badly);
}

static void *leave_in_a_handler(void *arg)
{
	EXCEPTION(e);

	async_raise(IndexError, "outer");
	if (!EXCEPT(IndexError, e))
		return NULL;
	IN_STACK("+a +b +c -c(ValueError(v)) -b(ValueError(v)) -a(KeyError(-b))", ValueError,
		 "KeyError(-b) <- ValueError(v) <- IndexError(outer)", A, B_RAISES, C);
	IN_STACK("+a +b +c -c(None) -b(None) -a(KeyError(-b))", NULL, "KeyError(-b)", A, B_RAISES,
		 C);

	struct async_exit_stack *stack = async_exit_stack();
	async_exit_stack_push_async_exit(stack, manager("x", .exit_raises = true));
	async_exit_stack_push_async_exit(stack, manager("y", .exit_raises = true));
	TRY(async_exit_stack_aclose(stack));
	ASSERT_STRING(chain_of(NULL), "KeyError(-x) <- KeyError(-y)");
	return arg;
}

static void test_exit_stack__in_a_handler(void)
{
	async_run(leave_in_a_handler);
}

static void *fail_to_enter(void *arg)
{
	IN_STACK("+a +b -a(KeyError(+b))", NULL, "KeyError(+b)", A,
		 { .name = "b", .enter_raises = true }, C);
	return arg;
}

static void test_exit_stack__one_that_is_not_entered_is_not_left(void)
{
	async_run(fail_to_enter);
}

static void *note_call(void *text)
{
	AWAIT(async_sleep(1));
	note("%s@%g", (const char *)text, async_loop_time(NULL));
	return (void *)"no suppression";
}

static void *raise_call(void *text)
{
	return async_raise(KeyError, "%s", (const char *)text);
}

static void *with_callbacks(void *arg)
{
	ASYNC_WITH_AS(entered, async_exit_stack());
	struct async_exit_stack *stack = entered;

	async_exit_stack_push_async_callback(stack, note_call, "first");
	async_exit_stack_push_async_callback(stack, raise_call, "second");
	async_exit_stack_push_async_exit(stack, manager("third"));
	return arg != NULL ? async_raise(ValueError, "v") : NULL;
}

static void *run_callbacks(void *arg)
{
	ASSERT_STRING(chain_of(with_callbacks(NULL)), "KeyError(second)");
	ASSERT_NOTES("-third(None) first@1");
	ASSERT_STRING(chain_of(with_callbacks("raise")), "KeyError(second) <- ValueError(v)");
	ASSERT_NOTES("-third(ValueError(v)) first@2");
	return arg;
}

static void test_exit_stack__calls_callbacks(void)
{
	async_run(run_callbacks);
}

/* One that is pushed by another, while all are left, is left too. */
static void *push_another(void *stack)
{
	async_exit_stack_push_async_callback(stack, note_call, "another");
	return NULL;
}

static void *push_while_leaving(void *arg)
{
	struct async_exit_stack *stack = async_exit_stack();

	async_exit_stack_push_async_callback(stack, note_call, "oldest");
	async_exit_stack_push_async_callback(stack, push_another, stack);
	AWAIT(async_exit_stack_aclose(stack));
	ASSERT_NOTES("another@1 oldest@2");
	AWAIT(async_exit_stack_aclose(stack));
	ASSERT_NOTES("");
	return arg;
}

static void test_exit_stack__grows_while_it_is_left(void)
{
	async_run(push_while_leaving);
}

ASYNC static struct async_exit_stack *open_all(bool fails)
{
	ASYNC_WITH_AS(stack, async_exit_stack());
	AWAIT(async_exit_stack_enter_async_context(stack, manager("a")));
	AWAIT(async_exit_stack_enter_async_context(stack, manager("b")));
	if (fails)
		return async_raise(ValueError, "v");
	note("opened");
	return async_exit_stack_pop_all(stack);
}

static void *keep_open(void *arg)
{
	struct async_exit_stack *stack = AWAIT(open_all(false));

	ASSERT_NOTES("+a +b opened");
	AWAIT(async_exit_stack_aclose(stack));
	ASSERT_NOTES("-b(None) -a(None)");
	ASSERT_STRING(chain_of(TRY(open_all(true))), "ValueError(v)");
	ASSERT_NOTES("+a +b -b(ValueError(v)) -a(ValueError(v))");
	return arg;
}

static void test_pop_all__moves_everything(void)
{
	async_run(keep_open);
}

static void *stack_of_stacks(void *arg)
{
	ASYNC_WITH_AS(outer, async_exit_stack());
	struct async_exit_stack *inner = async_exit_stack();

	AWAIT(async_exit_stack_enter_async_context(outer, manager("a")));
	AWAIT(async_exit_stack_enter_async_context(outer, (struct async_context_manager *)inner));
	AWAIT(async_exit_stack_enter_async_context(inner, manager("b", .suppresses = true)));
	return async_raise(ValueError, "%s", (char *)arg);
}

static void *stack_stacks(void *arg)
{
	ASSERT_STRING(chain_of(stack_of_stacks("v")), "None");
	return arg;
}

static void test_exit_stack__in_another(void)
{
	async_run(stack_stacks);
	ASSERT_NOTES("+a +b -b(ValueError(v)) -a(None)");
}

/* ---- Cancelled, destroyed ---- */

static void *use_three(void *arg)
{
	ASYNC_WITH_AS(stack, async_exit_stack());
	async_exit_stack_push_async_callback(stack, note_call, "first");
	async_exit_stack_push_async_callback(stack, note_call, "second");
	AWAIT(async_sleep(1));
	return arg;
}

static void *cancel_it(void *arg)
{
	struct async_task *user = async_create_task(use_three);

	AWAIT(async_sleep(*(double *)arg));
	async_task_cancel(user, "why");
	TRY(async_await(user));
	note("%s@%g", chain_of(NULL), async_loop_time(NULL));
	return NULL;
}
struct cancel_it { double at; };

static void test_exit_stack__cancelled(void)
{
	async_run(cancel_it, 0.5);
	ASSERT_NOTES("second@1.5 first@2.5 CancelledError(why)@2.5");
	async_run(cancel_it, 1.5);
	ASSERT_NOTES("first@2.5 CancelledError(why)@2.5");
	async_run(cancel_it, 4);
	ASSERT_NOTES("second@2 first@3 None@4");
}

static void *wait_for_ever(void *arg)
{
	AWAIT(async_await(async_loop_create_future(NULL)));
	return arg;
}

static void *enter_for_ever(struct async_context_manager *manager)
{
	return wait_for_ever(manager);
}

static bool leave_for_ever(struct async_context_manager *manager, struct async_exception *e)
{
	(void)e;
	return wait_for_ever(manager) != NULL;
}

static struct async_context_manager for_ever = { enter_for_ever, leave_for_ever };

static void *wait_while_entering(void *arg)
{
	struct async_exit_stack *stack = async_exit_stack();

	async_exit_stack_push_async_callback(stack, note_call, "first");
	AWAIT(async_exit_stack_enter_async_context(stack, &for_ever));
	return arg;
}

static void *wait_while_leaving(void *arg)
{
	ASYNC_WITH_AS(stack, async_exit_stack());
	async_exit_stack_push_async_callback(stack, note_call, "first");
	async_exit_stack_push_async_exit(stack, &for_ever);
	async_exit_stack_push_async_callback(stack, raise_call, "replaced");
	return arg != NULL ? async_raise(ValueError, "v") : NULL;
}

static void *raise_while_leaving(void *arg)
{
	(void)arg;
	return wait_while_leaving("raise");
}

static void *wait_everywhere(void *arg)
{
	async_create_task(wait_while_entering);
	async_create_task(wait_while_leaving);
	async_create_task(raise_while_leaving);
	return wait_for_ever(arg);
}

static void test_close__drops_exit_stacks(void)
{
	async_run(wait_everywhere);
	ASSERT_RAISED(RuntimeError, NULL);
	ASSERT_CONTAINS(suite_stderr(), "4 tasks wait");

	struct async_loop *loop = async_new_event_loop();
	async_loop_create_task(loop, wait_everywhere);
	async_loop_run_forever(loop);
	ASSERT_RAISED(RuntimeError, NULL);
	async_loop_close(loop);
	ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
	ASSERT_NOTES("first@1 first@1");
}

static const struct test tests[] = {
	TEST(test_exit_stack__leaves_the_newest_first),
	TEST(test_exit_stack__replaces_and_suppresses),
	TEST(test_exit_stack__in_a_handler),
	TEST(test_exit_stack__one_that_is_not_entered_is_not_left),
	TEST(test_exit_stack__calls_callbacks),
	TEST(test_exit_stack__grows_while_it_is_left),
	TEST(test_pop_all__moves_everything),
	TEST(test_exit_stack__in_another),
	TEST(test_exit_stack__cancelled),
	TEST(test_close__drops_exit_stacks),
};

SUITE(tests, NO_PROGRAMS)

/* error.h: how groups are printed. What is expected is what CPython 3.13 prints for the same. */

#include <string.h>

#include "error-internal.h"
#include "suite.h"

static struct async_exception *new(const struct async_exception_type *type, const char *message)
{
	return &exception_new(NULL, type, message)->seen;
}

/* Owns: takes the references to its members. */
static struct async_exception *group(const char *message, struct async_exception *one,
				     struct async_exception *two)
{
	struct async_exception *members[] = { one, two };
	struct exception *e = exception_new_group(NULL, message, members, two != NULL ? 2 : 1);

	exception_release((struct exception *)one);
	exception_release((struct exception *)two);
	return &e->seen;
}

/* [e], raised from [cause]. Owns: takes both references, and gives one to [e]. */
static struct async_exception *from(struct async_exception *e, struct async_exception *cause)
{
	exception_set_cause((struct exception *)e, (struct exception *)cause);
	exception_release((struct exception *)cause);
	return e;
}

static struct async_exception *in_context(struct async_exception *e,
					  struct async_exception *context)
{
	exception_set_context((struct exception *)e, (struct exception *)context);
	exception_release((struct exception *)context);
	return e;
}

/* Owns: takes the reference. */
static const char *printed(struct async_exception *e)
{
	async_print_exception(e);
	exception_release((struct exception *)e);
	return suite_stderr();
}

static void test_group__members_have_frames(void)
{
	ASSERT_STRING(printed(group("eg", new(ValueError, "1"),
				    group("n", new(ValueError, "2"), new(TypeError, "3")))),
		      "  | ExceptionGroup: eg (2 sub-exceptions)\n"
		      "  +-+---------------- 1 ----------------\n"
		      "    | ValueError: 1\n"
		      "    +---------------- 2 ----------------\n"
		      "    | ExceptionGroup: n (2 sub-exceptions)\n"
		      "    +-+---------------- 1 ----------------\n"
		      "      | ValueError: 2\n"
		      "      +---------------- 2 ----------------\n"
		      "      | TypeError: 3\n"
		      "      +------------------------------------\n");
}

static void test_group__a_group_that_is_not_the_last_has_its_own_end(void)
{
	ASSERT_STRING(printed(group("eg", group("n", new(ValueError, "2"), NULL),
				    new(ValueError, "1"))),
		      "  | ExceptionGroup: eg (2 sub-exceptions)\n"
		      "  +-+---------------- 1 ----------------\n"
		      "    | ExceptionGroup: n (1 sub-exception)\n"
		      "    +-+---------------- 1 ----------------\n"
		      "      | ValueError: 2\n"
		      "      +------------------------------------\n"
		      "    +---------------- 2 ----------------\n"
		      "    | ValueError: 1\n"
		      "    +------------------------------------\n");
}

static void test_group__a_member_with_a_cause(void)
{
	ASSERT_STRING(printed(group("two\nlines", from(new(TypeError, "what"),
						       new(ValueError, "why")), NULL)),
		      "  | ExceptionGroup: two\n"
		      "  | lines (1 sub-exception)\n"
		      "  +-+---------------- 1 ----------------\n"
		      "    | ValueError: why\n"
		      "    | \n"
		      "    | The above exception was the direct cause of the following exception:\n"
		      "    | \n"
		      "    | TypeError: what\n"
		      "    +------------------------------------\n");
}

static void test_group__a_group_as_the_context(void)
{
	ASSERT_STRING(printed(in_context(new(RuntimeError, "after"),
					 group("inner", new(ValueError, "1"), NULL))),
		      "  | ExceptionGroup: inner (1 sub-exception)\n"
		      "  +-+---------------- 1 ----------------\n"
		      "    | ValueError: 1\n"
		      "    +------------------------------------\n"
		      "\n"
		      "During handling of the above exception, another exception occurred:\n"
		      "\n"
		      "RuntimeError: after\n");
}

static void test_group__a_member_with_a_group_as_its_context(void)
{
	ASSERT_STRING(printed(group("eg", in_context(new(RuntimeError, "after"),
						       group("inner", new(ValueError, "1"),
							     NULL)),
				    new(ValueError, "x\ny"))),
		      "  | ExceptionGroup: eg (2 sub-exceptions)\n"
		      "  +-+---------------- 1 ----------------\n"
		      "    | ExceptionGroup: inner (1 sub-exception)\n"
		      "    +-+---------------- 1 ----------------\n"
		      "      | ValueError: 1\n"
		      "      +------------------------------------\n"
		      "    | \n"
		      "    | During handling of the above exception, another exception occurred:\n"
		      "    | \n"
		      "    | RuntimeError: after\n"
		      "    +---------------- 2 ----------------\n"
		      "    | ValueError: x\n"
		      "    | y\n"
		      "    +------------------------------------\n");
}

static void test_group__a_group_from_a_group(void)
{
	ASSERT_STRING(printed(from(group("outer", new(ValueError, "z"), NULL),
				   group("cause", new(ValueError, "y"), NULL))),
		      "  | ExceptionGroup: cause (1 sub-exception)\n"
		      "  +-+---------------- 1 ----------------\n"
		      "    | ValueError: y\n"
		      "    +------------------------------------\n"
		      "\n"
		      "The above exception was the direct cause of the following exception:\n"
		      "\n"
		      "  | ExceptionGroup: outer (1 sub-exception)\n"
		      "  +-+---------------- 1 ----------------\n"
		      "    | ValueError: z\n"
		      "    +------------------------------------\n");
}

static void test_group__without_messages(void)
{
	ASSERT_STRING(printed(group("", new(ValueError, NULL), NULL)),
		      "  | ExceptionGroup:  (1 sub-exception)\n"
		      "  +-+---------------- 1 ----------------\n"
		      "    | ValueError\n"
		      "    +------------------------------------\n");
}

static void test_group__shows_no_more_than_15_members(void)
{
	struct async_exception *members[17];
	struct exception *many;

	for (int i = 0; i < 17; i++)
		members[i] = new(ValueError, i < 15 ? "shown" : "hidden");
	many = exception_new_group(NULL, "many", members, 17);
	for (int i = 0; i < 17; i++)
		exception_release((struct exception *)members[i]);
	async_print_exception(&many->seen);
	const char *text = suite_stderr();
	ASSERT_CONTAINS(text, "  | ExceptionGroup: many (17 sub-exceptions)\n");
	ASSERT_CONTAINS(text, "    | ValueError: shown\n"
			      "    +---------------- ... ----------------\n"
			      "    | and 2 more exceptions\n"
			      "    +------------------------------------\n");
	ASSERT(strstr(text, "hidden") == NULL);
	exception_release(many);
}

static void test_group__shows_no_more_than_10_levels(void)
{
	struct async_exception *e = new(ValueError, "deep");
	const char *text;

	for (int i = 0; i < 13; i++)
		e = group(i < 2 ? "hidden" : "shown", e, NULL);
	text = printed(e);
	ASSERT_CONTAINS(text, "                      | ... (max_group_depth is 10)\n"
			      "                      +------------------------------------\n");
	ASSERT(strstr(text, "hidden") == NULL);
}

static void *fail_in_a_group(void *arg)
{
	async_raise(ValueError, "of %s", "a task");
	return arg;
}

static void *run_a_group(void *arg)
{
	TASK_GROUP(tasks);
	async_task_group_create_task(tasks, fail_in_a_group);
	return arg;
}

/* The place of the group is where its block begins. */
static void test_group__of_tasks_has_places(void)
{
	EXCEPTION(e);

	async_run(run_a_group);
	ASSERT(EXCEPT(ExceptionGroup, e));
	async_print_exception(e);
	ASSERT_STRING(mask_lines(suite_stderr()),
		      "  + Exception Group Traceback (most recent call last):\n"
		      "  |   File \"" __FILE__ "\", line N, in run_a_group\n"
		      "  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)\n"
		      "  +-+---------------- 1 ----------------\n"
		      "    | Traceback (most recent call last):\n"
		      "    |   File \"" __FILE__ "\", line N, in fail_in_a_group\n"
		      "    | ValueError: of a task\n"
		      "    +------------------------------------\n");
}

static void *leave_a_group_behind(void *arg)
{
	async_detach(async_create_task(run_a_group));
	AWAIT(async_sleep(1));
	return arg;
}

static void test_group__of_a_task_that_nobody_asked(void)
{
	async_run(leave_a_group_behind);
	ASSERT_CONTAINS(suite_stderr(),
			"exception=ExceptionGroup('unhandled errors in a TaskGroup', "
			"[ValueError('of a task')])>\n");
}

static const struct test tests[] = {
	TEST(test_group__members_have_frames),
	TEST(test_group__a_group_that_is_not_the_last_has_its_own_end),
	TEST(test_group__a_member_with_a_cause),
	TEST(test_group__a_group_as_the_context),
	TEST(test_group__a_member_with_a_group_as_its_context),
	TEST(test_group__a_group_from_a_group),
	TEST(test_group__without_messages),
	TEST(test_group__shows_no_more_than_15_members),
	TEST(test_group__shows_no_more_than_10_levels),
	TEST(test_group__of_tasks_has_places),
	TEST(test_group__of_a_task_that_nobody_asked),
};

SUITE(tests, NO_PROGRAMS)

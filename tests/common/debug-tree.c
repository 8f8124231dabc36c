/* Who waits for whom: the tree, circles, what two wait for; one task and who waits for it. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "symbols.h"

/* The lines in which tasks wait. AT() notes its own. */
enum { PRINT, DELIVER, ASK, SELL, FETCH, DOWNLOAD, GATHER, WAIT, EGG, CHICKEN, CHAIN, LINES };
static int lines[LINES];
#define AT(line, call) (lines[line] = __LINE__, (call))

static char printed[64 * 1024];

static FILE *begin_printing(void)
{
	memset(printed, 0, sizeof printed);
	return fmemopen(printed, sizeof printed, "w");
}

static void print_tasks(void)
{
	FILE *file = begin_printing();

	AT(PRINT, async_print_tasks(file));
	fclose(file);
}

/* Where libdw is not, a stack is the AWAIT passed last. */
static bool sees_stacks(void)
{
	struct symbols *symbols = symbols_open();
	bool sees = symbols != NULL;

	symbols_close(symbols);
	return sees;
}

/* "created at" lines are masked here: the others are compared. */
static const char *without_origins(const char *text)
{
	static char cut[sizeof printed];
	static const char origin[] = ", created at " __FILE__ ":";
	size_t length = 0;

	while (*text != '\0')
		if (strncmp(text, origin, sizeof origin - 1) == 0)
			text += strcspn(text, "\n");
		else
			cut[length++] = *text++;
	cut[length] = '\0';
	return cut;
}

__attribute__((format(printf, 1, 2)))
static void assert_printed(const char *format, ...)
{
	static char expected[sizeof printed];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(expected, sizeof expected, format, arguments);
	va_end(arguments);
	ASSERT_STRING(without_origins(printed), expected);
}

static struct async_task *with_name(struct async_task *task, const char *name)
{
	async_task_set_name(task, name);
	return task;
}

static void end(struct async_task *task)
{
	async_task_cancel(task);
}

/* ---- Stacks ---- */

static void *sell(void *arg)
{
	AWAIT(AT(SELL, async_sleep(5)));
	return arg;
}

ASYNC static int download(const char *city)
{
	(void)city;
	AWAIT(AT(DOWNLOAD, async_sleep(5)));
	return 0;
}

static void *fetch(void *arg)
{
	AWAIT(AT(FETCH, download("Oslo")));
	return arg;
}

static void *print_two_stacks(void *arg)
{
	async_task_set_name(async_current_task(), "main");
	with_name(async_create_task(sell), "seller");
	with_name(async_create_task(fetch), "fetcher");
	AWAIT(async_sleep(1));
	with_name(async_create_task(sell), "late");
	print_tasks();
	return arg;
}

static void test_tree__shows_each_stack_by_function_and_line(void)
{
	async_run(print_two_stacks);
	if (!sees_stacks()) {
		ASSERT_CONTAINS(without_origins(printed), "fetcher (fetch)\n    download ");
		return;
	}
	const char *main_line = strstr(printed, "print_two_stacks " __FILE__ ":");
	ASSERT(main_line != NULL);
	assert_printed("main (print_two_stacks)\n"
		       "    print_two_stacks %.*s\n"
		       "    print_tasks %s:%d\n"
		       "    async_print_tasks\n"
		       "    is running\n"
		       "seller (sell)\n"
		       "    sell %s:%d\n"
		       "    async_sleep\n"
		       "fetcher (fetch)\n"
		       "    fetch %s:%d\n"
		       "    download %s:%d\n"
		       "    async_sleep\n"
		       "late (sell)\n"
		       "    has not begun\n",
		       (int)strcspn(main_line + 17, "\n"), main_line + 17, __FILE__,
		       lines[PRINT], __FILE__, lines[SELL], __FILE__, lines[FETCH], __FILE__,
		       lines[DOWNLOAD]);
}

static void *note_origin(void *arg)
{
	struct async_task *task = async_create_task(sell);
	int line = __LINE__ - 1;
	char text[256];

	print_tasks();
	snprintf(text, sizeof text, "(sell), created at %s:%d\n", __FILE__, line);
	ASSERT_CONTAINS(printed, text);
	end(task);
	return arg;
}

static void test_tree__shows_where_each_task_was_made(void)
{
	async_run(note_origin);
}

/* Where gcc splits a function, it does not say what the parts call. */
static __attribute__((noinline)) void *deliver(void *arg)
{
	AWAIT(AT(DELIVER, async_sleep(5)));
	AWAIT(async_yield(arg));
	return NULL;
}

static void *ask_for_one(void *arg)
{
	struct async_generator *van = async_generator(deliver);

	(void)arg;
	return AWAIT(AT(ASK, async_anext(van)));
}

static void *print_generator(void *arg)
{
	struct async_task *task = with_name(async_create_task(ask_for_one), "asker");

	AWAIT(async_sleep(1));
	print_tasks();
	AWAIT(async_await(task));
	return arg;
}

static void test_tree__goes_on_into_a_generator(void)
{
	async_run(print_generator);
	const char *asker = strstr(printed, "asker (");
	ASSERT(asker != NULL);
	if (asker == NULL || !sees_stacks())
		return;
	memmove(printed, asker, strlen(asker) + 1);
	assert_printed("asker (ask_for_one)\n"
		       "    ask_for_one %s:%d\n"
		       "    deliver %s:%d\n"
		       "    async_sleep\n",
		       __FILE__, lines[ASK], __FILE__, lines[DELIVER]);
}

/* ---- Who waits ---- */

static struct async_future *delivery;

static void *wait_for_delivery(void *arg)
{
	return AWAIT(AT(WAIT, async_await(delivery))) != NULL ? arg : NULL;
}

static void *gather_two(void *arg)
{
	struct async_task **tasks = arg;

	AWAIT(AT(GATHER, async_gather(NULL, tasks[0], tasks[1])));
	return NULL;
}

struct gather_two { struct async_task *tasks[2]; };

static void *print_gatherings(void *arg)
{
	struct async_task *two[2];

	(void)arg;
	delivery = async_loop_create_future(NULL);
	async_task_set_name(async_current_task(), "main");
	two[0] = with_name(async_create_task(sell), "seller");
	two[1] = with_name(async_create_task(wait_for_delivery), "waiter");
	struct async_task *a =
		with_name(async_create_task(gather_two, { two[0], two[1] }), "first");
	struct async_task *b =
		with_name(async_create_task(gather_two, { two[1], two[0] }), "second");
	AWAIT(async_sleep(1));
	print_tasks();
	async_future_set_result(delivery, two);
	AWAIT(async_gather(NULL, a, b));
	return NULL;
}

static void test_tree__shows_twice_what_two_wait_for_and_once_in_full(void)
{
	async_run(print_gatherings);
	char *tree = strstr(printed, "first (");
	ASSERT(tree != NULL);
	if (tree == NULL || !sees_stacks())
		return;
	memmove(printed, tree, strlen(tree) + 1);
	char site[256];
	const char *made = strstr(printed, "waits for the future created at ");
	ASSERT(made != NULL);
	snprintf(site, sizeof site, "%.*s", made != NULL ? (int)strcspn(made, "\n") : 0, made);
	assert_printed("first (gather_two)\n"
		       "    gather_two %s:%d\n"
		       "    async_gather\n"
		       "    |-- seller (sell)\n"
		       "    |   sell %s:%d\n"
		       "    |   async_sleep\n"
		       "    `-- waiter (wait_for_delivery)\n"
		       "        wait_for_delivery %s:%d\n"
		       "        async_await\n"
		       "        %s\n"
		       "second (gather_two)\n"
		       "    gather_two %s:%d\n"
		       "    async_gather\n"
		       "    |-- waiter (wait_for_delivery): see above\n"
		       "    `-- seller (sell): see above\n",
		       __FILE__, lines[GATHER], __FILE__, lines[SELL], __FILE__, lines[WAIT], site,
		       __FILE__, lines[GATHER]);
}

static struct async_task *chicken, *egg;

static void *await_egg(void *arg)
{
	(void)arg;
	return AWAIT(AT(EGG, async_await(egg)));
}

static void *await_chicken(void *arg)
{
	(void)arg;
	return AWAIT(AT(CHICKEN, async_await(chicken)));
}

static void *print_circle(void *arg)
{
	chicken = with_name(async_create_task(await_egg), "chicken");
	egg = with_name(async_create_task(await_chicken), "egg");
	AWAIT(async_sleep(1));
	print_tasks();
	FILE *file = fmemopen(printed + sizeof printed / 2, sizeof printed / 2, "w");
	async_print_call_graph(egg, file);
	fclose(file);
	end(chicken);
	return arg;
}

static void test_tree__names_a_circle_and_ends(void)
{
	async_run(print_circle);
	ASSERT_CONTAINS(printed, "\nchicken (await_egg), created at ");
	ASSERT_CONTAINS(printed, "    `-- egg (await_chicken), created at ");
	ASSERT_CONTAINS(printed, "        `-- a circle: chicken -> egg -> chicken\n");
	const char *graph = printed + sizeof printed / 2;
	ASSERT_CONTAINS(graph, "egg (await_chicken), created at ");
	ASSERT_CONTAINS(graph, "    waited for by chicken (await_egg), created at ");
	ASSERT_CONTAINS(graph, "        waited for by egg: see above\n");
}

struct chain { long length; };

static void *chain(void *arg)
{
	const struct chain *self = arg;

	if (self->length > 1)
		AWAIT(AT(CHAIN, async_await(async_create_task(chain, self->length - 1))));
	else
		AWAIT(async_await(delivery));
	return arg;
}

static void *print_chain(void *arg)
{
	(void)arg;
	delivery = async_loop_create_future(NULL);
	struct async_task *first = async_create_task(chain, 100);
	AWAIT(async_sleep(1));
	print_tasks();
	async_future_set_result(delivery, NULL);
	AWAIT(async_await(first));
	return NULL;
}

static void test_tree__of_a_long_chain_goes_on_at_the_margin(void)
{
	size_t shown = 0, below = 0;

	async_run(print_chain);
	for (const char *p = printed; (p = strstr(p, "(chain), created at ")) != NULL; p++)
		shown++;
	for (const char *p = printed; (p = strstr(p, "(chain): see below\n")) != NULL; p++)
		below++;
	ASSERT_INT(shown, 100);
	ASSERT_INT(below, 2);
	ASSERT_CONTAINS(printed, "waits for the future created at ");
}

static void *print_in_utf8(void *arg)
{
	struct async_task *task = with_name(async_create_task(sell), "seller");
	struct async_task *two[] = { task, task };
	FILE *file = begin_printing();

	async_create_task(gather_two, { two[0], two[1] });
	AWAIT(async_sleep(1));
	setenv("LC_ALL", "C.UTF-8", true);
	async_print_tasks(file);
	setenv("LC_ALL", "C", true);
	fclose(file);
	return arg;
}

static void test_tree__has_lines_where_the_locale_is_utf8(void)
{
	async_run(print_in_utf8);
	ASSERT_CONTAINS(printed, "    ├── seller (sell), created at ");
	ASSERT_CONTAINS(printed, "    └── seller (sell): see above\n");
	ASSERT(strstr(printed, "`-- ") == NULL);
}

/* ---- One task ---- */

static void *print_graph_of_one(void *arg)
{
	FILE *file;

	(void)arg;
	struct async_task *seller = with_name(async_create_task(sell), "seller");
	struct async_task *other = async_create_task(sell);
	with_name(async_create_task(gather_two, { seller, other }), "gatherer");
	AWAIT(async_sleep(1));
	file = begin_printing();
	async_print_call_graph(seller, file);
	fclose(file);
	return NULL;
}

static void test_call_graph__shows_who_waits_for_a_task(void)
{
	async_run(print_graph_of_one);
	if (sees_stacks())
		assert_printed("seller (sell)\n"
			       "    sell %s:%d\n"
			       "    async_sleep\n"
			       "    waited for by gatherer (gather_two)\n"
			       "        gather_two %s:%d\n"
			       "        async_gather\n",
			       __FILE__, lines[SELL], __FILE__, lines[GATHER]);
	else
		ASSERT_CONTAINS(printed, "    waited for by gatherer (gather_two), created at ");
}

static void test_call_graph__outside_of_tasks(void)
{
	async_print_call_graph(NULL, stderr);
	ASSERT_RAISED(RuntimeError, "no task is running");
}

/* ---- For gdb.sh ---- */

__attribute__((noinline))
static void stop_here(int number)
{
	__asm__ volatile("" : : "r"(number) : "memory");
}

static void *work(void *arg)
{
	AWAIT(async_sleep(1));
	stop_here(7);
	AWAIT(async_sleep(1));
	return arg;
}

static void program_for_gdb(void)
{
	struct async_loop *loop = async_new_event_loop();

	with_name(async_loop_create_task(loop, fetch), "fetcher");
	with_name(async_loop_create_task(loop, ask_for_one), "asker");
	with_name(async_loop_create_task(loop, work), "worker");
	async_loop_run_forever(loop);
}

static const struct program programs[] = {
	PROGRAM(program_for_gdb),
};

static const struct test tests[] = {
	TEST(test_tree__shows_each_stack_by_function_and_line),
	TEST(test_tree__goes_on_into_a_generator),
	TEST(test_tree__shows_where_each_task_was_made),
	TEST(test_tree__shows_twice_what_two_wait_for_and_once_in_full),
	TEST(test_tree__names_a_circle_and_ends),
	TEST(test_tree__of_a_long_chain_goes_on_at_the_margin),
	TEST(test_tree__has_lines_where_the_locale_is_utf8),
	TEST(test_call_graph__shows_who_waits_for_a_task),
	TEST(test_call_graph__outside_of_tasks),
};

SUITE(tests, programs)

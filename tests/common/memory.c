/* memory.h: memory of the current task, and who gets it. */

#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "heap.h"
#include "suite.h"
#include "task-internal.h"

/* ---- What the calls give ---- */

static bool is_zero(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

static void test_alloc__is_zero_and_aligned(void)
{
	for (size_t size = 0; size < 100; size++) {
		char *bytes = async_alloc(size);

		ASSERT(bytes != NULL);
		ASSERT_INT((uintptr_t)bytes % _Alignof(max_align_t), 0);
		ASSERT(is_zero(bytes, size));
		memset(bytes, 'x', size);
	}
}

static void test_strdup__copies(void)
{
	char city[] = "Oslo", *copy = async_strdup(city);

	city[0] = 'X';
	ASSERT_STRING(copy, "Oslo");
	ASSERT_STRING(async_strdup(""), "");
}

static void test_sprintf__of_any_length(void)
{
	char expected[5001];

	memset(expected, ' ', 5000);
	expected[4999] = '7';
	expected[5000] = '\0';
	ASSERT_STRING(async_sprintf("%s is %d", "Oslo", 3), "Oslo is 3");
	ASSERT_STRING(async_sprintf("%s", ""), "");
	ASSERT_STRING(async_sprintf("%5000d", 7), expected);
}

static void test_alloc__of_more_than_there_is(void)
{
	ASSERT(async_alloc(SIZE_MAX) == NULL);
	ASSERT_RAISED(MemoryError, NULL);
	ASSERT(async_alloc(SIZE_MAX - 16) == NULL);
	ASSERT_RAISED(MemoryError, NULL);
	ASSERT(async_alloc(SIZE_MAX / 2 - 4096) == NULL);
	ASSERT_RAISED(MemoryError, NULL);
	suite_stderr();				/* ASan has its say, too */
}

static void *do_nothing(void *arg)
{
	return arg;
}

static void test_alloc__outside_of_tasks_does_not_live_for_ever(void)
{
	size_t before = heap_live_bytes();

	char *string = async_strdup("outside");
	ASSERT(heap_live_bytes() > before);
	ASSERT_STRING(string, "outside");
	async_run(do_nothing);
	async_run(do_nothing);
	ASSERT(heap_live_bytes() <= before);
}

/* ---- Who gets it ---- */

struct make_string { const char *text; };

static void *make_string(void *arg)
{
	const struct make_string *self = arg;

	AWAIT(async_sleep(0));
	return async_sprintf("made of %s", self->text);
}

static void *use_result(void *arg)
{
	struct async_task *task = async_create_task(make_string, "clay");
	const char *text = AWAIT(async_await(task));

	AWAIT(async_sleep(1));
	ASSERT_STRING(text, "made of clay");
	ASSERT_STRING(async_task_result(task), "made of clay");
	return arg;
}

static void test_result__outlives_the_task_that_made_it(void)
{
	async_run(use_result);
}

static void *hand_up(void *arg)
{
	const char *text = AWAIT(async_await(async_create_task(make_string, "wood")));

	AWAIT(async_sleep(0));
	(void)arg;
	return (void *)text;
}

static void *hand_up_further(void *arg)
{
	(void)arg;
	return AWAIT(async_await(async_create_task(hand_up)));
}

static void *use_what_came_up(void *arg)
{
	const char *text = AWAIT(async_await(async_create_task(hand_up_further)));

	AWAIT(async_sleep(1));
	ASSERT_STRING(text, "made of wood");
	(void)arg;
	return (void *)text;
}

static void test_result__is_handed_up_any_number_of_levels(void)
{
	const char *text = async_run(use_what_came_up);

	ASSERT_STRING(text, "made of wood");
}

static void *arguments_of_a_loop(void *arg)
{
	struct async_task *tasks[3];
	const char *results[3], *const names[] = { "one", "two", "three" };

	for (int i = 0; i < 3; i++) {
		char text[8];

		strcpy(text, names[i]);
		tasks[i] = async_create_task(make_string, async_strdup(text));
		strcpy(text, "gone");
	}
	AWAIT(async_gather_array(results, tasks, 3));
	ASSERT_STRING(results[0], "made of one");
	ASSERT_STRING(results[1], "made of two");
	ASSERT_STRING(results[2], "made of three");
	return arg;
}

static void test_arguments__are_copied_for_each_task(void)
{
	async_run(arguments_of_a_loop);
}

/* ---- What ends when ---- */

static void note_nothing(void *arg)
{
	(void)arg;
}

/* How many bytes are out, when the loop has the room for a timer that it will keep. */
ASYNC static size_t live_bytes(void)
{
	/* Two timers at a time, so that there is room for two behind this. */
	async_loop_call_later(NULL, 1, note_nothing, NULL);
	AWAIT(async_sleep(1));
	return heap_live_bytes();
}

static void *fill_a_megabyte(void *arg)
{
	AWAIT(async_sleep(1));
	memset(async_alloc(1 << 20), 'x', 1 << 20);
	return arg;
}

static void *detach_it(void *arg)
{
	size_t before = AWAIT(live_bytes());
	struct async_task *task = async_create_task(fill_a_megabyte);

	async_detach(task);
	AWAIT(async_sleep(0.5));
	ASSERT(heap_live_bytes() > before);
	AWAIT(async_sleep(1));
	ASSERT_INT(heap_live_bytes(), before);
	ASSERT_INT(task_live(), 1);
	return arg;
}

static void test_detach__frees_it_when_it_is_done(void)
{
	async_run(detach_it);
}

static void *detach_a_done_one(void *arg)
{
	size_t before = AWAIT(live_bytes());
	struct async_task *task = async_create_task(fill_a_megabyte);

	AWAIT(async_await(task));
	ASSERT(heap_live_bytes() > before + (1 << 20));
	async_detach(task);
	ASSERT_INT(heap_live_bytes(), before);
	return arg;
}

static void test_detach__of_a_done_one_frees_it_at_once(void)
{
	async_run(detach_a_done_one);
}

static void *detach_thousands(void *arg)
{
	size_t before = AWAIT(live_bytes()), most = 0;

	for (int i = 0; i < 5000; i++) {
		struct async_task *task = async_create_task(make_string, "sand");

		async_detach(task);
		AWAIT(async_sleep(0));
		if (heap_live_bytes() > most)
			most = heap_live_bytes();
	}
	AWAIT(async_sleep(1));
	ASSERT(most < before + 64 * 1024);
	ASSERT_INT(heap_live_bytes(), before);
	return arg;
}

static void test_detach__keeps_a_server_from_growing(void)
{
	async_run(detach_thousands);
}

static struct async_task *left_behind;

static void *leave_a_child(void *arg)
{
	left_behind = async_create_task(fill_a_megabyte);
	return arg;
}

static void *outlive_the_child(void *arg)
{
	size_t before = AWAIT(live_bytes());
	struct async_task *task = async_create_task(leave_a_child);

	AWAIT(async_await(task));
	async_detach(task);
	ASSERT_INT(task_live(), 2);	/* the grandchild runs on, and nobody has its handle */
	AWAIT(async_sleep(2));
	ASSERT_INT(task_live(), 1);
	ASSERT_INT(heap_live_bytes(), before);
	return arg;
}

static void test_handle__ends_with_its_owner_and_the_task_runs_on(void)
{
	async_run(outlive_the_child);
}

static void *make_and_raise(void *arg)
{
	async_strdup("lost");
	AWAIT(async_sleep(0));
	async_strdup("lost as well");
	(void)arg;
	return async_raise(ValueError, "leaks nothing");
}

static void *catch_and_detach(void *arg)
{
	size_t before = AWAIT(live_bytes());
	{
		struct async_task *task = async_create_task(make_and_raise);
		EXCEPTION(e);

		TRY(async_await(task));
		ASSERT(EXCEPT(ValueError, e));
		async_detach(task);
	}
	ASSERT_INT(heap_live_bytes(), before);
	return arg;
}

static void test_exception__leaks_nothing(void)
{
	async_run(catch_and_detach);
}

static void *make_in_a_thread(void *arg)
{
	(void)arg;
	return async_sprintf("made in a %s", "thread");
}

static void *use_what_a_thread_made(void *arg)
{
	const char *text = AWAIT(async_to_thread(make_in_a_thread));

	(void)arg;
	AWAIT(async_sleep(1));
	ASSERT_STRING(text, "made in a thread");
	return (void *)text;
}

static void *hand_up_from_a_thread(void *arg)
{
	(void)arg;
	return AWAIT(async_await(async_create_task(use_what_a_thread_made)));
}

static void test_thread__makes_memory_of_the_task_that_waits(void)
{
	ASSERT_STRING(async_run(use_what_a_thread_made), "made in a thread");
	ASSERT_STRING(async_run(hand_up_from_a_thread), "made in a thread");
}

/* ---- Whose owner is gone ---- */

struct outlive { const char *text; };

static void *outlive(void *arg)
{
	const struct outlive *self = arg;

	AWAIT(async_sleep(2));
	note("%s", self->text);
	return NULL;
}

static void *create_of_an_object(void *arg)
{
	async_create_task(async_coroutine(outlive, "its arguments are its own"));
	AWAIT(async_sleep(1));
	return arg;
}

static void *outlive_a_detached_owner(void *arg)
{
	async_detach(async_create_task(create_of_an_object));
	AWAIT(async_sleep(5));
	return arg;
}

static void test_arguments__of_a_coroutine_object_become_the_tasks(void)
{
	async_run(outlive_a_detached_owner);
	ASSERT_NOTES("its arguments are its own");
}

static void note_result(struct async_future *future, void *arg)
{
	note("%s: %s", (const char *)arg, (const char *)async_future_result(future));
}

static void *detach_with_a_callback(void *arg)
{
	struct async_task *task = async_create_task(make_string, "glass");

	async_task_add_done_callback(task, note_result, "task");
	async_detach(task);
	AWAIT(async_sleep(5));
	return arg;
}

static void test_callback__of_a_detached_task_has_its_result(void)
{
	async_run(detach_with_a_callback);
	ASSERT_NOTES("task: made of glass");
}

static void *set_and_end(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);

	async_future_add_done_callback(future, note_result, "future");
	async_future_set_result(future, "set");
	return arg;
}

static void *detach_one_that_sets_and_ends(void *arg)
{
	async_detach(async_create_task(set_and_end));
	AWAIT(async_sleep(5));
	return arg;
}

static void test_callback__of_a_future_whose_owner_has_ended(void)
{
	async_run(detach_one_that_sets_and_ends);
	ASSERT_NOTES("future: set");
}

/* ---- Threads ---- */

static void *leave_a_string(void *arg)
{
	(void)arg;
	return async_strdup("of a run in this thread");
}

static void *run_in_a_thread(void *arg)
{
	async_strdup("outside of a run");
	ASSERT_STRING(async_run(leave_a_string), "of a run in this thread");
	return arg;
}

static void test_thread__its_memory_ends_with_it(void)
{
	pthread_t thread;

	ASSERT_INT(pthread_create(&thread, NULL, run_in_a_thread, NULL), 0);
	pthread_join(thread, NULL);
}

static const struct test tests[] = {
	TEST(test_thread__its_memory_ends_with_it),
	TEST(test_alloc__is_zero_and_aligned),
	TEST(test_strdup__copies),
	TEST(test_sprintf__of_any_length),
	TEST(test_alloc__of_more_than_there_is),
	TEST(test_alloc__outside_of_tasks_does_not_live_for_ever),
	TEST(test_result__outlives_the_task_that_made_it),
	TEST(test_result__is_handed_up_any_number_of_levels),
	TEST(test_arguments__are_copied_for_each_task),
	TEST(test_detach__frees_it_when_it_is_done),
	TEST(test_detach__of_a_done_one_frees_it_at_once),
	TEST(test_detach__keeps_a_server_from_growing),
	TEST(test_handle__ends_with_its_owner_and_the_task_runs_on),
	TEST(test_exception__leaks_nothing),
	TEST(test_thread__makes_memory_of_the_task_that_waits),
	TEST(test_arguments__of_a_coroutine_object_become_the_tasks),
	TEST(test_callback__of_a_detached_task_has_its_result),
	TEST(test_callback__of_a_future_whose_owner_has_ended),
};

SUITE(tests, NO_PROGRAMS)

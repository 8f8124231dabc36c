/* Each system call fails, in turn, while files are read and written, and threads are used. */

#include "calls.h"
#include "folder.h"

static struct scratch at_hand;

static void *use_nothing(void *arg)
{
	scene_is_over = true;
	return arg;
}

static void *sleep_twice(void *arg)
{
	AWAIT(async_sleep(1));
	AWAIT(async_sleep(1));
	scene_is_over = true;
	return arg;
}

/* More tasks than the first stacks are for. */
static void *begin_many(void *arg)
{
	enum { MANY = 64 };
	struct async_task **tasks = async_alloc(MANY * sizeof(*tasks));

	for (size_t i = 0; tasks != NULL && i < MANY; i++)
		tasks[i] = async_create_task(sleep_twice);
	AWAIT(async_gather_array(NULL, tasks, MANY));
	scene_is_over = true;
	return arg;
}

static void *block(void *arg)
{
	async_block(1);
	return arg;
}

static void *use_threads(void *arg)
{
	AWAIT(async_to_thread(block));
	AWAIT(async_gather(NULL, async_coroutine(sleep_twice), async_coroutine(sleep_twice)));
	AWAIT(async_to_thread(block));
	scene_is_over = true;
	return arg;
}

static void *copy(void *arg)
{
	struct async_file *from = AWAIT(async_open(at_hand.path, "r"));
	struct async_file *to = AWAIT(async_open("/dev/null", "w"));

	{
		ASYNC_WITH(from);
		ASYNC_WITH(to);
		ASYNC_FOR(line, from)
			AWAIT(async_file_write(to, line, strlen(line)));
	}
	scene_is_over = true;
	return arg;
}

static void *change(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "a+"));

	{
		ASYNC_WITH(file);
		AWAIT(async_file_printf(file, "Oslo\n"));
		AWAIT(async_file_seek(file, -2, SEEK_END));
		ASSERT_STRING(AWAIT(async_file_read(file, 2, NULL)), "o\n");
		AWAIT(async_file_seek(file, 0, SEEK_SET));
		AWAIT(async_file_truncate(file, 100));
	}
	scene_is_over = true;
	return arg;
}

/* Nobody closes it. */
static void *leave(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "w"));

	AWAIT(async_file_write(file, "Oslo\n", 5));
	scene_is_over = true;
	return arg;
}

static void test_calls__of_the_loop(void)
{
	torture_calls(use_nothing);
	torture_calls(sleep_twice);
}

static void test_calls__of_new_stacks(void)
{
	fault.in_thread = true;
	ASSERT(torture_call(begin_many, &call_mprotect) > 0);
	ASSERT(torture_call(begin_many, &call_madvise) > 0);
	/* Valgrind has to see each guard made, by mprotect() */
	ASSERT(torture_call(begin_many, &call_process_madvise) > 0 || sanitizer_is_valgrind());
	fault.in_thread = false;
}

static void test_calls__of_threads(void)
{
	torture_calls(use_threads);
}

static void test_calls__of_files(void)
{
	at_hand = scratch("Oslo\nLima\nCairo\n");
	torture_calls(copy);
	torture_calls(change);
	torture_calls(leave);
	close(at_hand.fd);
}

static const struct test tests[] = {
	TEST(test_calls__of_the_loop),
	TEST(test_calls__of_new_stacks),
	TEST(test_calls__of_threads),
	TEST(test_calls__of_files),
};

SUITE(tests, NO_PROGRAMS)

/* Each allocation fails once, in turn, while files are read, written, and left open. */

#include "folder.h"
#include "torture.h"

static struct scratch at_hand;

static void *copy(void *arg)
{
	struct async_file *from = AWAIT(async_open(at_hand.path, "r"));
	struct async_file *to = AWAIT(async_open("/dev/null", "w"));

	ASYNC_WITH(from);
	ASYNC_WITH(to);
	ASYNC_FOR(line, from) {
		AWAIT(async_file_write(to, line, strlen(line)));
		AWAIT(async_file_printf(to, "%s", "and "));
	}
	AWAIT(async_file_flush(to));
	return arg;
}

static void *change(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "r+"));
	size_t size;

	TRY(async_file_read(file, SIZE_MAX, &size));
	catch_any();
	AWAIT(async_file_seek(file, -2, SEEK_END));
	AWAIT(async_file_truncate(file, -1));
	AWAIT(async_file_write(file, "o\n", 2));
	TRY(async_file_flush(file));
	catch_any();
	return arg;
}

struct open_it { const char *path; };

static void *open_it(void *arg)
{
	const struct open_it *self = arg;
	struct async_file *file = AWAIT(async_open(self->path, "w"));

	AWAIT(async_file_write(file, "Oslo\n", 5));
	AWAIT(async_file_close(file));
	return file;
}

static void *cancel_at_each_step(void *arg)
{
	for (int steps = 1; steps < 6; steps++) {
		struct async_task *task = async_create_task(open_it, "/dev/null");

		for (int i = 0; i < steps && async_exception() == NULL; i++)
			AWAIT(async_sleep(0));
		catch_any();
		if (task != NULL)
			async_task_cancel(task);
	}
	AWAIT(async_sleep(1));
	return arg;
}

static void *leave(void *arg)
{
	struct async_file *file = AWAIT(async_open("/dev/full", "w"));

	AWAIT(async_file_write(file, "Oslo\n", 5));
	return arg;
}

static void fill(void)
{
	static char text[700 * 1000];

	memset(text, 'a', sizeof text);
	for (size_t i = 50; i < sizeof text / 2; i += 50)
		text[i] = '\n';
	at_hand = scratch_of(text, sizeof text / (ASYNC_HARD ? 1000 : 1));
}

static void test_torture__of_copying(void)
{
	fill();
	torture(copy);
	close(at_hand.fd);
}

static void test_torture__of_changing(void)
{
	fill();
	torture(change);
	close(at_hand.fd);
}

static void test_torture__of_cancelling(void)
{
	torture(cancel_at_each_step);
}

static void test_torture__of_leaving(void)
{
	torture(leave);
}

static const struct test tests[] = {
	TEST(test_torture__of_copying),
	TEST(test_torture__of_changing),
	TEST(test_torture__of_cancelling),
	TEST(test_torture__of_leaving),
};

SUITE(tests, NO_PROGRAMS)

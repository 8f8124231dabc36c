/* file.h: what goes wrong, what is cancelled, and what is never closed. */

#include <errno.h>
#include <fcntl.h>

#include "folder.h"

static struct scratch at_hand;

/* ---- Opening ---- */

struct open_one { const char *path, *mode; };

static void *open_one(void *arg)
{
	const struct open_one *self = arg;
	EXCEPTION(e);

	TRY(async_open(self->path, self->mode));
	if (EXCEPT(Exception, e))
		note("%s: %s", e->type->name, e->message);
	return NULL;
}

static void test_open__raises_by_type(void)
{
	async_run(open_one, "nope.txt", "r");
	ASSERT_NOTES("FileNotFoundError: [Errno 2] No such file or directory: 'nope.txt'");
	async_run(open_one, "/tmp", "r");
	ASSERT_NOTES("IsADirectoryError: [Errno 21] Is a directory: '/tmp'");
	async_run(open_one, "/tmp", "w");
	ASSERT_NOTES("IsADirectoryError: [Errno 21] Is a directory: '/tmp'");
	async_run(open_one, "/proc/version", "x");
	ASSERT_NOTES("FileExistsError: [Errno 17] File exists: '/proc/version'");
	async_run(open_one, "/proc/version/oslo", "r");
	ASSERT_NOTES("NotADirectoryError: [Errno 20] Not a directory: '/proc/version/oslo'");
}

static void test_open__modes_that_there_are_not(void)
{
	static const char *const exactly_one =
		"ValueError: must have exactly one of create/read/write/append mode";
	static const char *const at_least_one =
		"ValueError: Must have exactly one of create/read/write/append mode and at most "
		"one plus";

	async_run(open_one, "nope.txt", "q");
	ASSERT_NOTES("ValueError: invalid mode: 'q'");
	async_run(open_one, "nope.txt", "rr");
	ASSERT_NOTES("ValueError: invalid mode: 'rr'");
	async_run(open_one, "nope.txt", "rw");
	ASSERT_NOTES(exactly_one);
	async_run(open_one, "nope.txt", "b+");
	ASSERT_NOTES(at_least_one);
	async_run(open_one, "nope.txt", "rbt");
	ASSERT_NOTES("ValueError: can't have text and binary mode at once");
}

/* ---- What a file does not offer ---- */

static void *read_what_is_for_writing(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "w"));

	ASYNC_WITH(file);
	TRY(async_file_read(file, 1, NULL));
	ASSERT_RAISED(UnsupportedOperation, "not readable");
	TRY(async_file_readline(file, NULL));
	ASSERT_RAISED(UnsupportedOperation, "not readable");
	TRY(async_anext(file));
	ASSERT_RAISED(UnsupportedOperation, "not readable");
	return arg;
}

static void *write_what_is_for_reading(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "r"));

	ASYNC_WITH(file);
	TRY(async_file_write(file, "a", 1));
	ASSERT_RAISED(UnsupportedOperation, "not writable");
	TRY(async_file_truncate(file, 0));
	ASSERT_RAISED(UnsupportedOperation, "truncate");
	AWAIT(async_file_flush(file));
	return arg;
}

static void test_modes__are_kept_to(void)
{
	at_hand = scratch("Oslo");
	async_run(write_what_is_for_reading);
	async_run(read_what_is_for_writing);
	scratch_end(at_hand, "");
}

static void *use_a_closed_file(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "r+"));
	static const char closed[] = "I/O operation on closed file.";

	ASSERT(async_file_fileno(file) >= 0 && !async_file_closed(file));
	AWAIT(async_file_close(file));
	AWAIT(async_file_close(file));
	ASSERT(async_file_closed(file));
	TRY(async_file_read(file, 1, NULL));
	ASSERT_RAISED(ValueError, closed);
	TRY(async_anext(file));
	ASSERT_RAISED(ValueError, closed);
	TRY(async_file_write(file, "a", 1));
	ASSERT_RAISED(ValueError, closed);
	TRY(async_file_flush(file));
	ASSERT_RAISED(ValueError, closed);
	ASSERT_INT(async_file_tell(file), -1);
	ASSERT_RAISED(ValueError, closed);
	ASSERT_INT(async_file_fileno(file), -1);
	ASSERT_RAISED(ValueError, closed);
	ASYNC_WITH(file);
	return arg;
}

static void test_closed__files_take_no_calls(void)
{
	at_hand = scratch("Oslo");
	async_run(use_a_closed_file);
	ASSERT_RAISED(ValueError, "I/O operation on closed file.");
	scratch_end(at_hand, "Oslo");
}

/* ---- Disks that are full ---- */

static void *write_to_a_full_disk(void *arg)
{
	struct async_file *file = AWAIT(async_open("/dev/full", "w"));

	AWAIT(async_file_write(file, "Oslo", 4));
	TRY(async_file_flush(file));
	ASSERT_STRING(async_exception()->note, "write '/dev/full'");
	ASSERT_RAISED(OSError, "[Errno 28] No space left on device");
	TRY(async_file_close(file));
	ASSERT_INT(async_exception()->error_number, ENOSPC);
	ASSERT_RAISED(OSError, "[Errno 28] No space left on device");
	ASSERT(async_file_closed(file));
	return arg;
}

static void test_full_disk__is_told_by_flush_and_by_close(void)
{
	async_run(write_to_a_full_disk);
}

static void *write_on_and_on(void *arg)
{
	static const char block[10000];
	struct async_file *file = AWAIT(async_open("/dev/full", "w"));
	int failed = 0;
	size_t written = 0;

	for (int i = 0; i < 200; i++) {
		EXCEPTION(e);

		written += TRY(async_file_write(file, block, sizeof block));
		failed += EXCEPT(OSError, e);
	}
	ASSERT(failed > 100);
	ASSERT_INT(written, (200 - failed) * (int)sizeof block);
	TRY(async_file_close(file));
	ASSERT_RAISED(OSError, NULL);
	return arg;
}

static void test_full_disk__takes_no_more_than_two_blocks(void)
{
	async_run(write_on_and_on);
}

static void *leave_a_full_disk(void *arg)
{
	struct async_file *file = AWAIT(async_open("/dev/full", "w"));

	AWAIT(async_file_write(file, "Oslo", 4));
	return arg;
}

static void test_full_disk__is_told_where_nobody_closes(void)
{
	async_run(leave_a_full_disk);
	ASSERT_CONTAINS(suite_stderr(), "What was written to a file is lost\n");
}

/* ---- Cancelling: the other end is a pipe's, so that a thread waits as long as is wanted ---- */

static int pipe_ends[2];

static void make_pipe(void)
{
	ASSERT_INT(pipe2(pipe_ends, O_CLOEXEC), 0);
	snprintf(at_hand.path, sizeof at_hand.path, "/proc/self/fd/%d", pipe_ends[0]);
}

struct read_one { struct async_file *file; };

static void *read_one(void *arg)
{
	const struct read_one *self = arg;

	return (void *)AWAIT(async_file_readline(self->file, NULL));
}

ASYNC static int cancel_when_it_waits(struct async_task *task)
{
	for (int i = 0; i < 3; i++)
		AWAIT(async_sleep(0));
	async_task_cancel(task);
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, "");
	return 0;
}

static void *cancel_readers(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "r"));

	ASYNC_WITH(file);
	for (int i = 0; i < 3; i++)
		AWAIT(cancel_when_it_waits(async_create_task(read_one, file)));
	ASSERT_INT(write(pipe_ends[1], "Oslo\nLima", 9), 9);
	ASSERT_STRING(AWAIT(async_file_readline(file, NULL)), "Oslo\n");
	AWAIT(cancel_when_it_waits(async_create_task(read_one, file)));
	close(pipe_ends[1]);
	ASSERT_STRING(AWAIT(async_file_readline(file, NULL)), "Lima");
	TRY(async_file_seek(file, 0, SEEK_SET));
	ASSERT_RAISED(UnsupportedOperation, "underlying stream is not seekable");
	async_file_tell(file);
	ASSERT_RAISED(UnsupportedOperation, "underlying stream is not seekable");
	return arg;
}

static void test_cancel__a_reader_loses_nothing(void)
{
	for (int clock = ASYNC_CLOCK_REAL; clock <= ASYNC_CLOCK_VIRTUAL; clock++) {
		async_use_clock(clock);
		make_pipe();
		async_run(cancel_readers);
		close(pipe_ends[0]);
	}
}

struct open_it { const char *path; };

static void *open_it(void *arg)
{
	const struct open_it *self = arg;

	return AWAIT(async_open(self->path, "r"));
}

static void *cancel_opening(void *arg)
{
	struct async_task *task = async_create_task(open_it, at_hand.path);

	AWAIT(async_sleep(0));
	async_task_cancel(task);
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, "");
	return arg;
}

static void test_cancel__what_is_opened_is_closed(void)
{
	at_hand = scratch("Oslo");
	async_run(cancel_opening);
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(cancel_opening);
	scratch_end(at_hand, "Oslo");
}

struct close_it { struct async_file *file; };

static void *close_it(void *arg)
{
	AWAIT(async_file_close(((const struct close_it *)arg)->file));
	return NULL;
}

static void *cancel_closing(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "w"));
	struct async_task *task = async_create_task(close_it, file);

	AWAIT(async_file_write(file, "Oslo", 4));
	AWAIT(async_sleep(0));
	ASSERT(async_file_closed(file));
	async_task_cancel(task);
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, "");
	return arg;
}

static void test_cancel__closing_goes_on(void)
{
	suite_counts_passes();
	at_hand = scratch("");
	async_run(cancel_closing);
	scratch_end(at_hand, "Oslo");
}

/* It is closed while a thread reads for another task. */
static void *close_beside_a_reader(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "r"));
	struct async_task *reader = async_create_task(read_one, file), *closer;

	AWAIT(async_sleep(0));
	closer = async_create_task(close_it, file);
	AWAIT(async_sleep(0));
	ASSERT_INT(write(pipe_ends[1], "Oslo\n", 5), 5);
	AWAIT(async_await(closer));
	TRY(async_await(reader));
	ASSERT_RAISED(ValueError, "I/O operation on closed file.");
	return arg;
}

static void test_close__waits_for_what_is_in_flight(void)
{
	suite_counts_passes();
	make_pipe();
	async_run(close_beside_a_reader);
	close(pipe_ends[0]);
	close(pipe_ends[1]);
}

/* ---- Never closed ---- */

static void *write_and_leave(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "w"));

	AWAIT(async_file_write(file, "Oslo", 4));
	return arg;
}

static void *leave_to_a_task(void *arg)
{
	async_detach(async_create_task(write_and_leave));
	AWAIT(async_sleep(1));
	scratch_end(at_hand, "Oslo");
	return arg;
}

static void test_unclosed__is_closed_where_its_memory_ends(void)
{
	at_hand = scratch("");
	async_run(leave_to_a_task);
	at_hand = scratch("");
	async_run(write_and_leave);
	scratch_end(at_hand, "Oslo");
}

static void test_unclosed__is_reported_in_debug_mode(void)
{
	char expected[64];

	async_use_debug(true);
	at_hand = scratch("");
	async_run(write_and_leave);
	async_use_debug(false);
	snprintf(expected, sizeof expected, "unclosed file '%s'\n", at_hand.path);
	ASSERT_STRING(suite_stderr(), expected);
	scratch_end(at_hand, "Oslo");
}

/* The loop closes while a thread reads, and a task waits for that. */
static void *leave_a_reader(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "r"));

	async_create_task(read_one, file);
	AWAIT(async_sleep(0));
	async_loop_stop(NULL);
	return arg;
}

static void test_loop_close__while_a_thread_reads(void)
{
	struct async_loop *loop = async_new_event_loop();

	make_pipe();
	async_loop_create_task(loop, leave_a_reader);
	async_loop_run_forever(loop);
	ASSERT_INT(write(pipe_ends[1], "Oslo\n", 5), 5);
	async_loop_close(loop);
	ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
	close(pipe_ends[0]);
	close(pipe_ends[1]);
}

static const struct test tests[] = {
	TEST(test_open__raises_by_type),
	TEST(test_open__modes_that_there_are_not),
	TEST(test_modes__are_kept_to),
	TEST(test_closed__files_take_no_calls),
	TEST(test_full_disk__is_told_by_flush_and_by_close),
	TEST(test_full_disk__takes_no_more_than_two_blocks),
	TEST(test_full_disk__is_told_where_nobody_closes),
	TEST(test_cancel__a_reader_loses_nothing),
	TEST(test_cancel__what_is_opened_is_closed),
	TEST(test_cancel__closing_goes_on),
	TEST(test_close__waits_for_what_is_in_flight),
	TEST(test_unclosed__is_closed_where_its_memory_ends),
	TEST(test_unclosed__is_reported_in_debug_mode),
	TEST(test_loop_close__while_a_thread_reads),
};

SUITE(tests, NO_PROGRAMS)

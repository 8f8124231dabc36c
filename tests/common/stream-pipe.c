/* Streams on stdin and stdout: stream-pipe.c, pipe-file.c. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "heap.h"
#include "suite.h"

static bool blocks(int fd)
{
	return (fcntl(fd, F_GETFL) & O_NONBLOCK) == 0;
}

/* A file of [count] numbered lines, as at its beginning. */
static int open_lines(int count)
{
	int fd = memfd_create("lines", MFD_CLOEXEC);

	for (int i = 0; i < count; i++)
		dprintf(fd, "line %d\n", i);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

struct count_lines { int fd; };

/* Note how many there are, the first and the last. */
static void *count_lines(void *arg)
{
	struct async_stream_reader *reader =
		AWAIT(async_open_read_pipe(((struct count_lines *)arg)->fd));
	char first[32] = "", last[32] = "";
	int count = 0;

	ASYNC_FOR(line, reader) {
		snprintf(count++ == 0 ? first : last, sizeof first, "%s", (const char *)line);
	}
	ASSERT(async_stream_reader_at_eof(reader));
	note("%d %.*s..%.*s", count, (int)strcspn(first, "\n"), first, (int)strcspn(last, "\n"),
	     last);
	return NULL;
}

static void test_read_pipe__of_a_file(void)
{
	const int count = ASYNC_HARD ? 50 : 50000;
	int fd = open_lines(count);
	char expected[64];

	snprintf(expected, sizeof expected, "%d line 0..line %d", count, count - 1);
	async_run(count_lines, fd);
	ASSERT_NOTES(expected);
	ASSERT(blocks(fd));
	close(fd);
}

static void test_read_pipe__of_nothing(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	async_run(count_lines, fd);
	ASSERT_NOTES("0 ..");
	close(fd);
}

static void test_read_pipe__of_what_is_none(void)
{
	int folder = open("/", O_RDONLY | O_CLOEXEC);

	async_run(count_lines, folder);
	ASSERT_RAISED(IsADirectoryError, NULL);
	ASSERT_CONTAINS(suite_stderr(), "Fatal read error on pipe transport");
	close(folder);
	async_run(count_lines, 1000);
	ASSERT_RAISED(OSError, "[Errno 9] Bad file descriptor");
}

/* The reader takes no more than its limit and one piece, if nobody takes it. */
struct rest_on_a_file { int fd; };

static void *rest_on_a_file(void *arg)
{
	struct async_stream_reader *reader =
		AWAIT(async_open_read_pipe(((struct rest_on_a_file *)arg)->fd));

	note("%s", AWAIT(async_stream_reader_readline(reader, NULL)));
	AWAIT(async_sleep(1));
	return NULL;
}

static void test_read_pipe__of_a_file_is_not_read_ahead(void)
{
	int fd = open_lines(ASYNC_HARD ? 30000 : 100000);

	async_run(rest_on_a_file, fd);
	ASSERT_NOTES("line 0\n");
	ASSERT(lseek(fd, 0, SEEK_CUR) <= (4 << 16));
	close(fd);
}

/* ---- A terminal ---- */

static int master;

/* One that echoes nothing. */
static int open_terminal(void)
{
	struct termios raw;
	int fd;

	master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	ASSERT(grantpt(master) == 0 && unlockpt(master) == 0);
	fd = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	tcgetattr(fd, &raw);
	cfmakeraw(&raw);
	tcsetattr(fd, TCSANOW, &raw);
	return fd;
}

struct use_terminal { int fd; };

static void *use_terminal(void *arg)
{
	int fd = ((struct use_terminal *)arg)->fd;
	struct async_stream_reader *reader = AWAIT(async_open_read_pipe(fd));
	struct async_stream_writer *writer = AWAIT(async_open_write_pipe(fd));
	char text[64] = "";

	ASSERT(!blocks(fd));
	dprintf(master, "Oslo\n");
	note("%s", AWAIT(async_stream_reader_readline(reader, NULL)));
	async_stream_writer_printf(writer, "rain\n");
	AWAIT(async_stream_writer_drain(writer));
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	ASSERT(read(master, text, sizeof text - 1) > 0);
	ASSERT_STRING(text, "rain\n");
	return NULL;
}

static void test_pipes__on_one_terminal(void)
{
	int fd = open_terminal();

	async_run(use_terminal, fd);
	ASSERT_NOTES("Oslo\n");
	ASSERT(blocks(fd));
	close(fd);
	close(master);
}

/* ---- stdout ---- */

struct write_much { int fd, count; };

static void *write_much(void *arg)
{
	const struct write_much *self = arg;
	struct async_stream_writer *writer = AWAIT(async_open_write_pipe(self->fd));

	for (int i = 0; i < self->count; i++) {
		async_stream_writer_printf(writer, "line %d\n", i);
		AWAIT(async_stream_writer_drain(writer));
	}
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return NULL;
}

static void test_write_pipe__to_a_file(void)
{
	int fd = memfd_create("out", MFD_CLOEXEC);

	async_run(write_much, fd, 1000);
	lseek(fd, 0, SEEK_SET);
	async_run(count_lines, fd);
	ASSERT_NOTES("1000 line 0..line 999");
	close(fd);
}

struct pass_on { int ends[2]; };

static void *pass_on(void *arg)
{
	const struct pass_on *self = arg;
	struct async_task *writes = async_create_task(write_much, self->ends[1], 20000);
	struct async_task *counts = async_create_task(count_lines, self->ends[0]);

	AWAIT(async_await(writes));
	close(self->ends[1]);
	AWAIT(async_await(counts));
	return NULL;
}

static void test_pipes__with_back_pressure(void)
{
	int ends[2];

	ASSERT_INT(pipe2(ends, O_CLOEXEC), 0);
	async_run(pass_on, { ends[0], ends[1] });
	ASSERT_NOTES("20000 line 0..line 19999");
	close(ends[0]);
}

struct read_the_first { int fd; };

static void *read_the_first(void *arg)
{
	struct async_stream_reader *reader =
		AWAIT(async_open_read_pipe(((struct read_the_first *)arg)->fd));
	const char *line = AWAIT(async_stream_reader_readline(reader, NULL));

	note("%.6s", line);
	return NULL;
}

/* The run ends while there is more to be read: of that nothing is said. */
static void test_read_pipe__of_a_file_left_in_the_middle(void)
{
	int fd = open_lines(50 * 1000);

	async_run(read_the_first, fd);
	close(fd);
	ASSERT_NOTES("line 0");
}

static const struct test tests[] = {
	TEST(test_read_pipe__of_a_file),
	TEST(test_read_pipe__of_a_file_left_in_the_middle),
	TEST(test_read_pipe__of_nothing),
	TEST(test_read_pipe__of_what_is_none),
	TEST(test_read_pipe__of_a_file_is_not_read_ahead),
	TEST(test_pipes__on_one_terminal),
	TEST(test_write_pipe__to_a_file),
	TEST(test_pipes__with_back_pressure),
};

SUITE(tests, NO_PROGRAMS)

/* Each allocation of pipes and processes fails once, in turn. */

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "torture.h"

static void *communicate(void *arg)
{
	struct async_process *process =
		AWAIT(async_create_subprocess_shell("cat; echo done >&2", .in = ASYNC_PIPE,
						    .out = ASYNC_PIPE, .err = ASYNC_PIPE));

	AWAIT(async_process_communicate(process, "rain", 4));
	return arg;
}

static void *talk(void *arg)
{
	struct async_process *process = AWAIT(async_create_subprocess_exec(
		ASYNC_ARGV("cat"), .in = ASYNC_PIPE, .out = ASYNC_PIPE, .cwd = "/"));
	struct async_stream_writer *in = async_process_stdin(process);

	async_stream_writer_printf(in, "rain\n");
	AWAIT(async_stream_writer_drain(in));
	AWAIT(async_stream_reader_readline(async_process_stdout(process), NULL));
	async_stream_writer_close(in);
	AWAIT(async_stream_writer_wait_closed(in));
	AWAIT(async_process_wait(process));
	return arg;
}

static void *wait_in_vain(void *arg)
{
	struct async_process *process =
		AWAIT(async_create_subprocess_exec(ASYNC_ARGV("sleep", "100")));
	EXCEPTION(e);

	TRY(async_wait_for(async_coroutine(talk), 0));
	if (EXCEPT(TimeoutError, e))
		async_process_kill(process);
	AWAIT(async_process_wait(process));
	return arg;
}

static void *nope(void *arg)
{
	EXCEPTION(e);

	TRY(async_create_subprocess_exec(ASYNC_ARGV("nope"), .in = ASYNC_PIPE));
	if (EXCEPT(FileNotFoundError, e))
		return arg;
	return arg;
}

/* ---- By callbacks ---- */

static struct async_future *over;

static void on_lost(struct async_protocol *protocol, const struct async_exception *exception)
{
	(void)protocol;
	(void)exception;
	if (!async_future_done(over))
		async_future_set_result(over, NULL);
}

static struct async_protocol *new_protocol(void *arg)
{
	static const struct async_protocol_methods methods = { .connection_lost = on_lost };
	struct async_protocol *protocol = async_alloc(sizeof *protocol);

	(void)arg;
	if (protocol != NULL)
		protocol->methods = &methods;
	return protocol;
}

static const char much[100000];

/* Whoever raises leaves the descriptor with us. */
ASYNC static int use_pipe(int ends[2])
{
	struct async_transport *reader, *writer;

	reader = async_loop_connect_read_pipe(new_protocol, NULL, ends[0]);
	if (reader == NULL)
		close(ends[0]);
	catch_any();
	writer = async_loop_connect_write_pipe(new_protocol, NULL, ends[1]);
	if (writer == NULL)
		close(ends[1]);
	catch_any();
	if (writer != NULL) {
		async_transport_write(writer, much, sizeof much);
		catch_any();
		async_transport_close(writer);
	}
	if (reader == NULL || writer == NULL)
		return 0;
	AWAIT(async_await(over));
	return 0;
}

static void *pipes(void *arg)
{
	int ends[2];

	over = AWAIT(async_loop_create_future(NULL));
	if (pipe(ends) == 0)
		AWAIT(use_pipe(ends));
	return arg;
}

static void *use_streams(void *arg)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	int fd = memfd_create("cities", MFD_CLOEXEC);

	writer = async_open_write_pipe(fd);
	if (writer != NULL) {
		async_stream_writer_printf(writer, "Oslo\n");
		async_stream_writer_close(writer);
	}
	catch_any();
	lseek(fd, 0, SEEK_SET);
	reader = async_open_read_pipe(fd);
	if (reader != NULL)
		TRY(async_stream_reader_read(reader, SIZE_MAX, NULL));
	catch_any();
	close(fd);
	return arg;
}

/* ---- Each ---- */

static void assert_no_child_is_left(void)
{
	ASSERT_INT(waitpid(-1, NULL, WNOHANG), -1);
	ASSERT_INT(errno, ECHILD);
}

static void test_torture__of_communicating(void)
{
	torture(communicate);
	assert_no_child_is_left();
}

static void test_torture__of_a_dialogue(void)
{
	torture(talk);
	assert_no_child_is_left();
}

static void test_torture__of_waiting(void)
{
	torture(wait_in_vain);
	assert_no_child_is_left();
}

static void test_torture__of_what_cannot_start(void)
{
	torture(nope);
	assert_no_child_is_left();
}

static void test_torture__of_pipes(void)
{
	torture(pipes);
	torture(use_streams);
}

static const struct test tests[] = {
	TEST(test_torture__of_communicating),
	TEST(test_torture__of_a_dialogue),
	TEST(test_torture__of_waiting),
	TEST(test_torture__of_what_cannot_start),
	TEST(test_torture__of_pipes),
};

SUITE(tests, NO_PROGRAMS)

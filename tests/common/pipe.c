/* Transports on pipes: pipe.c, pipe-reader.c, pipe-writer.c. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loop-internal.h"
#include "pipe-internal.h"
#include "suite.h"

/* ---- A protocol that notes what it is told ---- */

struct noting {
	struct async_protocol protocol;		/* first, so that one pointer is both */
	struct async_transport *transport;
	struct async_future *lost;
	size_t received;
	bool counts;				/* bytes, in place of noting them */
};

static void on_made(struct async_protocol *protocol, struct async_transport *transport)
{
	note("made");
	((struct noting *)protocol)->transport = transport;
}

static void on_data(struct async_protocol *protocol, const void *data, size_t size)
{
	struct noting *self = (struct noting *)protocol;

	self->received += size;
	if (!self->counts)
		note("%.*s", (int)size, (const char *)data);
}

static bool on_eof(struct async_protocol *protocol)
{
	(void)protocol;
	note("eof");
	return true;
}

static void on_lost(struct async_protocol *protocol, const struct async_exception *exception)
{
	struct noting *self = (struct noting *)protocol;

	note("lost:%s", exception != NULL ? exception->type->name : "None");
	if (!async_future_done(self->lost))
		async_future_set_result(self->lost, NULL);
}

static void on_pause(struct async_protocol *protocol)
{
	(void)protocol;
	note("pause");
}

static void on_resume(struct async_protocol *protocol)
{
	(void)protocol;
	note("resume");
}

static const struct async_protocol_methods noting_methods = {
	.connection_made = on_made,
	.data_received = on_data,
	.eof_received = on_eof,
	.connection_lost = on_lost,
	.pause_writing = on_pause,
	.resume_writing = on_resume,
};

static struct async_protocol *given(void *arg)
{
	return arg;
}

static struct noting *noting(void)
{
	struct noting *self = async_alloc(sizeof *self);

	self->protocol.methods = &noting_methods;
	self->lost = async_loop_create_future(NULL);
	return self;
}

static bool blocks(int fd)
{
	return (fcntl(fd, F_GETFL) & O_NONBLOCK) == 0;
}

static void write_all(int fd, const char *text)
{
	ASSERT_INT(write(fd, text, strlen(text)), strlen(text));
}

static void drain(int fd, size_t size)
{
	char bytes[4096];
	ssize_t n;

	while (size > 0 && (n = read(fd, bytes, sizeof bytes < size ? sizeof bytes : size)) > 0)
		size -= (size_t)n;
	ASSERT_INT(size, 0);
}

/* ---- Reading ---- */

static void *read_until_end(void *arg)
{
	struct noting *self = noting();
	int ends[2];

	(void)arg;
	ASSERT_INT(pipe(ends), 0);
	write_all(ends[1], "first");
	AWAIT(async_loop_connect_read_pipe(given, self, ends[0]));
	AWAIT(async_sleep(1));
	write_all(ends[1], "second");
	close(ends[1]);
	AWAIT(async_await(self->lost));
	ASSERT(async_transport_is_closing(self->transport));
	return NULL;
}

static void test_reader__gives_data_and_the_end(void)
{
	async_run(read_until_end);
	ASSERT_NOTES(ASYNC_HARD ? "made f i r s t s e c o n d eof lost:None"
				: "made first second eof lost:None");
}

static void *pause_and_close(void *arg)
{
	struct noting *self = noting();
	struct async_transport *t;
	int ends[2];

	(void)arg;
	ASSERT_INT(pipe(ends), 0);
	t = AWAIT(async_loop_connect_read_pipe(given, self, ends[0]));
	ASSERT_INT(*(const int *)async_transport_get_extra_info(t, "pipe"), ends[0]);
	async_transport_pause_reading(t);
	write_all(ends[1], "x");
	AWAIT(async_sleep(1));
	note("resumed");
	async_transport_resume_reading(t);
	AWAIT(async_sleep(1));
	async_transport_write(t, "y", 1);
	ASSERT_RAISED(RuntimeError, "1 bytes were written to a transport that reads");
	async_transport_close(t);
	async_transport_close(t);
	note("closed");
	AWAIT(async_await(self->lost));
	ASSERT_INT(write(ends[1], "z", 1), -1);
	ASSERT_INT(errno, EPIPE);
	close(ends[1]);
	return NULL;
}

static void test_reader__pauses_and_closes(void)
{
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);

	async_run(pause_and_close);
	signal(SIGPIPE, before);
	ASSERT_NOTES("made resumed x closed lost:None");
}

static void *read_much(void *arg)
{
	struct noting *self = noting();
	static char page[65536];
	int ends[2];

	(void)arg;
	self->counts = true;
	ASSERT_INT(pipe(ends), 0);
	AWAIT(async_loop_connect_read_pipe(given, self, ends[0]));
	for (int i = 0; i < (ASYNC_HARD ? 1 : 16); i++) {
		size_t wanted = self->received + sizeof page;

		ASSERT_INT(write(ends[1], page, sizeof page), sizeof page);
		while (self->received < wanted)
			AWAIT(async_sleep(0));
	}
	close(ends[1]);
	AWAIT(async_await(self->lost));
	note("%zu", self->received);
	return NULL;
}

static void test_reader__takes_all_there_is(void)
{
	async_run(read_much);
	ASSERT_NOTES(ASYNC_HARD ? "made eof lost:None 65536" : "made eof lost:None 1048576");
}

/* ---- Writing ---- */

static void *write_and_close(void *arg)
{
	struct noting *self = noting();
	struct async_transport *t;
	int ends[2];

	(void)arg;
	ASSERT_INT(pipe(ends), 0);
	t = AWAIT(async_loop_connect_write_pipe(given, self, ends[1]));
	ASSERT(async_transport_can_write_eof(t));
	async_transport_write(t, "weather", 7);
	ASSERT_INT(async_transport_get_write_buffer_size(t), 0);
	async_transport_write_eof(t);
	ASSERT(async_transport_is_closing(t));
	AWAIT(async_await(self->lost));
	drain(ends[0], 7);
	ASSERT_INT(read(ends[0], (char[1]){ 0 }, 1), 0);
	close(ends[0]);
	return NULL;
}

static void test_writer__writes_at_once_and_closes(void)
{
	async_run(write_and_close);
	ASSERT_NOTES("made lost:None");
}

static const char much[400000];

static void *write_too_much(void *arg)
{
	struct noting *self = noting();
	struct async_transport *t;
	size_t left;
	int ends[2];

	(void)arg;
	ASSERT_INT(pipe(ends), 0);
	t = AWAIT(async_loop_connect_write_pipe(given, self, ends[1]));
	async_transport_write(t, much, sizeof much);
	async_transport_write(t, much, 1);
	left = async_transport_get_write_buffer_size(t);
	ASSERT_INT(left, sizeof much + 1 - 65536);
	async_transport_close(t);
	note("closed");
	while (left > 0) {
		drain(ends[0], 65536);
		AWAIT(async_sleep(1));
		left = async_transport_get_write_buffer_size(t);
	}
	AWAIT(async_await(self->lost));
	close(ends[0]);
	return NULL;
}

static void test_writer__keeps_what_is_not_taken(void)
{
	async_run(write_too_much);
	ASSERT_NOTES("made pause closed resume lost:None");
}

/* [arg]: whether something waits to be written. */
struct lose_reader { bool waits; };

static void *lose_reader(void *arg)
{
	const struct lose_reader *self = arg;
	struct noting *protocol = noting();
	struct async_transport *t;
	int ends[2];

	ASSERT_INT(pipe(ends), 0);
	t = AWAIT(async_loop_connect_write_pipe(given, protocol, ends[1]));
	if (self->waits)
		async_transport_write(t, much, sizeof much);
	AWAIT(async_sleep(1));
	close(ends[0]);
	AWAIT(async_await(protocol->lost));
	for (int i = 0; i < 6; i++)
		async_transport_write(t, "x", 1);
	return NULL;
}

static void test_writer__hears_of_a_reader_that_has_gone(void)
{
	async_run(lose_reader, false);
	ASSERT_NOTES("made lost:None");
	ASSERT_CONTAINS(suite_stderr(),
			"pipe closed by peer or os.write(pipe, data) raised exception.\n");
	async_run(lose_reader, true);
	ASSERT_NOTES("made pause lost:BrokenPipeError");
	suite_stderr();
}

/* It writes before it can hear of that. */
static void *write_to_nobody(void *arg)
{
	struct noting *self = noting();
	struct async_transport *t;
	int ends[2];

	(void)arg;
	ASSERT_INT(pipe(ends), 0);
	t = AWAIT(async_loop_connect_write_pipe(given, self, ends[1]));
	close(ends[0]);
	async_transport_write(t, "x", 1);
	async_transport_abort(t);
	AWAIT(async_await(self->lost));
	async_transport_abort(t);
	return NULL;
}

static void test_writer__fails_where_nobody_reads(void)
{
	async_run(write_to_nobody);
	ASSERT_NOTES("made lost:BrokenPipeError");
}

/* ---- What they may be on ---- */

static void *connect_others(void *arg)
{
	int file = open("/etc/passwd", O_RDONLY | O_CLOEXEC), pair[2];
	struct noting *reader = noting(), *writer = noting();
	EXCEPTION(e);

	(void)arg;
	TRY(async_loop_connect_read_pipe(given, noting(), file));
	if (EXCEPT(ValueError, e))
		note("%s", e->message);
	TRY(async_loop_connect_write_pipe(given, noting(), file));
	if (EXCEPT(ValueError, e))
		note("%s", e->message);
	close(file);
	TRY(async_loop_connect_read_pipe(given, noting(), 1000));
	if (EXCEPT(OSError, e))
		note("%s", e->message);
	ASSERT_INT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	AWAIT(async_loop_connect_read_pipe(given, reader, pair[0]));
	AWAIT(async_loop_connect_write_pipe(given, writer, pair[1]));
	async_transport_write(writer->transport, "x", 1);
	async_transport_close(writer->transport);
	AWAIT(async_await(reader->lost));
	return NULL;
}

static void test_pipe__sockets_too_but_no_files(void)
{
	async_run(connect_others);
	ASSERT_NOTES("Pipe transport is for pipes/sockets only. "
		     "Pipe transport is only for pipes, sockets and character devices "
		     "[Errno 9] Bad file descriptor "
		     "made made lost:None x eof lost:None");
}

static struct async_protocol *fail(void *arg)
{
	(void)arg;
	return async_raise(KeyError, "no protocol");
}

struct cancel_connecting { int *ends; };

static void *cancel_connecting(void *arg)
{
	int *ends = ((struct cancel_connecting *)arg)->ends;

	AWAIT(async_loop_connect_read_pipe(given, noting(), ends[0]));
	note("connected");
	return NULL;
}

struct connect_in_vain { int *ends; };

static void *connect_in_vain(void *arg)
{
	int *ends = ((struct connect_in_vain *)arg)->ends;
	struct async_task *task;
	EXCEPTION(e);

	TRY(async_loop_connect_read_pipe(fail, NULL, ends[0]));
	if (EXCEPT(KeyError, e))
		note("%s", e->message);
	task = async_create_task(cancel_connecting, ends);
	AWAIT(async_sleep(0));
	async_task_cancel(task);
	TRY(async_await(task));
	if (EXCEPT(CancelledError, e))
		note("cancelled");
	AWAIT(async_sleep(0));
	return NULL;
}

static void test_pipe__is_closed_if_connecting_is_cancelled(void)
{
	int ends[2];

	suite_counts_passes();
	ASSERT_INT(pipe(ends), 0);
	async_run(connect_in_vain, ends);
	ASSERT_INT(fcntl(ends[0], F_GETFD), -1);
	close(ends[1]);
	ASSERT_NOTES("no protocol made lost:None cancelled");
}

/* ---- What is shared with others ---- */

static void *share_terminal(void *arg)
{
	struct async_loop *loop = async_get_running_loop();
	struct noting *reader = noting(), *writer = noting();
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), in, out;
	struct async_transport *r, *w;

	(void)arg;
	ASSERT(grantpt(master) == 0 && unlockpt(master) == 0);
	in = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	out = fcntl(in, F_DUPFD_CLOEXEC, 0);
	ASSERT(blocks(in));
	r = pipe_of_reader(loop, in, PIPE_RESTORE, &reader->protocol, NULL);
	w = pipe_of_writer(loop, out, PIPE_RESTORE, &writer->protocol, NULL);
	transport_begin(r, NULL);
	transport_begin(w, NULL);
	write_all(master, "a line\n");
	AWAIT(async_sleep(1));
	async_transport_close(r);
	AWAIT(async_await(reader->lost));
	ASSERT(!blocks(out));			/* the writer needs it yet */
	async_transport_write(w, "answer", 6);
	async_transport_close(w);
	AWAIT(async_await(writer->lost));
	ASSERT(blocks(out));
	close(in);
	close(out);
	close(master);
	return NULL;
}

static void test_pipe__puts_a_shared_terminal_back(void)
{
	async_run(share_terminal);
	ASSERT_NOTES(ASYNC_HARD ? "made made a   l i n e \n lost:None lost:None"
				: "made made a line\n lost:None lost:None");
}

struct leave_open { int *ends; };

static void *leave_open(void *arg)
{
	int *ends = ((struct leave_open *)arg)->ends;

	AWAIT(async_loop_connect_read_pipe(given, noting(), ends[0]));
	return NULL;
}

struct leave_two { int *ends; };

static void *leave_two(void *arg)
{
	int *ends = ((struct leave_two *)arg)->ends;

	async_loop_set_debug(NULL, true);
	AWAIT(async_await(async_create_task(leave_open, ends)));
	return NULL;
}

static void test_pipe__is_dropped_with_its_task(void)
{
	int ends[2];

	ASSERT_INT(pipe(ends), 0);
	async_run(leave_two, ends);
	ASSERT_INT(fcntl(ends[0], F_GETFD), -1);
	close(ends[1]);
	ASSERT_NOTES("made");
	ASSERT_CONTAINS(suite_stderr(), "unclosed transport");
}

static const struct test tests[] = {
	TEST(test_reader__gives_data_and_the_end),
	TEST(test_reader__pauses_and_closes),
	TEST(test_reader__takes_all_there_is),
	TEST(test_writer__writes_at_once_and_closes),
	TEST(test_writer__keeps_what_is_not_taken),
	TEST(test_writer__hears_of_a_reader_that_has_gone),
	TEST(test_writer__fails_where_nobody_reads),
	TEST(test_pipe__sockets_too_but_no_files),
	TEST(test_pipe__is_closed_if_connecting_is_cancelled),
	TEST(test_pipe__puts_a_shared_terminal_back),
	TEST(test_pipe__is_dropped_with_its_task),
};

SUITE(tests, NO_PROGRAMS)

/* socket.h: descriptors and sockets, awaited. */

#include <fcntl.h>
#include <sys/un.h>

#include "sockets.h"

static int pair[2];			/* connected; the first is ours */

/* Run [scene] with a pair of connected sockets of [type]. */
static void run_with(int type, void *(*scene)(void *arg))
{
	ASSERT_INT(socketpair(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
	async_run(scene);
	close(pair[0]);
	close(pair[1]);
}

static void write_other(void *text)
{
	note("write");
	ASSERT_INT(write(pair[1], text, strlen(text)), strlen(text));
}

/* ---- Waiting ---- */

static void *wait_to_read(void *arg)
{
	struct async_loop *loop = async_get_running_loop();

	async_loop_call_later(loop, 1, write_other, "x");
	AWAIT(async_readable(pair[0]));
	NOTE_TIME("readable");
	async_loop_call_soon(loop, note_callback, "next pass");
	AWAIT(async_readable(pair[0]));
	note("still readable");
	AWAIT(async_writable(pair[0]));
	note("writable");
	return arg;
}

static void test_readable__waits_unless_it_is(void)
{
	suite_counts_passes();
	run_with(SOCK_STREAM, wait_to_read);
	ASSERT_NOTES("write readable @1 still readable writable next pass");
}

static void empty_other(void *arg)
{
	char buffer[4096];

	(void)arg;
	while (read(pair[1], buffer, sizeof buffer) > 0)
		;
}

static void *wait_to_write(void *arg)
{
	char buffer[4096] = "";

	while (write(pair[0], buffer, sizeof buffer) > 0)
		;
	async_loop_call_later(NULL, 1, empty_other, NULL);
	AWAIT(async_writable(pair[0]));
	NOTE_TIME("writable");
	return arg;
}

static void test_writable__waits_unless_it_is(void)
{
	run_with(SOCK_STREAM, wait_to_write);
	ASSERT_NOTES("writable @1");
}

static void *wait_for_ours(void *arg)
{
	(void)arg;
	AWAIT(async_readable(pair[0]));
	note("readable");
	return NULL;
}

static void *wait_twice(void *arg)
{
	struct async_task *first = async_create_task(wait_for_ours);
	struct async_task *second = async_create_task(wait_for_ours);
	EXCEPTION(e);

	TRY(async_await(second));
	if (EXCEPT(RuntimeError, e))
		note("%.30s", e->message);
	async_task_cancel(first);
	second = async_create_task(wait_for_ours);
	async_loop_call_later(NULL, 1, write_other, "x");
	AWAIT(async_await(second));
	return arg;
}

static void test_readable__for_one_task_at_a_time(void)
{
	run_with(SOCK_STREAM, wait_twice);
	ASSERT_NOTES("another task waits for descrip write readable");
}

/* The one that is cancelled is still to run when another comes to wait. */
static void *take_over(void *arg)
{
	struct async_task *first = async_create_task(wait_for_ours);

	AWAIT(async_sleep(1));
	async_task_cancel(first);
	async_loop_call_later(NULL, 1, write_other, "x");
	AWAIT(async_readable(pair[0]));
	NOTE_TIME("readable");
	return arg;
}

static void test_readable__in_place_of_one_that_was_cancelled(void)
{
	run_with(SOCK_STREAM, take_over);
	ASSERT_NOTES("write readable @2");
}

static void *wait_for_a_number(void *arg)
{
	int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	EXCEPTION(e);

	TRY(async_readable(1000000));
	if (EXCEPT(OSError, e))
		note("%s, %s", e->message, e->note);
	AWAIT(async_readable(file));
	close(file);
	return arg;
}

static void test_readable__of_what_is_no_descriptor(void)
{
	async_run(wait_for_a_number);
	ASSERT_NOTES("[Errno 9] Bad file descriptor, async_readable() of descriptor 1000000");
}

/* ---- recv ---- */

static char buffer[64];

ASYNC static int receive_and_note(size_t room)
{
	ssize_t size = AWAIT(async_loop_sock_recv(NULL, pair[0], buffer, room));

	buffer[size] = '\0';
	note("recv(%s)", buffer);
	return 0;
}

static void *receive_three_times(void *arg)
{
	async_loop_call_later(NULL, 1, write_other, "abc");
	AWAIT(receive_and_note(2));
	AWAIT(receive_and_note(2));
	shutdown(pair[1], SHUT_WR);
	AWAIT(receive_and_note(2));
	return arg;
}

static void test_sock_recv__bytes_and_the_end(void)
{
	run_with(SOCK_STREAM, receive_three_times);
	ASSERT_NOTES("write recv(ab) recv(c) recv()");
}

static void *receive_task(void *arg)
{
	AWAIT(receive_and_note(60));
	return arg;
}

static void cancel_task(void *task)
{
	note("cancel");
	async_task_cancel(task);
}

/* The callback that writes runs in one pass, the loop hears of it in the next, and there it is
 * cancelled, too, behind that. */
static void write_and_cancel(void *task)
{
	write_other("abc");
	async_loop_call_soon(NULL, note_callback, "between");
	async_loop_call_later(NULL, 0, cancel_task, task);
}

static void *cancel_one_that_has_been_told(void *arg)
{
	struct async_task *task = async_create_task(receive_task);

	AWAIT(async_sleep(1));
	async_loop_call_soon(NULL, write_and_cancel, task);
	AWAIT(async_sleep(1));
	ASSERT(async_task_cancelled(task));
	AWAIT(receive_and_note(60));
	return arg;
}

static void test_sock_recv__loses_nothing_when_it_is_cancelled(void)
{
	run_with(SOCK_STREAM, cancel_one_that_has_been_told);
	ASSERT_NOTES("write between cancel recv(abc)");
}

/* In three passes. In the second of them, behind this, the loop hears of what there is; in the
 * third the task runs again, behind this, too. */
static void write_in_turn(void *text)
{
	char *next = (char *)text + 1;

	write_other((char[2]){ next[-1] });
	if (*next != '\0')
		async_loop_call_soon(NULL, write_in_turn, next);
}

static void *receive_what_was_there(void *arg)
{
	async_loop_call_later(NULL, 1, write_in_turn, "abc");
	AWAIT(receive_and_note(60));
	AWAIT(receive_and_note(60));
	return arg;
}

/* As in asyncio, which takes it where it hears of it. */
static void test_sock_recv__takes_what_was_there(void)
{
	suite_counts_passes();
	run_with(SOCK_STREAM, receive_what_was_there);
	ASSERT_NOTES("write write write recv(ab) recv(c)");
}

static void *receive_from_nothing(void *arg)
{
	EXCEPTION(e);

	TRY(async_loop_sock_recv(NULL, 1000000, buffer, 1));
	if (EXCEPT(OSError, e))
		note("%d %s, %s", e->error_number, e->message, e->note);
	return arg;
}

static void test_sock_recv__raises_what_the_call_gives(void)
{
	async_run(receive_from_nothing);
	ASSERT_NOTES("9 [Errno 9] Bad file descriptor, recv() of descriptor 1000000");
}

/* ---- send ---- */

enum { LARGE = 3 << 20 };
static char large[LARGE];

static void *send_large(void *arg)
{
	AWAIT(async_loop_sock_sendall(NULL, pair[1], large, sizeof large));
	NOTE_TIME("sent");
	shutdown(pair[1], SHUT_WR);
	return arg;
}

static void *send_and_receive(void *arg)
{
	static char part[100000];
	size_t sum = 0;
	ssize_t size;

	async_create_task(send_large);
	AWAIT(async_sleep(1));
	while ((size = AWAIT(async_loop_sock_recv(NULL, pair[0], part, sizeof part))) > 0)
		sum += (size_t)size;
	ASSERT_INT(sum, LARGE);
	return arg;
}

static void test_sock_sendall__waits_for_who_reads(void)
{
	run_with(SOCK_STREAM, send_and_receive);
	ASSERT_NOTES("sent @1");
}

static void *send_to_nobody(void *arg)
{
	EXCEPTION(e);

	close(pair[0]);
	pair[0] = -1;
	TRY(async_loop_sock_sendall(NULL, pair[1], "x", 1));
	if (EXCEPT(BrokenPipeError, e))
		note("%s", e->message);
	return arg;
}

static void test_sock_sendall__to_nobody(void)
{
	run_with(SOCK_STREAM, send_to_nobody);
	ASSERT_NOTES("[Errno 32] Broken pipe");
}

/* ---- Connections ---- */

struct accept_one { int fd; };

static void *accept_one(void *arg)
{
	const struct accept_one *self = arg;
	struct sockaddr_in from;
	socklen_t size = sizeof from;
	int fd = AWAIT(async_loop_sock_accept(NULL, self->fd, (struct sockaddr *)&from, &size));

	note("accepted");
	ASSERT_INT(from.sin_family, AF_INET);
	ASSERT_INT(size, sizeof from);
	return (void *)(intptr_t)fd;
}

static void *connect_and_talk(void *arg)
{
	int fd = open_listener(), ours = tcp_socket(), theirs;
	struct async_task *acceptor = async_create_task(accept_one, fd);

	AWAIT(async_sleep(1));
	AWAIT(connect_to_listener(ours));
	theirs = (int)(intptr_t)AWAIT(async_await(acceptor));
	AWAIT(async_loop_sock_sendall(NULL, ours, "hello", 6));
	AWAIT(async_loop_sock_recv(NULL, theirs, buffer, sizeof buffer));
	note("%s", buffer);
	ASSERT(fcntl(theirs, F_GETFL) & O_NONBLOCK);
	ASSERT(fcntl(theirs, F_GETFD) & FD_CLOEXEC);
	close(theirs);
	close(ours);
	close(fd);
	return arg;
}

static void test_sock_connect__and_accept(void)
{
	async_run(connect_and_talk);
	ASSERT_NOTES("accepted hello");
}

static void *connect_to_nobody(void *arg)
{
	struct sockaddr_un nowhere = { .sun_family = AF_UNIX, .sun_path = "/nowhere" };
	int fd = tcp_socket(), un = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	char expected[100];
	EXCEPTION(e);

	close(open_listener());
	snprintf(expected, sizeof expected, "[Errno 111] Connect call failed ('127.0.0.1', %d)",
		 ntohs(listening.sin_port));
	TRY(connect_to_listener(fd));
	if (EXCEPT(ConnectionRefusedError, e))
		ASSERT_STRING(e->message, expected);
	TRY(async_loop_sock_connect(NULL, un, (struct sockaddr *)&nowhere, sizeof nowhere));
	if (EXCEPT(FileNotFoundError, e))
		ASSERT_CONTAINS(e->note, "connect() of ");
	close(fd);
	close(un);
	return arg;
}

static void test_sock_connect__to_nobody(void)
{
	async_run(connect_to_nobody);
}

/* Who is cancelled when a connection has come leaves it to the next. */
static void connect_and_cancel(void *task)
{
	ASSERT(connect(pair[0], (struct sockaddr *)&listening, sizeof listening) == 0);
	async_loop_call_later(NULL, 0, cancel_task, task);
}

static void *cancel_who_accepts(void *arg)
{
	int fd = open_listener();
	struct async_task *task = async_create_task(accept_one, fd);
	int theirs;

	AWAIT(async_sleep(1));
	async_loop_call_soon(NULL, connect_and_cancel, task);
	AWAIT(async_sleep(1));
	ASSERT(async_task_cancelled(task));
	theirs = AWAIT(async_loop_sock_accept(NULL, fd, NULL, NULL));
	note("accepted");
	close(theirs);
	close(fd);
	return arg;
}

static void test_sock_accept__loses_no_connection_when_it_is_cancelled(void)
{
	pair[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	async_run(cancel_who_accepts);
	close(pair[0]);
	ASSERT_NOTES("cancel accepted");
}

/* ---- Datagrams ---- */

static void *send_datagrams(void *arg)
{
	struct sockaddr_in here = { .sin_family = AF_INET }, from;
	socklen_t size = sizeof here, from_size = sizeof from;
	int one = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	int other = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	ssize_t got;

	inet_pton(AF_INET, "127.0.0.1", &here.sin_addr);
	ASSERT_INT(bind(one, (struct sockaddr *)&here, size), 0);
	getsockname(one, (struct sockaddr *)&here, &size);
	AWAIT(async_loop_sock_sendto(NULL, other, "one", 4, (struct sockaddr *)&here, size));
	AWAIT(async_loop_sock_sendto(NULL, other, "other", 6, (struct sockaddr *)&here, size));
	for (int i = 0; i < 2; i++) {
		got = AWAIT(async_loop_sock_recvfrom(NULL, one, buffer, sizeof buffer,
						     (struct sockaddr *)&from, &from_size));
		note("%zd %s", got, buffer);
	}
	getsockname(other, (struct sockaddr *)&here, &size);
	ASSERT_INT(from.sin_port, here.sin_port);
	close(one);
	close(other);
	return arg;
}

static void test_sock_sendto__and_recvfrom(void)
{
	async_run(send_datagrams);
	ASSERT_NOTES("4 one 6 other");
}

/* ---- Dropped in the middle ---- */

static void test_sock_recv__of_a_task_that_is_dropped(void)
{
	struct async_loop *loop = async_new_event_loop();

	ASSERT_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
	async_loop_create_task(loop, receive_task);
	async_loop_call_later(loop, 1, (void (*)(void *))async_loop_stop, loop);
	async_loop_run_forever(loop);
	async_loop_close(loop);
	close(pair[0]);
	close(pair[1]);
	ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
}

static void test_sock_recv__outside_of_a_task(void)
{
	ASSERT_INT(async_loop_sock_recv(NULL, 0, buffer, 1), 0);
	ASSERT_RAISED(RuntimeError, "recv() was called outside of a task");
}

static const struct test tests[] = {
	TEST(test_readable__waits_unless_it_is),
	TEST(test_writable__waits_unless_it_is),
	TEST(test_readable__for_one_task_at_a_time),
	TEST(test_readable__in_place_of_one_that_was_cancelled),
	TEST(test_readable__of_what_is_no_descriptor),
	TEST(test_sock_recv__bytes_and_the_end),
	TEST(test_sock_recv__loses_nothing_when_it_is_cancelled),
	TEST(test_sock_recv__takes_what_was_there),
	TEST(test_sock_recv__raises_what_the_call_gives),
	TEST(test_sock_recv__of_a_task_that_is_dropped),
	TEST(test_sock_recv__outside_of_a_task),
	TEST(test_sock_sendall__waits_for_who_reads),
	TEST(test_sock_sendall__to_nobody),
	TEST(test_sock_connect__and_accept),
	TEST(test_sock_connect__to_nobody),
	TEST(test_sock_accept__loses_no_connection_when_it_is_cancelled),
	TEST(test_sock_sendto__and_recvfrom),
};

SUITE(tests, NO_PROGRAMS)

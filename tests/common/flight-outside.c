/* flight.c: the virtual clock goes slowly while something may come from outside of the process. */

#include <fcntl.h>
#include <sys/wait.h>

#include "loop-internal.h"
#include "sockets.h"

/* Another process answers what comes on [fd], and ends with it. */
static pid_t fork_echo(int fd, int other)
{
	pid_t child = fork();
	char text[8];
	ssize_t size;

	if (child != 0)
		return child;
	close(other);
	while ((size = read(fd, text, sizeof text)) > 0)
		if (write(fd, text, (size_t)size) != size)
			break;
	_exit(0);
}

/* The other end belongs to a child, of which the loop knows nothing: the kernel does. */
static void *talk_to_another_process(void *arg)
{
	int fd = tcp_socket();
	char text[8];

	AWAIT(connect_to_listener(fd));
	for (int i = 0; i < 3; i++) {
		TIMEOUT(limit, 1000);
		AWAIT(async_loop_sock_sendall(NULL, fd, "hello", 5));
		note("%zd", AWAIT(async_loop_sock_recv(NULL, fd, text, sizeof text)));
	}
	ASSERT_TIME(async_loop_time(NULL), 0);
	close(fd);
	return arg;
}

/* Another process accepts what comes to [fd], and answers. */
static pid_t fork_server(int fd)
{
	pid_t child = fork();
	int accepted;

	if (child != 0)
		return child;
	fcntl(fd, F_SETFL, 0);
	accepted = accept(fd, NULL, NULL);
	if (fork_echo(accepted, fd) > 0)
		wait(NULL);
	_exit(0);
}

static void test_virtual_clock__lets_another_process_take_its_time(void)
{
	int fd = open_listener();
	pid_t child = fork_server(fd);

	close(fd);
	async_run(talk_to_another_process);
	ASSERT_NOTES("5 5 5");
	ASSERT_INT(waitpid(child, NULL, 0), child);
}

/* Something from outside may come: time goes to the timer, as slowly as it does. */
static void *wait_for_outside(void *arg)
{
	double before = real_seconds();

	loop_outside_begins(async_get_running_loop());
	for (int i = 0; i < 3; i++)
		AWAIT(async_sleep(.01));
	NOTE_TIME("timers");
	loop_outside_ends(async_get_running_loop());
	ASSERT(real_seconds() - before >= .03);
	AWAIT(async_sleep(3600));
	return arg;
}

static void test_virtual_clock__goes_as_slowly_as_what_is_outside(void)
{
	double before = real_seconds();

	async_run(wait_for_outside);
	ASSERT_NOTES("timers @0.03");
	ASSERT(real_seconds() - before < 60);
}

static void *sleep_and_note(void *arg)
{
	AWAIT(async_sleep(0.5));
	note("never");
	return arg;
}

/* What comes while the loop waits comes before the timer. */
static void *hear_from_a_child(void *arg)
{
	struct async_task *sleeper = async_create_task(sleep_and_note);
	int pair[2];
	char text[8];
	pid_t child;

	ASSERT_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
	child = fork();
	if (child == 0)
		_exit(write(pair[1], "x", 1) == 1 ? 0 : 1);
	loop_outside_begins(async_get_running_loop());
	AWAIT(async_loop_sock_recv(NULL, pair[0], text, sizeof text));
	loop_outside_ends(async_get_running_loop());
	NOTE_TIME("heard");
	async_task_cancel(sleeper);
	waitpid(child, NULL, 0);
	close(pair[0]);
	close(pair[1]);
	return arg;
}

static void test_virtual_clock__hears_from_a_child_first(void)
{
	async_run(hear_from_a_child);
	ASSERT_NOTES("heard @0");
}

/* A thread that waits for something from outside has a second; then time goes on. */
struct read_byte { int fd; };

static void *read_byte(void *arg)
{
	char byte;

	ASSERT_INT(read(((struct read_byte *)arg)->fd, &byte, 1), 1);
	return NULL;
}

struct read_in_thread { int fd; };

static void *read_in_thread(void *arg)
{
	return AWAIT(async_to_thread(read_byte, ((struct read_in_thread *)arg)->fd));
}

static void *lose_patience(void *arg)
{
	int ends[2];
	EXCEPTION(e);

	ASSERT_INT(pipe(ends), 0);
	TRY(async_wait_for(async_coroutine(read_in_thread, ends[0]), .01));
	if (EXCEPT(TimeoutError, e))
		NOTE_TIME("late");
	ASSERT_INT(write(ends[1], "x", 1), 1);
	AWAIT(async_loop_shutdown_default_executor(NULL));
	close(ends[0]);
	close(ends[1]);
	return arg;
}

static void test_virtual_clock__has_a_second_for_a_thread_that_waits(void)
{
	async_run(lose_patience);
	ASSERT_NOTES("late @0.01");
}

/* ---- Datagrams ---- */

static void *send_and_receive_datagram(void *arg)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof at;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	char text[8];

	inet_pton(AF_INET, "127.0.0.1", &at.sin_addr);
	ASSERT_INT(bind(fd, (struct sockaddr *)&at, size), 0);
	getsockname(fd, (struct sockaddr *)&at, &size);
	AWAIT(async_loop_sock_sendto(NULL, fd, "hello", 5, (struct sockaddr *)&at, size));
	{
		TIMEOUT(limit, .001);
		AWAIT(async_loop_sock_recv(NULL, fd, text, sizeof text));
	}
	NOTE_TIME("received");
	close(fd);
	return arg;
}

static void test_virtual_clock__looks_for_a_datagram(void)
{
	async_run(send_and_receive_datagram);
	ASSERT_NOTES("received @0");
}

static const struct test tests[] = {
	TEST(test_virtual_clock__lets_another_process_take_its_time),
	TEST(test_virtual_clock__goes_as_slowly_as_what_is_outside),
	TEST(test_virtual_clock__hears_from_a_child_first),
	TEST(test_virtual_clock__has_a_second_for_a_thread_that_waits),
	TEST(test_virtual_clock__looks_for_a_datagram),
};

SUITE(tests, NO_PROGRAMS)

/* flight.c: the virtual clock waits for what is on its way, and for nothing else. */

#include <stdlib.h>

#include "sanitizer.h"
#include "sockets.h"

/* ---- A server and its clients ---- */

enum { CLIENTS = 3, LINES = 3 };

struct serve { int fd; };

/* Answer each line with its length, after as many hundredths of a second. */
static void *serve(void *arg)
{
	const struct serve *self = arg;
	char text[64];
	ssize_t size;

	while ((size = AWAIT(async_loop_sock_recv(NULL, self->fd, text, sizeof text))) > 0) {
		NOTE_TIME("server got %zd", size);
		AWAIT(async_sleep((double)size / 100));
		AWAIT(async_loop_sock_sendall(NULL, self->fd, text, (size_t)size));
	}
	NOTE_TIME("server: end");
	close(self->fd);
	return NULL;
}

struct accept_all { int fd; };

static void *accept_all(void *arg)
{
	const struct accept_all *self = arg;

	for (int i = 0; i < CLIENTS; i++)
		async_create_task(serve, AWAIT(async_loop_sock_accept(NULL, self->fd, NULL, NULL)));
	return NULL;
}

static char text_of_26[] = "abcdefghijklmnopqrstuvwxyz";

ASYNC static int ask_once(int fd, size_t size)
{
	TIMEOUT(limit, .04);

	AWAIT(async_sleep(.001 * (double)size));
	AWAIT(async_loop_sock_sendall(NULL, fd, text_of_26, size));
	return (int)AWAIT(async_loop_sock_recv(NULL, fd, (char[64]){ 0 }, 64));
}

struct ask { int number; };

static void *ask(void *arg)
{
	const struct ask *self = arg;
	int fd = tcp_socket();

	AWAIT(async_sleep(self->number / 100.0));
	AWAIT(connect_to_listener(fd));
	NOTE_TIME("client %d connected", self->number);
	for (int i = 1; i <= LINES; i++) {
		EXCEPTION(e);
		int size = TRY(ask_once(fd, (size_t)(i * self->number)));

		if (EXCEPT(TimeoutError, e))
			size = -1;
		NOTE_TIME("client %d: %d", self->number, size);
	}
	close(fd);
	return NULL;
}

static void *serve_and_ask(void *arg)
{
	int fd = open_listener();
	struct async_task *acceptor = async_create_task(accept_all, fd);
	struct async_task *clients[CLIENTS];

	for (int i = 0; i < CLIENTS; i++)
		clients[i] = async_create_task(ask, i + 1);
	AWAIT(async_gather(NULL, clients[0], clients[1], clients[2]));
	AWAIT(async_await(acceptor));
	AWAIT(async_sleep(1));
	close(fd);
	return arg;
}

/* ---- The same with streams ---- */

static void *answer_lines(struct async_stream_reader *reader, struct async_stream_writer *writer,
			  void *arg)
{
	ASYNC_FOR(line, reader) {
		NOTE_TIME("server got %.1s", (const char *)line);
		AWAIT(async_sleep(((const char *)line)[0] % 8 / 100.0));
		async_stream_writer_printf(writer, "re: %s", (const char *)line);
		AWAIT(async_stream_writer_drain(writer));
	}
	NOTE_TIME("server: end");
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return arg;
}

struct read_answer { struct async_stream_reader *reader; };

static void *read_answer(void *arg)
{
	return (void *)AWAIT(
		async_stream_reader_readline(((struct read_answer *)arg)->reader, NULL));
}

struct write_lines { int port; char name; };

static void *write_lines(void *arg)
{
	const struct write_lines *self = arg;
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;

	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", self->port));
	for (int i = 0; i < LINES; i++) {
		EXCEPTION(e);
		const char *answer;

		AWAIT(async_sleep(.01));
		async_stream_writer_printf(writer, "%c%d\n", self->name, i);
		answer = TRY(async_wait_for(async_coroutine(read_answer, reader), .05));
		NOTE_TIME("%c: %.6s", self->name, EXCEPT(TimeoutError, e) ? "late" : answer);
	}
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return NULL;
}

static void *serve_and_ask_by_streams(void *arg)
{
	struct async_server *server =
		AWAIT(async_start_server(answer_lines, NULL, "127.0.0.1", 0));
	struct async_task *clients[CLIENTS];
	const int port = async_server_port(server);

	for (int i = 0; i < CLIENTS; i++)
		clients[i] = async_create_task(write_lines, port, (char)('b' + 2 * i));
	AWAIT(async_gather(NULL, clients[0], clients[1], clients[2]));
	async_server_close(server);
	AWAIT(async_server_wait_closed(server));
	return arg;
}

#if defined(SANITIZER_ADDRESS) || defined(SANITIZER_THREAD)
enum { RUNS = 100 };
#else
enum { RUNS = 1000 };
#endif

/* A thousand times; not so often where a sanitizer or a command takes its time. */
static void run_alike(void *(*scene)(void *arg))
{
	const char *runner = getenv("RUNNER");
	const int runs = runner != NULL && *runner != '\0' ? 30 : RUNS;
	char *first;

	async_run(scene);
	first = strdup(suite_notes());
	ASSERT(strlen(first) > 300);
	ASSERT_NOTES(first);
	for (int i = 1; i < runs; i++) {
		async_run(scene);
		ASSERT_NOTES(first);
	}
	free(first);
}

static void test_virtual_clock__runs_sockets_alike_a_thousand_times(void)
{
	run_alike(serve_and_ask);
}

static void test_virtual_clock__runs_streams_alike_a_thousand_times(void)
{
	run_alike(serve_and_ask_by_streams);
}

/* ---- What is on its way, and what holds nothing up ---- */

/* A client of the listener, and its connection. */
static int client, connection, listener_of_both;

ASYNC static int open_connection(void)
{
	listener_of_both = open_listener();
	client = tcp_socket();
	AWAIT(connect_to_listener(client));
	connection = AWAIT(async_loop_sock_accept(NULL, listener_of_both, NULL, NULL));
	return 0;
}

static void close_connection(void)
{
	close(client);
	close(connection);
	close(listener_of_both);
}

/* What the sender holds back until the first bytes are acknowledged (Nagle's algorithm), which may
 * take 40 ms, is on its way. */
static void *send_in_parts(void *arg)
{
	char text[8];
	ssize_t size = 0;

	AWAIT(open_connection());
	for (int i = 0; i < 3; i++)
		AWAIT(async_loop_sock_sendall(NULL, client, "x", 1));
	{
		TIMEOUT(limit, .001);
		while (size < 3)
			size += AWAIT(async_loop_sock_recv(NULL, connection, text, 3));
	}
	NOTE_TIME("%zd", size);
	close_connection();
	return arg;
}

static void test_virtual_clock__waits_for_what_the_sender_holds_back(void)
{
	async_run(send_in_parts);
	ASSERT_NOTES("3 @0");
}

struct wait_for_end { int fd; };

static void *wait_for_end(void *arg)
{
	char text[8];
	ssize_t size = AWAIT(async_loop_sock_recv(NULL, ((struct wait_for_end *)arg)->fd, text, 8));

	NOTE_TIME("end %zd", size);
	return NULL;
}

static void *close_and_wait(void *arg)
{
	struct async_task *task;

	AWAIT(open_connection());
	task = async_create_task(wait_for_end, connection);
	AWAIT(async_sleep(1));
	close(client);
	client = tcp_socket();
	AWAIT(async_sleep(1));
	ASSERT(async_task_done(task));
	close_connection();
	return arg;
}

static void test_virtual_clock__waits_for_the_end_of_a_connection(void)
{
	async_run(close_and_wait);
	ASSERT_NOTES("end 0 @1");
}

/* A connection that nobody has accepted, one that says nothing, one whose receiver does not read:
 * an hour passes at once. */
static void *wait_an_hour(void *arg)
{
	static char large[1 << 20];
	int idle = tcp_socket(), sent = 0;
	struct async_task *task;

	AWAIT(open_connection());
	AWAIT(connect_to_listener(idle));
	while (sent >= 0)
		sent = (int)send(client, large, sizeof large, MSG_DONTWAIT);
	task = async_create_task(wait_for_end, client);
	AWAIT(async_sleep(3600));
	NOTE_TIME("an hour");
	async_task_cancel(task);
	close(idle);
	close_connection();
	return arg;
}

static void test_virtual_clock__waits_for_nobody_who_says_nothing(void)
{
	double before = real_seconds();

	async_run(wait_an_hour);
	ASSERT_NOTES("an hour @3600");
	ASSERT(real_seconds() - before < 60);
}

static const struct test tests[] = {
	TEST(test_virtual_clock__runs_sockets_alike_a_thousand_times),
	TEST(test_virtual_clock__runs_streams_alike_a_thousand_times),
	TEST(test_virtual_clock__waits_for_what_the_sender_holds_back),
	TEST(test_virtual_clock__waits_for_the_end_of_a_connection),
	TEST(test_virtual_clock__waits_for_nobody_who_says_nothing),
};

SUITE(tests, NO_PROGRAMS)

/* Load: many connections at once to one server, and a peer that stops reading.
 *
 *      connections [CONNECTIONS [LINES]]
 *
 * The server is another process, with one thread: a task a connection, which sends each line back.
 * Here is a task a client. When all are connected each sends its lines, one after the other, and
 * compares what comes back. The server is asked for its memory in between: it must not grow with
 * the number of lines. Then a client only writes. The server must stop reading from it, and must
 * not keep what it cannot send.
 */

#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "async.h"

enum {
	AT_ONCE = 200,			/* clients that are connecting */
	FLOOD = 64 << 20,		/* bytes that a server without back-pressure would keep */
};

static size_t connections = 10000, lines = 100;
static int port;

/* ---- The server ---- */

static long memory_kib(void)
{
	char line[128];
	long kib = 0;
	FILE *status = fopen("/proc/self/status", "re");

	while (status != NULL && fgets(line, sizeof line, status) != NULL)
		if (sscanf(line, "VmRSS: %ld", &kib) == 1)
			break;
	if (status != NULL)
		fclose(status);
	return kib;
}

ASYNC static int answer(struct async_stream_reader *reader, struct async_stream_writer *writer)
{
	ASYNC_FOR(line, reader) {
		if (strcmp(line, "memory\n") == 0)
			async_stream_writer_printf(writer, "%ld\n", memory_kib());
		else
			async_stream_writer_write(writer, line, strlen(line));
		AWAIT(async_stream_writer_drain(writer));
	}
	return 0;
}

static void *serve(struct async_stream_reader *reader, struct async_stream_writer *writer,
		   void *unused)
{
	EXCEPTION(e);

	TRY(answer(reader, writer));
	if (EXCEPT(ConnectionError, e))		/* the one that did not read has gone */
		return unused;
	async_stream_writer_close(writer);
	return unused;
}

struct serve_all { int tell; };

static void *serve_all(void *arg)
{
	const struct serve_all *self = arg;
	struct async_server *server =
		AWAIT(async_start_server(serve, NULL, "127.0.0.1", 0, .backlog = 4096));

	ASYNC_WITH(server);
	port = async_server_port(server);
	if (write(self->tell, &port, sizeof port) != sizeof port)
		return async_raise(OSError, "the clients are gone");
	AWAIT(async_server_serve_forever(server));
	return NULL;
}

/* ---- The clients ---- */

static struct async_semaphore *connecting;
static struct async_event *all_connected, *may_end;
static size_t connected, wrong, done;

struct client { size_t number; };

static void *client(void *arg)
{
	const struct client *self = arg;
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	char expected[64];

	{
		ASYNC_WITH(connecting);
		AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", port));
	}
	if (++connected == connections)
		async_event_set(all_connected);
	AWAIT(async_event_wait(all_connected));
	for (size_t i = 0; i < lines; i++) {
		snprintf(expected, sizeof expected, "client %zu, line %zu\n", self->number, i);
		async_stream_writer_write(writer, expected, strlen(expected));
		AWAIT(async_stream_writer_drain(writer));
		const char *line = AWAIT(async_stream_reader_readline(reader, NULL));
		wrong += strcmp(line, expected) != 0;
	}
	done++;
	AWAIT(async_event_wait(may_end));
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return NULL;
}

/* How much memory the server has, in KiB. */
ASYNC static long ask(struct async_stream_reader *reader, struct async_stream_writer *writer)
{
	async_stream_writer_printf(writer, "memory\n");
	return strtol(AWAIT(async_stream_reader_readline(reader, NULL)), NULL, 10);
}

/* ---- Checks ---- */

static int passed, failed;

__attribute__((format(printf, 2, 3))) static void check(bool holds, const char *format, ...)
{
	va_list arguments;

	printf("%s", holds ? "  " : "FAILED: ");
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	holds ? passed++ : failed++;
}

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- Many connections ---- */

ASYNC static int connect_many(struct async_stream_reader *reader,
			      struct async_stream_writer *writer)
{
	const long began = now_ms();
	long at_first, half_way = 0, at_last;

	connecting = async_semaphore(AT_ONCE);
	all_connected = async_event();
	may_end = async_event();
	TASK_GROUP(clients);
	for (size_t i = 0; i < connections; i++)
		async_task_group_create_task(clients, client, i);
	AWAIT(async_event_wait(all_connected));
	at_first = AWAIT(ask(reader, writer));
	printf("%zu connections after %ld ms; the server has %ld KiB, %.1f each\n", connected,
	       now_ms() - began, at_first, (double)at_first / (double)connections);
	while (done < connections) {
		long memory = AWAIT(ask(reader, writer));
		if (memory > half_way)
			half_way = memory;
		AWAIT(async_sleep(.05));
	}
	at_last = AWAIT(ask(reader, writer));
	async_event_set(may_end);
	check(wrong == 0, "%zu lines back, %zu of them wrong, after %ld ms", done * lines, wrong,
	      now_ms() - began);
	check(at_last <= at_first + at_first / 10,
	      "the server's memory: %ld KiB, at most %ld, at last %ld", at_first, half_way,
	      at_last);
	return 0;
}

/* ---- A peer that stops reading ---- */

/* Write until the server takes no more: that is so if it takes nothing while it answers somebody
 * else a hundred times. */
ASYNC static size_t write_until_nothing_moves(int fd, struct async_stream_reader *reader,
					      struct async_stream_writer *writer)
{
	static char text[64 << 10];
	size_t written = 0;
	int answers = 0;

	memset(text, '\n', sizeof text);
	while (answers < 100 && written < FLOOD) {
		ssize_t n = send(fd, text, sizeof text, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n > 0) {
			written += (size_t)n;
			answers = 0;
		} else {
			AWAIT(ask(reader, writer));
			answers++;
		}
	}
	return written;
}

ASYNC static int stop_reading(struct async_stream_reader *reader,
			      struct async_stream_writer *writer)
{
	struct async_stream_reader *unread;
	struct async_stream_writer *flooding;
	const long before = AWAIT(ask(reader, writer));
	long behind;
	size_t written;

	AWAIT(async_open_connection(&unread, &flooding, "127.0.0.1", port));
	async_transport_pause_reading(async_stream_writer_transport(flooding));
	written = AWAIT(write_until_nothing_moves(
		*(const int *)async_stream_writer_get_extra_info(flooding, "socket"), reader,
		writer));
	behind = AWAIT(ask(reader, writer));
	check(written < FLOOD && behind - before < 2048,
	      "a peer that does not read: stopped after %zu KiB; the server has %+ld KiB",
	      written / 1024, behind - before);
	async_transport_abort(async_stream_writer_transport(flooding));
	return 0;
}

static void *main_task(void *arg)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;

	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", port));
	AWAIT(connect_many(reader, writer));
	AWAIT(stop_reading(reader, writer));
	async_stream_writer_close(writer);
	return arg;
}

/* ---- The two processes ---- */

static void raise_limit(void)
{
	const size_t needed = connections + 100;
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < needed) {
		limit.rlim_cur = needed;
		if (limit.rlim_max < needed)
			limit.rlim_max = needed;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur < needed) {
		printf("The limit of open files is %ju, and cannot be raised: %ju connections\n",
		       (uintmax_t)limit.rlim_cur, (uintmax_t)limit.rlim_cur - 100);
		connections = limit.rlim_cur - 100;
	}
}

static size_t number_of(const char *text)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (*end != '\0' || number == 0 || number > 1000000) {
		fprintf(stderr, "connections: not a number from 1 to 1000000: %s\n", text);
		exit(2);
	}
	return number;
}

int main(int argc, char **argv)
{
	int pipes[2];
	pid_t child;

	if (argc > 1)
		connections = number_of(argv[1]);
	if (argc > 2)
		lines = number_of(argv[2]);
	raise_limit();
	async_use_clock(ASYNC_CLOCK_REAL);
	if (pipe(pipes) != 0 || (child = fork()) < 0) {
		perror("connections");
		return 1;
	}
	if (child == 0) {
		close(pipes[0]);
		async_run(serve_all, pipes[1]);
		return 1;
	}
	close(pipes[1]);
	if (read(pipes[0], &port, sizeof port) == sizeof port)
		async_run(main_task);
	kill(child, SIGTERM);
	waitpid(child, NULL, 0);
	printf("%d passed, %d failed\n", passed, failed);
	return failed > 0 || passed != 3;
}

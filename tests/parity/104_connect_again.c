/* A client that tries again until there is a server; the server listens at a socket that was bound
 * before, and is told by heartbeats whether its client is alive. */

#include <arpa/inet.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "async.h"
#include "bytes.h"

static double start;

static int now(void)
{
	return (int)rint(async_loop_time(NULL) - start);
}

struct connection {
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
};

ASYNC static int connect_to(struct connection *c, int port)
{
	int delay = 1;
	for (;;) {
		EXCEPTION(e);
		TRY(async_open_connection(&c->reader, &c->writer, "127.0.0.1", port));
		if (EXCEPT(ConnectionRefusedError, e))
			printf("%d refused; next attempt in %d\n", now(), delay);
		else
			return 0;
		AWAIT(async_sleep(delay));
		delay *= 2;
	}
}

struct beat { struct async_stream_writer *writer; int times; };

static void *beat(void *arg)
{
	const struct beat *self = arg;
	for (int i = 0; i < self->times; i++) {
		async_stream_writer_printf(self->writer, "alive %d\n", i);
		AWAIT(async_stream_writer_drain(self->writer));
		AWAIT(async_sleep(1 + i));
	}
	return NULL;
}

ASYNC static int connect_in_time(struct connection *c, int port)
{
	TIMEOUT(scope, 2);
	AWAIT(connect_to(c, port));
	return 0;
}

/* line.decode().rstrip() */
static const char *stripped(const char *line)
{
	return async_sprintf("%.*s", (int)strcspn(line, "\n"), line);
}

struct client { int port; };

static void *client(void *arg)
{
	const struct client *self = arg;
	EXCEPTION(e);
	struct connection c;
	TRY(connect_in_time(&c, self->port));
	if (EXCEPT(TimeoutError, e))
		printf("%d no server in time\n", now());
	AWAIT(connect_to(&c, self->port));
	printf("%d connected\n", now());
	struct async_task *beating = async_create_task(beat, c.writer, 9);
	int before = now();
	const char *line = AWAIT(async_stream_reader_readline(c.reader, NULL));
	printf("%d server says %s\n", before, stripped(line));
	before = now();
	printf("%d then %s\n", before, REPR(async_stream_reader_read(c.reader, SIZE_MAX, &size)));
	async_task_cancel(beating);
	async_stream_writer_close(c.writer);
	AWAIT(async_stream_writer_wait_closed(c.writer));
	printf("%d closed\n", now());
	return NULL;
}

struct readline { struct async_stream_reader *reader; };

static void *readline(void *arg)
{
	const struct readline *self = arg;
	return async_strdup(AWAIT(async_stream_reader_readline(self->reader, NULL)));
}

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	for (;;) {
		EXCEPTION(e);
		const char *line = TRY(async_wait_for(async_coroutine(readline, reader), 3.4));
		if (EXCEPT(TimeoutError, e)) {
			printf("%d nothing heard\n", now());
			break;
		}
		AWAIT(0);
		printf("%d heard %s\n", now(), stripped(line));
	}
	async_stream_writer_printf(writer, "you were silent for too long\n");
	AWAIT(async_stream_writer_drain(writer));
	async_stream_writer_close(writer);
	return arg;
}

static void *main_task(void *arg)
{
	start = async_loop_time(NULL);
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof at;
	int sock = socket(AF_INET, SOCK_STREAM, 0);
	bind(sock, (struct sockaddr *)&at, length);
	getsockname(sock, (struct sockaddr *)&at, &length);
	struct async_task *task = async_create_task(client, ntohs(at.sin_port));
	AWAIT(async_sleep(4.4));
	struct async_server *server =
		AWAIT(async_start_server(handle, NULL, NULL, 0, .sock = sock));
	ASYNC_WITH(server);
	size_t count;
	async_server_sockets(server, &count);
	printf("%d listening %zu\n", now(), count);
	AWAIT(async_await(task));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

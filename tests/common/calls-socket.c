/* Each system call fails, in turn, while two sides of a connection talk. */

#include <netinet/in.h>

#include "calls.h"

/* A server that cannot accept tries again, for ever. */
enum { PATIENCE = 100 };

/* ---- An echo, by streams ---- */

static void *echo(struct async_stream_reader *reader, struct async_stream_writer *writer, void *arg)
{
	size_t size;

	for (;;) {
		const char *line = AWAIT(async_stream_reader_readline(reader, &size));

		if (size == 0)
			break;
		async_stream_writer_write(writer, line, size);
		AWAIT(async_stream_writer_drain(writer));
	}
	async_stream_writer_close(writer);
	return arg;
}

/* Ask for two lines and the end. */
ASYNC static int talk(struct async_stream_reader *reader, struct async_stream_writer *writer)
{
	const char *line;

	for (int i = 0; i < 2; i++) {
		async_stream_writer_printf(writer, "weather in Oslo, day %d\n", i);
		AWAIT(async_stream_writer_drain(writer));
		line = AWAIT(async_stream_reader_readline(reader, NULL));
		if (strncmp(line, "weather in Oslo, day ", 21) != 0 || line[21] != '0' + i)
			async_raise(EOFError, "no answer to question %d", i);
		AWAIT(0);
	}
	async_stream_writer_write_eof(writer);
	line = AWAIT(async_stream_reader_read(reader, SIZE_MAX, NULL));
	if (*line != '\0')
		return async_raise(EOFError, "more than was asked for: %s", line) != NULL;
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return 0;
}

static void *talk_by_tcp(void *arg)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	TIMEOUT(scope, PATIENCE);
	struct async_server *server = AWAIT(async_start_server(echo, NULL, "127.0.0.1", 0));

	int port = async_server_port(server);
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", port));
	AWAIT(talk(reader, writer));
	async_server_close(server);
	AWAIT(async_server_wait_closed(server));
	scene_is_over = true;
	return arg;
}

static void *talk_by_unix_socket(void *arg)
{
	static const char path[] = "/tmp/calls-socket";
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	TIMEOUT(scope, PATIENCE);
	struct async_server *server = AWAIT(async_start_unix_server(echo, NULL, path));

	AWAIT(async_open_unix_connection(&reader, &writer, path));
	AWAIT(talk(reader, writer));
	async_server_close(server);
	AWAIT(async_server_wait_closed(server));
	scene_is_over = true;
	return arg;
}

static void *talk_by_name(void *arg)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	TIMEOUT(scope, PATIENCE);
	struct async_server *server = AWAIT(async_start_server(echo, NULL, "localhost", 0));

	int port = async_server_port(server);
	AWAIT(async_open_connection(&reader, &writer, "localhost", port));
	AWAIT(talk(reader, writer));
	scene_is_over = true;
	return arg;
}

/* ---- The same by sockets alone ---- */

static void close_socket(int *fd)
{
	if (*fd > 0)
		__real_close(*fd);
}

/* A socket of the scene's own, which does not fail, and is closed with the block it stands in. */
#define SOCKET(fd) int fd __attribute__((cleanup(close_socket)))

static int make_socket(int type, struct sockaddr_in *at)
{
	int fd = __real_socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	socklen_t size = sizeof *at;

	*at = (struct sockaddr_in){ .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	__real_bind(fd, (struct sockaddr *)at, size);
	if (type == SOCK_STREAM)
		__real_listen(fd, 1);
	__real_getsockname(fd, (struct sockaddr *)at, &size);
	return fd;
}

struct answer_one { int listening; };

static void *answer_one(void *arg)
{
	const struct answer_one *self = arg;
	SOCKET(fd) = AWAIT(async_loop_sock_accept(NULL, self->listening, NULL, NULL));
	char question[8];
	ssize_t size = 0;

	while (size < 4)
		size += AWAIT(async_loop_sock_recv(NULL, fd, question + size, 4 - size)) ?: 4;
	AWAIT(async_loop_sock_sendall(NULL, fd, question, 4));
	return NULL;
}

static void *talk_by_sockets(void *arg)
{
	TIMEOUT(scope, PATIENCE);
	struct sockaddr_in at;
	SOCKET(listening) = make_socket(SOCK_STREAM, &at);
	SOCKET(fd) = __real_socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct async_task *server = async_create_task(answer_one, listening);
	char answer[8] = "";
	ssize_t size = 0, more = 1;

	AWAIT(async_loop_sock_connect(NULL, fd, (struct sockaddr *)&at, sizeof at));
	AWAIT(async_loop_sock_sendall(NULL, fd, "Oslo", 4));
	AWAIT(async_await(server));
	for (; size < 4 && more > 0; size += more)
		more = AWAIT(async_loop_sock_recv(NULL, fd, answer + size, 4));
	scene_is_over = strcmp(answer, "Oslo") == 0;
	return arg;
}

static void *talk_by_datagrams(void *arg)
{
	TIMEOUT(scope, PATIENCE);
	struct sockaddr_in here, there, from;
	SOCKET(fd) = make_socket(SOCK_DGRAM, &here);
	SOCKET(other) = make_socket(SOCK_DGRAM, &there);
	socklen_t length = sizeof from;
	char text[8] = "";
	const char *host, *port;

	AWAIT(async_loop_sock_sendto(NULL, fd, "Oslo", 4, (struct sockaddr *)&there, sizeof there));
	AWAIT(async_loop_sock_recvfrom(NULL, other, text, sizeof text, (struct sockaddr *)&from,
				       &length));
	AWAIT(async_loop_getnameinfo(NULL, (struct sockaddr *)&from, length,
				     NI_NUMERICHOST | NI_NUMERICSERV, &host, &port));
	if (strcmp(host, "127.0.0.1") == 0 && atoi(port) == ntohs(here.sin_port))
		scene_is_over = strncmp(text, "Oslo", fault.few ? 1 : 4) == 0;
	return arg;
}

/* ---- Datagrams, by protocols ---- */

struct desk {
	struct async_protocol protocol;		/* first */
	struct async_transport *transport;
	struct async_future *answer;		/* NULL: it sends back what it gets */
	char text[8];
};

static void desk_made(struct async_protocol *protocol, struct async_transport *transport)
{
	((struct desk *)protocol)->transport = transport;
}

static void desk_received(struct async_protocol *protocol, const void *data, size_t size,
			  const struct sockaddr *from)
{
	struct desk *desk = (struct desk *)protocol;

	memcpy(desk->text, data, size < sizeof desk->text ? size : sizeof desk->text - 1);
	if (desk->answer == NULL)
		async_transport_sendto(desk->transport, data, size, from,
				       sizeof(struct sockaddr_in));
	else if (!async_future_done(desk->answer))
		async_future_set_result(desk->answer, desk->text);
}

/* Nobody knows who is to hear of it. */
static struct async_future *told;

static void desk_failed(struct async_protocol *protocol, const struct async_exception *e)
{
	(void)protocol;
	if (!async_future_done(told))
		async_future_set_exception_object(told, (struct async_exception *)e);
}

static const struct async_protocol_methods desk_methods = {
	.connection_made = desk_made,
	.datagram_received = desk_received,
	.error_received = desk_failed,
};

static struct async_protocol *desk(void *answer)
{
	struct desk *desk = async_alloc(sizeof *desk);

	if (desk == NULL)
		return NULL;
	desk->protocol.methods = &desk_methods;
	desk->answer = answer;
	return &desk->protocol;
}

static void *ask_by_datagram(void *arg)
{
	TIMEOUT(scope, PATIENCE);
	struct async_future *answer = told = async_loop_create_future(NULL);
	struct async_transport *server, *client;
	const struct sockaddr_in *at;

	AWAIT(0);
	server = AWAIT(async_loop_create_datagram_endpoint(desk, NULL, .local_host = "127.0.0.1"));
	at = async_transport_get_extra_info(server, "sockname");
	if (at == NULL)
		return async_raise(OSError, "no address");
	client = AWAIT(async_loop_create_datagram_endpoint(desk, answer,
							   .remote_host = "127.0.0.1",
							   .remote_port = ntohs(at->sin_port)));
	async_transport_sendto(client, "Oslo", 4, NULL, 0);
	scene_is_over = strncmp(AWAIT(async_await(answer)), "Oslo", fault.few ? 1 : 4) == 0;
	async_transport_close(client);
	async_transport_close(server);
	return arg;
}

static void *send_a_file(void *arg)
{
	TIMEOUT(scope, PATIENCE);
	int pair[2] = { -1, -1 };
	FILE *file = tmpfile();
	char text[64] = "";

	fputs("Oslo", file);
	fflush(file);
	socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair);
	TRY(async_loop_sock_sendfile(NULL, pair[0], fileno(file), 0, SIZE_MAX));
	scene_is_over = __real_read(pair[1], text, sizeof text) == 4;
	fclose(file);
	__real_close(pair[0]);
	__real_close(pair[1]);
	return arg;
}

static void test_calls__of_sockets(void)
{
	torture_calls(talk_by_sockets);
	torture_calls(talk_by_datagrams);
	torture_calls(send_a_file);
	torture_calls(ask_by_datagram);
}

static void test_calls__of_tcp(void)
{
	torture_calls(talk_by_tcp);
}

static void test_calls__of_unix_sockets(void)
{
	torture_calls(talk_by_unix_socket);
}

static void test_calls__of_names(void)
{
	torture_calls(talk_by_name);
}

static const struct test tests[] = {
	TEST(test_calls__of_sockets),
	TEST(test_calls__of_tcp),
	TEST(test_calls__of_unix_sockets),
	TEST(test_calls__of_names),
};

SUITE(tests, NO_PROGRAMS)

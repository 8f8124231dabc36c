/* server.h: connecting. */

#include "protocols.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* A port of 127.0.0.1 at which nobody listens. */
static int closed_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	ASSERT(bind(fd, (struct sockaddr *)&address, size) == 0);
	ASSERT(getsockname(fd, (struct sockaddr *)&address, &size) == 0);
	close(fd);
	return ntohs(address.sin_port);
}

static int descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 100; fd++)
		count += fcntl(fd, F_GETFD) != -1;
	return count;
}

/* ---- TCP ---- */

static void *refused(void *arg)
{
	struct noting_plan plan = { .name = "client" };
	char expected[100];
	int port = closed_port();
	EXCEPTION(e);

	snprintf(expected, sizeof expected,
		 "[Errno 111] Connect call failed ('127.0.0.1', %d)", port);
	ASSERT(TRY(async_loop_create_connection(noting, &plan, "127.0.0.1", port)) == NULL);
	if (EXCEPT(ConnectionRefusedError, e))
		ASSERT_INT(e->error_number, ECONNREFUSED);
	ASSERT_EXCEPTION(e, ConnectionRefusedError, expected);
	ASSERT_NOTES("");
	return arg;
}

static void test_connect__is_refused(void)
{
	async_run(refused);
}

static void *from_there(void *arg)
{
	struct noting_plan client = { .name = "client" }, server = { .name = "server" };
	struct async_server *listening =
		AWAIT(async_loop_create_server(noting, &server, "127.0.0.1", 0));
	int port = async_server_port(listening);
	struct async_transport *transport = AWAIT(async_loop_create_connection(
		noting, &client, "127.0.0.1", port, .local_host = "127.0.0.2"));
	const struct sockaddr_in *from = async_transport_get_extra_info(transport, "sockname");

	ASSERT(from->sin_addr.s_addr == inet_addr("127.0.0.2"));
	TRY(async_loop_create_connection(noting, &client, "127.0.0.1", port,
					 .local_host = "::1"));
	ASSERT_RAISED(OSError, "no matching local address with family=2 found");
	TRY(async_loop_create_connection(noting, &client, "127.0.0.1", port,
					 .local_host = "192.0.2.1", .local_port = 5));
	{
		EXCEPTION(e);

		ASSERT(EXCEPT(OSError, e));
		ASSERT_CONTAINS(e->message, "[Errno 99] error while attempting to bind on address "
					    "('192.0.2.1', 5): [errno 99] cannot assign "
					    "requested address");
	}
	return arg;
}

static void test_connect__from_a_local_address(void)
{
	async_run(from_there);
}

static void *by_socket(void *arg)
{
	struct noting_plan client = { .name = "client" };
	struct async_transport *transport;
	int pair[2];

	ASSERT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	transport = AWAIT(async_loop_create_connection(noting, &client, NULL, 0,
						       .sock = pair[0]));
	ASSERT(write(pair[1], "hello", 5) == 5);
	AWAIT(async_sleep(1));
	async_transport_write(transport, "bye", 3);
	async_transport_close(transport);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("client:made client:data client:lost()");
	ASSERT_STRING(client.text, "hello");
	close(pair[1]);
	return arg;
}

static void test_connect__by_a_socket(void)
{
	async_run(by_socket);
}

static void *wrongly(void *arg)
{
	struct noting_plan plan = { .name = "client" };

	TRY(async_loop_create_connection(noting, &plan, NULL, 0));
	ASSERT_RAISED(ValueError, "host and port was not specified and no sock specified");
	TRY(async_loop_create_connection(noting, &plan, "127.0.0.1", 1, .server_hostname = "a"));
	ASSERT_RAISED(ValueError, "server_hostname is only meaningful with ssl");
	TRY(async_loop_create_connection(noting, &plan, "127.0.0.1", 1,
					 .ssl_handshake_timeout = 1));
	ASSERT_RAISED(ValueError, "ssl_handshake_timeout is only meaningful with ssl");
	TRY(async_loop_create_connection(noting, &plan, "127.0.0.1", 1, .sock = 100));
	ASSERT_RAISED(ValueError, "host/port and sock can not be specified at the same time");
	TRY(async_loop_create_connection(noting, &plan, NULL, 0, .sock = 100));
	ASSERT_RAISED(OSError, NULL);
	TRY(async_loop_create_connection(noting, &plan, NULL, 0,
					 .sock = socket(AF_INET, SOCK_DGRAM, 0)));
	ASSERT_RAISED(ValueError, NULL);
	TRY(async_loop_create_unix_connection(noting, &plan, NULL));
	ASSERT_RAISED(ValueError, "no path and sock were specified");
	TRY(async_loop_create_unix_connection(noting, &plan, "/nowhere", .sock = 100));
	ASSERT_RAISED(ValueError, "path and sock can not be specified at the same time");
	TRY(async_loop_create_unix_connection(noting, &plan, NULL,
					      .sock = socket(AF_INET, SOCK_STREAM, 0)));
	ASSERT_RAISED(ValueError, NULL);
	ASSERT_NOTES("");
	return arg;
}

static void test_connect__says_what_does_not_go_together(void)
{
	async_run(wrongly);
}

static struct async_protocol *no_protocol(void *arg)
{
	return arg;
}

static struct async_protocol *raising(void *arg)
{
	(void)arg;
	return async_raise(KeyError, "no protocol today");
}

static void *without_protocol(void *arg)
{
	struct noting_plan server = { .name = "server" };
	struct async_server *listening =
		AWAIT(async_loop_create_server(noting, &server, "127.0.0.1", 0));
	int port = async_server_port(listening);

	TRY(async_loop_create_connection(raising, NULL, "127.0.0.1", port));
	ASSERT_RAISED(KeyError, "no protocol today");
	TRY(async_loop_create_connection(no_protocol, NULL, "127.0.0.1", port));
	ASSERT_RAISED(TypeError, "the factory of a protocol returned NULL");
	AWAIT(async_sleep(1));
	ASSERT_NOTES("server:made server:eof server:made server:lost() server:eof server:lost()");
	return arg;
}

static void test_connect__needs_a_protocol(void)
{
	suite_counts_passes();
	async_run(without_protocol);
}

/* ---- Cancelled ---- */

struct connect_to { int port; };

static void *connect_to(void *arg)
{
	const struct connect_to *self = arg;
	static struct noting_plan plan;

	plan = (struct noting_plan){ .name = "client", .quiet = true };
	AWAIT(async_loop_create_connection(noting, &plan, "127.0.0.1", self->port));
	return "connected";
}

/* Whether that task was connected before it was cancelled, some passes behind its creation. */
ASYNC static bool connects_within(int passes)
{
	struct noting_plan server = { .name = "server", .quiet = true };
	struct async_server *listening =
		AWAIT(async_loop_create_server(noting, &server, "127.0.0.1", 0));
	struct async_task *task = async_create_task(connect_to, async_server_port(listening));
	const char *outcome;
	EXCEPTION(e);

	for (int i = 0; i < passes; i++)
		AWAIT(async_sleep(0));
	async_task_cancel(task);
	outcome = TRY(async_await(task));
	ASSERT(outcome != NULL || EXCEPT(CancelledError, e));
	async_detach(task);			/* and with it what it has connected */
	AWAIT(async_sleep(1));
	async_server_close(listening);
	AWAIT(async_server_wait_closed(listening));
	return outcome != NULL;
}

static void *cancel_at_each_pass(void *arg)
{
	int before = descriptors(), passes = 0;

	while (!AWAIT(connects_within(passes)))
		passes++;
	ASSERT(passes >= 4);
	ASSERT_INT(descriptors(), before);
	return arg;
}

static void test_connect__can_be_cancelled_at_each_pass(void)
{
	async_run(cancel_at_each_pass);
}

/* The loop closes some passes behind the creation of a task that connects. */
static void *connect_and_stop(void *arg)
{
	static struct noting_plan server;
	struct async_server *listening;

	server = (struct noting_plan){ .name = "server", .quiet = true };
	listening = AWAIT(async_loop_create_server(noting, &server, "127.0.0.1", 0));
	async_create_task(connect_to, async_server_port(listening));
	for (int i = 0; i < *(const int *)arg; i++)
		AWAIT(async_sleep(0));
	return NULL;
}

struct connect_and_stop { int passes; };

static void test_connect__can_be_dropped_at_each_pass(void)
{
	int before = descriptors();

	for (int passes = 0; passes < 12; passes++) {
		struct async_loop *loop = async_new_event_loop();

		async_loop_run_until_complete(
			loop, async_coroutine(connect_and_stop, passes));
		async_loop_close(loop);
		ASSERT_INT(descriptors(), before);
	}
	ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
}

/* ---- Unix ---- */

static const char *path_in(const char *directory, const char *name)
{
	return async_sprintf("%s/%s", directory, name);
}

static void *by_path(void *arg)
{
	char directory[] = "/tmp/connect-XXXXXX";
	struct noting_plan client = { .name = "client" }, server = { .name = "server" };
	struct async_transport *transport;
	struct async_server *listening;
	const char *path;

	ASSERT(mkdtemp(directory) != NULL);
	path = path_in(directory, "weather.sock");
	TRY(async_loop_create_unix_connection(noting, &client, path));
	ASSERT_RAISED(FileNotFoundError, NULL);
	listening = AWAIT(async_loop_create_unix_server(noting, &server, path));
	ASSERT(access(path, F_OK) == 0);
	transport = AWAIT(async_loop_create_unix_connection(noting, &client, path));
	async_transport_write(transport, "hello", 5);
	AWAIT(async_sleep(1));
	async_transport_close(transport);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("client:made server:made server:data client:lost() server:eof "
		     "server:lost()");
	async_server_close(listening);
	ASSERT(access(path, F_OK) != 0);
	ASSERT(rmdir(directory) == 0);
	return arg;
}

static void test_connect__by_a_path(void)
{
	async_run(by_path);
}

static void *by_wrong_path(void *arg)
{
	struct noting_plan client = { .name = "client" };
	char path[200];

	TRY(async_loop_create_unix_connection(noting, &client, NULL));
	ASSERT_RAISED(ValueError, NULL);
	memset(path, 'x', sizeof path);
	path[sizeof path - 1] = '\0';
	TRY(async_loop_create_unix_connection(noting, &client, path));
	ASSERT_RAISED(OSError, "AF_UNIX path too long");
	return arg;
}

static void test_connect__by_no_path(void)
{
	async_run(by_wrong_path);
}

/* ---- Accepted elsewhere ---- */

static void *accepted(void *arg)
{
	struct noting_plan plan = { .name = "server", .echoes = true };
	char text[6] = "";
	int pair[2];

	ASSERT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	AWAIT(async_loop_connect_accepted_socket(noting, &plan, .sock = pair[0]));
	ASSERT(write(pair[1], "hello", 5) == 5);
	AWAIT(async_sleep(1));
	ASSERT(read(pair[1], text, 5) == 5);
	ASSERT_STRING(text, "hello");
	close(pair[1]);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("server:made server:data server:eof server:lost()");
	return arg;
}

static void test_connect__an_accepted_socket(void)
{
	async_run(accepted);
}

static const struct test tests[] = {
	TEST(test_connect__is_refused),
	TEST(test_connect__from_a_local_address),
	TEST(test_connect__by_a_socket),
	TEST(test_connect__says_what_does_not_go_together),
	TEST(test_connect__needs_a_protocol),
	TEST(test_connect__can_be_cancelled_at_each_pass),
	TEST(test_connect__can_be_dropped_at_each_pass),
	TEST(test_connect__by_a_path),
	TEST(test_connect__by_no_path),
	TEST(test_connect__an_accepted_socket),
};
SUITE(tests, NO_PROGRAMS)

/* server.h: servers, from when they listen until they are closed. */

#include "protocols.h"
#include "sanitizer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static struct noting_plan client, server;

static void begin(void)
{
	client = (struct noting_plan){ .name = "client" };
	server = (struct noting_plan){ .name = "server" };
}

ASYNC static struct async_transport *connect_to(const struct async_server *listening)
{
	return AWAIT(async_loop_create_connection(noting, &client, "127.0.0.1",
						  async_server_port(listening)));
}

/* ---- Its end ---- */

static void *wait_closed(void *arg)
{
	AWAIT(async_server_wait_closed(*(struct async_server **)arg));
	note("closed");
	return NULL;
}

struct wait_closed { struct async_server *server; };

static void *close_with_client(void *arg)
{
	struct async_server *listening;
	struct async_transport *transport;

	begin();
	listening = AWAIT(async_loop_create_server(noting, &server, "127.0.0.1", 0));
	ASSERT(async_server_is_serving(listening));
	ASSERT(async_server_get_loop(listening) == async_get_running_loop());
	transport = AWAIT(connect_to(listening));
	async_create_task(wait_closed, listening);
	AWAIT(async_sleep(1));
	async_server_close(listening);
	async_server_close(listening);
	ASSERT(!async_server_is_serving(listening));
	ASSERT_INT(async_server_port(listening), 0);
	async_create_task(wait_closed, listening);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("server:made client:made");
	async_transport_close(transport);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("client:lost() server:eof server:lost() closed closed");
	AWAIT(async_server_wait_closed(listening));
	return arg;
}

static void test_server__is_closed_when_its_clients_are(void)
{
	async_run(close_with_client);
}

static void *close_clients(void *arg)
{
	struct async_server *listening;

	begin();
	listening = AWAIT(async_loop_create_server(noting, &server, "127.0.0.1", 0));
	AWAIT(connect_to(listening));
	AWAIT(connect_to(listening));
	async_server_close(listening);
	async_server_close_clients(listening);
	AWAIT(async_server_wait_closed(listening));
	AWAIT(async_sleep(1));
	ASSERT_NOTES("server:made client:made server:made client:made server:lost() "
		     "server:lost() client:eof client:eof client:lost() client:lost()");
	return arg;
}

static void test_server__closes_its_clients(void)
{
	async_run(close_clients);
}

enum { MORE_THAN_FITS = 8 << 20 };

static void *abort_clients(void *arg)
{
	struct async_server *listening;
	char *much = calloc(1, MORE_THAN_FITS);

	begin();
	client.quiet = true;
	listening = AWAIT(async_loop_create_server(noting, &server, "127.0.0.1", 0));
	async_transport_pause_reading(AWAIT(connect_to(listening)));
	async_transport_write(server.transport, much, MORE_THAN_FITS);
	free(much);
	async_server_close(listening);
	async_server_close_clients(listening);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("server:made server:pause");
	async_server_abort_clients(listening);
	AWAIT(async_server_wait_closed(listening));
	ASSERT_NOTES("server:lost()");
	return arg;
}

static void test_server__aborts_its_clients(void)
{
	async_run(abort_clients);
}

static void *with(void *arg)
{
	struct async_server *listening;

	begin();
	listening = AWAIT(async_loop_create_server(noting, &server, "127.0.0.1", 0));
	{
		ASYNC_WITH(listening);
		AWAIT(async_sleep(1));
		ASSERT(async_server_is_serving(listening));
	}
	ASSERT(!async_server_is_serving(listening));
	AWAIT(async_server_wait_closed(listening));
	return arg;
}

static void test_server__is_a_context_manager(void)
{
	async_run(with);
}

/* ---- Serving ---- */

static void *serve(void *arg)
{
	AWAIT(async_server_serve_forever(*(struct async_server **)arg));
	note("not reached");
	return NULL;
}

struct serve { struct async_server *server; };

static void *serve_for_ever(void *arg)
{
	struct async_server *listening;
	struct async_task *serving;

	begin();
	listening = AWAIT(async_loop_create_server(noting, &server, "127.0.0.1", 0,
						   .wait_to_serve = true));
	ASSERT(!async_server_is_serving(listening));
	TRY(connect_to(listening));
	ASSERT_RAISED(ConnectionRefusedError, NULL);
	AWAIT(async_server_start_serving(listening));
	AWAIT(async_server_start_serving(listening));
	ASSERT(async_server_is_serving(listening));
	serving = async_create_task(serve, listening);
	AWAIT(async_sleep(1));
	TRY(async_server_serve_forever(listening));
	ASSERT(async_exception() != NULL);
	ASSERT_CONTAINS(async_exception()->message,
			"is already being awaited on serve_forever()");
	ASSERT_RAISED(RuntimeError, NULL);
	async_task_cancel(serving);
	TRY(async_await(serving));
	ASSERT_RAISED(CancelledError, "");
	ASSERT(!async_server_is_serving(listening));
	TRY(async_server_serve_forever(listening));
	ASSERT_RAISED(RuntimeError, NULL);
	TRY(async_server_start_serving(listening));
	ASSERT_RAISED(RuntimeError, NULL);
	ASSERT_NOTES("");
	return arg;
}

static void test_server__serves_until_cancelled(void)
{
	async_run(serve_for_ever);
}

static void *close_while_serving(void *arg)
{
	struct async_server *listening;
	struct async_task *serving;

	begin();
	listening = AWAIT(async_loop_create_server(noting, &server, "127.0.0.1", 0));
	serving = async_create_task(serve, listening);
	AWAIT(async_sleep(1));
	async_server_close(listening);
	TRY(async_await(serving));
	ASSERT_RAISED(CancelledError, "");
	ASSERT_NOTES("");
	return arg;
}

static void test_server__serving_ends_when_it_closes(void)
{
	async_run(close_while_serving);
}

/* ---- Its sockets ---- */

static void *listen_everywhere(void *arg)
{
	struct async_server *listening;
	size_t count;
	const int *sockets;

	begin();
	listening = AWAIT(async_loop_create_server(noting, &server, NULL, 0));
	sockets = async_server_sockets(listening, &count);
	ASSERT(count >= 1 && count <= 2);
	for (size_t i = 0; i < count; i++)
		ASSERT_INT(fcntl(sockets[i], F_GETFD), FD_CLOEXEC);
	AWAIT(connect_to(listening));
	async_server_close(listening);
	async_server_sockets(listening, &count);
	ASSERT_INT(count, 0);
	ASSERT_NOTES("server:made client:made");
	return arg;
}

static void test_server__listens_at_all_addresses(void)
{
	async_run(listen_everywhere);
}

static void *listen_twice(void *arg)
{
	struct async_server *first;
	char expected[200];
	int port;

	begin();
	first = AWAIT(async_loop_create_server(noting, &server, "127.0.0.1", 0));
	port = async_server_port(first);
	snprintf(expected, sizeof expected,
		 "[Errno 98] error while attempting to bind on address ('127.0.0.1', %d): "
		 "[errno 98] address already in use", port);
	TRY(async_loop_create_server(noting, &server, "127.0.0.1", port));
	ASSERT_RAISED(OSError, expected);
	async_server_close(first);
	AWAIT(async_loop_create_server(noting, &server, "127.0.0.1", port));
	TRY(async_loop_create_server(noting, &server, "192.0.2.1", 0));
	ASSERT_RAISED(OSError, "could not bind on any address out of [('192.0.2.1', 0)]");
	TRY(async_loop_create_server(noting, &server, "127.0.0.1", 1, .sock = 100));
	ASSERT_RAISED(ValueError, "host/port and sock can not be specified at the same time");
	TRY(async_loop_create_server(noting, &server, "127.0.0.1", 0,
				     .ssl_handshake_timeout = 1));
	ASSERT_RAISED(ValueError, "ssl_handshake_timeout is only meaningful with ssl");
	TRY(async_loop_create_server(noting, &server, "127.0.0.1", 70000));
	ASSERT_RAISED(ValueError, NULL);
	return arg;
}

static void test_server__says_why_it_cannot_listen(void)
{
	async_run(listen_twice);
}

static void *listen_at_socket(void *arg)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct async_server *listening;

	begin();
	ASSERT(bind(fd, (struct sockaddr *)&address, sizeof address) == 0);
	listening = AWAIT(async_loop_create_server(noting, &server, NULL, 0, .sock = fd));
	AWAIT(connect_to(listening));
	ASSERT_NOTES("server:made client:made");
	async_server_close(listening);
	ASSERT(fcntl(fd, F_GETFD) == -1);
	TRY(async_loop_create_server(noting, &server, NULL, 0,
				     .sock = socket(AF_INET, SOCK_DGRAM, 0)));
	ASSERT_RAISED(ValueError, NULL);
	return arg;
}

static void test_server__takes_a_socket_over(void)
{
	async_run(listen_at_socket);
}

/* ---- Unix sockets ---- */

static void touch(const char *path)
{
	close(open(path, O_CREAT | O_WRONLY, 0600));
}

static void leave_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	strcpy(address.sun_path, path);
	ASSERT(bind(fd, (struct sockaddr *)&address, sizeof address) == 0);
	close(fd);
}

static void *listen_at_path(void *arg)
{
	char directory[] = "/tmp/server-XXXXXX", expected[200];
	struct async_server *first, *second;
	const char *path;

	begin();
	ASSERT(mkdtemp(directory) != NULL);
	path = async_sprintf("%s/desk.sock", directory);
	leave_socket(path);
	first = AWAIT(async_loop_create_unix_server(noting, &server, path));
	second = AWAIT(async_loop_create_unix_server(noting, &server, path));
	async_server_close(first);		/* that is not its file any more */
	ASSERT(access(path, F_OK) == 0);
	async_server_close(second);
	ASSERT(access(path, F_OK) != 0);
	touch(path);
	snprintf(expected, sizeof expected, "[Errno 98] Address '%s' is already in use", path);
	TRY(async_loop_create_unix_server(noting, &server, path));
	ASSERT_RAISED(OSError, expected);
	unlink(path);
	TRY(async_loop_create_unix_server(noting, &server, "/nowhere/desk.sock"));
	ASSERT_RAISED(FileNotFoundError, NULL);
	TRY(async_loop_create_unix_server(noting, &server, NULL));
	ASSERT_RAISED(ValueError, "path was not specified, and no sock specified");
	TRY(async_loop_create_unix_server(noting, &server, path, .sock = 100));
	ASSERT_RAISED(ValueError, "path and sock can not be specified at the same time");
	TRY(async_loop_create_unix_server(noting, &server, NULL,
					  .sock = socket(AF_INET, SOCK_STREAM, 0)));
	ASSERT_RAISED(ValueError, NULL);
	ASSERT(rmdir(directory) == 0);
	return arg;
}

static void test_server__replaces_and_removes_its_file(void)
{
	async_run(listen_at_path);
}

/* ---- Accepting ---- */

static struct async_protocol *raising(void *arg)
{
	(void)arg;
	return async_raise(KeyError, "no protocol today");
}

static void note_report(struct async_loop *loop, const struct async_exception_context *context,
			void *arg)
{
	(void)loop;
	(void)arg;
	note("[%s: %s]", context->message, context->exception->type->name);
}

static void *accept_without_protocol(void *arg)
{
	struct async_server *listening;

	begin();
	async_loop_set_exception_handler(NULL, note_report, NULL);
	listening = AWAIT(async_loop_create_server(raising, NULL, "127.0.0.1", 0));
	AWAIT(connect_to(listening));
	AWAIT(async_sleep(1));
	ASSERT_NOTES("client:made client:eof client:lost()");
	async_loop_set_debug(NULL, true);
	AWAIT(connect_to(listening));
	AWAIT(async_sleep(1));
	async_loop_set_debug(NULL, false);
	ASSERT_NOTES("[Error on transport creation for incoming connection: KeyError] "
		     "client:made client:eof client:lost()");
	return arg;
}

static void test_server__goes_on_where_a_factory_raises(void)
{
	async_run(accept_without_protocol);
}

/* The process has no descriptor left for the connection that comes. Valgrind closes that itself. */
static void *run_out(void *arg)
{
	const bool closed = sanitizer_is_valgrind();
	struct rlimit former, limit;
	struct async_server *listening;

	begin();
	async_loop_set_exception_handler(NULL, note_report, NULL);
	listening = AWAIT(async_loop_create_server(noting, &server, "127.0.0.1", 0));
	getrlimit(RLIMIT_NOFILE, &former);
	limit = former;
	limit.rlim_cur = (rlim_t)dup(0) + 1;	/* one more: of the client */
	close((int)limit.rlim_cur - 1);
	setrlimit(RLIMIT_NOFILE, &limit);
	AWAIT(connect_to(listening));
	AWAIT(async_sleep(0.9));
	setrlimit(RLIMIT_NOFILE, &former);
	ASSERT_NOTES(closed ? "[socket.accept() out of system resource: OSError] client:made "
			      "client:eof client:lost()"
			    : "[socket.accept() out of system resource: OSError] client:made");
	AWAIT(async_sleep(0.2));
	ASSERT_NOTES(closed ? "" : "server:made");
	return arg;
}

static void test_server__rests_where_descriptors_run_out(void)
{
	async_run(run_out);
}

enum { CLIENTS = 20 };

static void *accept_many(void *arg)
{
	struct async_server *listening;

	begin();
	client.quiet = server.quiet = true;
	listening = AWAIT(async_loop_create_server(noting, &server, "127.0.0.1", 0,
						   .backlog = 3));
	for (int i = 0; i < CLIENTS; i++)
		AWAIT(connect_to(listening));
	AWAIT(async_sleep(1));
	ASSERT_INT(server.made, CLIENTS);
	async_server_close(listening);
	async_server_close_clients(listening);
	AWAIT(async_server_wait_closed(listening));
	ASSERT_INT(server.lost, CLIENTS);
	return arg;
}

static void test_server__accepts_many(void)
{
	async_run(accept_many);
}

/* ---- Left open ---- */

static void *leave_open(void *arg)
{
	struct async_server *listening;

	begin();
	listening = AWAIT(async_loop_create_server(noting, &server, "127.0.0.1", 0));
	AWAIT(connect_to(listening));
	ASSERT_NOTES("server:made client:made");
	return arg;
}

static void test_server__ends_with_its_loop(void)
{
	async_run(leave_open);
	ASSERT_NOTES("");
}

static const struct test tests[] = {
	TEST(test_server__is_closed_when_its_clients_are),
	TEST(test_server__closes_its_clients),
	TEST(test_server__aborts_its_clients),
	TEST(test_server__is_a_context_manager),
	TEST(test_server__serves_until_cancelled),
	TEST(test_server__serving_ends_when_it_closes),
	TEST(test_server__listens_at_all_addresses),
	TEST(test_server__says_why_it_cannot_listen),
	TEST(test_server__takes_a_socket_over),
	TEST(test_server__replaces_and_removes_its_file),
	TEST(test_server__goes_on_where_a_factory_raises),
	TEST(test_server__rests_where_descriptors_run_out),
	TEST(test_server__accepts_many),
	TEST(test_server__ends_with_its_loop),
};
SUITE(tests, NO_PROGRAMS)

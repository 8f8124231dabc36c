/* datagram.h: messages one by one. */

#include "suite.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

struct desk {
	struct async_protocol protocol;
	const char *name;
	bool answers;
	struct async_transport *transport;
};

static void desk_made(struct async_protocol *protocol, struct async_transport *transport)
{
	struct desk *self = (struct desk *)protocol;

	self->transport = transport;
	note("%s:made", self->name);
}

static void desk_received(struct async_protocol *protocol, const void *data, size_t size,
			  const struct sockaddr *from)
{
	struct desk *self = (struct desk *)protocol;

	note("%s:got(%.*s)", self->name, (int)size, (const char *)data);
	if (self->answers)
		async_transport_sendto(self->transport, "sold", 4, from,
				       sizeof(struct sockaddr_in));
}

static void desk_error(struct async_protocol *protocol, const struct async_exception *e)
{
	note("%s:error(%s)", ((struct desk *)protocol)->name, e->type->name);
}

static void desk_lost(struct async_protocol *protocol, const struct async_exception *e)
{
	note("%s:lost(%s)", ((struct desk *)protocol)->name, e != NULL ? e->type->name : "");
}

static const struct async_protocol_methods desk_methods = {
	.connection_made = desk_made,
	.datagram_received = desk_received,
	.error_received = desk_error,
	.connection_lost = desk_lost,
};

static struct async_protocol *make(void *arg)
{
	struct desk *self = arg;

	self->protocol.methods = &desk_methods;
	return &self->protocol;
}

static const struct sockaddr_in *address_of(const struct async_transport *transport)
{
	return async_transport_get_extra_info(transport, "sockname");
}

static void send_text(struct async_transport *transport, const char *text,
		      const struct sockaddr_in *to)
{
	async_transport_sendto(transport, text, strlen(text), (const struct sockaddr *)to,
			       to != NULL ? sizeof *to : 0);
}

/* ---- UDP ---- */

static void *ask(void *arg)
{
	static struct desk desk, client;
	struct async_transport *server, *transport;

	desk = (struct desk){ .name = "desk", .answers = true };
	client = (struct desk){ .name = "client" };
	server = AWAIT(async_loop_create_datagram_endpoint(make, &desk,
							   .local_host = "127.0.0.1"));
	transport = AWAIT(async_loop_create_datagram_endpoint(
		make, &client, .remote_host = "127.0.0.1",
		.remote_port = ntohs(address_of(server)->sin_port)));
	send_text(transport, "one ticket", NULL);
	send_text(transport, "", NULL);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("desk:made client:made desk:got(one ticket) desk:got() client:got(sold) "
		     "client:got(sold)");
	send_text(transport, "one more", address_of(server));
	send_text(transport, "elsewhere", address_of(transport));
	ASSERT(async_exception() != NULL);
	ASSERT_CONTAINS(async_exception()->message,
			"Invalid address: must be None or ('127.0.0.1'");
	ASSERT_RAISED(ValueError, NULL);
	AWAIT(async_sleep(1));
	async_transport_close(transport);
	ASSERT(async_transport_is_closing(transport));
	async_transport_abort(server);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("desk:got(one more) client:got(sold) client:lost() desk:lost()");
	send_text(transport, "too late", NULL);
	return arg;
}

static void test_datagram__asks_and_answers(void)
{
	async_run(ask);
}

static void *send_to_nobody(void *arg)
{
	static struct desk desk, client;
	struct async_transport *server, *transport;
	struct sockaddr_in there;

	desk = (struct desk){ .name = "desk" };
	client = (struct desk){ .name = "client" };
	server = AWAIT(async_loop_create_datagram_endpoint(make, &desk,
							   .local_host = "127.0.0.1"));
	there = *address_of(server);
	transport = AWAIT(async_loop_create_datagram_endpoint(
		make, &client, .remote_host = "127.0.0.1", .remote_port = ntohs(there.sin_port)));
	async_transport_close(server);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("desk:made client:made desk:lost()");
	send_text(transport, "anybody there?", NULL);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("client:error(ConnectionRefusedError)");
	async_transport_write(transport, "bytes", 5);
	ASSERT_RAISED(NotImplementedError, NULL);
	ASSERT(!async_transport_can_write_eof(transport));
	return arg;
}

static void test_datagram__tells_of_errors(void)
{
	async_run(send_to_nobody);
}

static void *pause_desk(void *arg)
{
	static struct desk desk;
	struct async_transport *server;

	desk = (struct desk){ .name = "desk" };
	server = AWAIT(async_loop_create_datagram_endpoint(make, &desk,
							   .local_host = "127.0.0.1"));
	async_transport_pause_reading(server);
	send_text(server, "to itself", address_of(server));
	AWAIT(async_sleep(1));
	ASSERT_NOTES("desk:made");
	async_transport_resume_reading(server);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("desk:got(to itself)");
	return arg;
}

static void test_datagram__pauses(void)
{
	async_run(pause_desk);
}

static void *wrongly(void *arg)
{
	static struct desk desk;
	int pair[2];

	TRY(async_loop_create_datagram_endpoint(make, &desk));
	ASSERT_RAISED(ValueError, "unexpected address family");
	TRY(async_loop_create_datagram_endpoint(make, &desk, .local_host = "127.0.0.1",
						.remote_host = "::1", .remote_port = 1));
	ASSERT_RAISED(ValueError, "can not get address information");
	TRY(async_loop_create_datagram_endpoint(make, &desk, .local_host = "192.0.2.1"));
	ASSERT_RAISED(OSError, "[Errno 99] Cannot assign requested address");
	TRY(async_loop_create_datagram_endpoint(make, &desk,
						.sock = socket(AF_INET, SOCK_STREAM, 0)));
	ASSERT_RAISED(ValueError, NULL);
	TRY(async_loop_create_datagram_endpoint(make, &desk, .local_port = 1,
						.sock = socket(AF_INET, SOCK_DGRAM, 0)));
	ASSERT_RAISED(ValueError, NULL);
	ASSERT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	close(pair[1]);
	AWAIT(async_loop_connect_accepted_socket(make, &desk, .sock = pair[0]));
	async_transport_sendto(desk.transport, "x", 1, NULL, 0);
	ASSERT_RAISED(NotImplementedError, NULL);
	return arg;
}

static void test_datagram__says_what_does_not_go_together(void)
{
	async_run(wrongly);
}

static void *by_socket(void *arg)
{
	static struct desk desk;

	desk = (struct desk){ .name = "desk" };
	AWAIT(async_loop_create_datagram_endpoint(make, &desk, .family = AF_INET,
						  .reuse_port = true, .allow_broadcast = true));
	AWAIT(async_loop_create_datagram_endpoint(make, &desk,
						  .sock = socket(AF_INET, SOCK_DGRAM, 0)));
	ASSERT_NOTES("desk:made desk:made");
	return arg;
}

static void test_datagram__by_a_socket(void)
{
	async_run(by_socket);
}

/* ---- Unix ---- */

/* The kernel takes some datagrams for who does not read them, and then no more. */
static void *fill(void *arg)
{
	static struct desk desk, client;
	char directory[] = "/tmp/datagram-XXXXXX";
	struct async_transport *server, *transport;
	const char *path;

	desk = (struct desk){ .name = "desk" };
	client = (struct desk){ .name = "client" };
	ASSERT(mkdtemp(directory) != NULL);
	path = async_sprintf("%s/desk", directory);
	server = AWAIT(async_loop_create_datagram_endpoint(make, &desk, .family = AF_UNIX,
							   .local_host = path));
	transport = AWAIT(async_loop_create_datagram_endpoint(make, &client, .family = AF_UNIX,
							      .remote_host = path));
	async_transport_pause_reading(server);
	while (async_transport_get_write_buffer_size(transport) == 0)
		send_text(transport, "x", NULL);
	ASSERT_INT(async_transport_get_write_buffer_size(transport), 9);
	send_text(transport, "last", NULL);
	ASSERT_INT(async_transport_get_write_buffer_size(transport), 21);
	async_transport_close(transport);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("desk:made client:made");
	async_transport_resume_reading(server);
	AWAIT(async_sleep(1));
	ASSERT_CONTAINS(suite_notes(), "desk:got(x) client:lost() ");
	ASSERT_CONTAINS(suite_notes(), "desk:got(x) desk:got(last)");
	note("over");
	unlink(path);
	rmdir(directory);
	return arg;
}

static void test_datagram__keeps_what_cannot_be_sent(void)
{
	async_run(fill);
}

static const struct test tests[] = {
	TEST(test_datagram__asks_and_answers),
	TEST(test_datagram__tells_of_errors),
	TEST(test_datagram__pauses),
	TEST(test_datagram__says_what_does_not_go_together),
	TEST(test_datagram__by_a_socket),
	TEST(test_datagram__keeps_what_cannot_be_sent),
};
SUITE(tests, NO_PROGRAMS)

/* Each system call fails, in turn, while protocols are called: over TCP, and through a Unix socket.
 * What goes wrong where nobody can be told is told to the protocol. */

#include "calls.h"
#include "folder.h"

static struct scratch at_hand;

enum { PATIENCE = 100 };

/* A protocol that keeps what it gets, and has its future done when that is enough. */
struct asking {
	struct async_protocol protocol;
	struct async_transport *transport;
	struct async_future *answered;
	bool is_desk;				/* it answers */
};

static void asking_made(struct async_protocol *protocol, struct async_transport *transport)
{
	((struct asking *)protocol)->transport = transport;
}

static void asking_received(struct async_protocol *protocol, const void *data, size_t size)
{
	struct asking *self = (struct asking *)protocol;

	if (self->is_desk)
		async_transport_write(self->transport, data, size);
	else if (memchr(data, '?', size) != NULL && !async_future_done(self->answered))
		async_future_set_result(self->answered, NULL);
}

static void asking_lost(struct async_protocol *protocol, const struct async_exception *e)
{
	struct asking *self = (struct asking *)protocol;

	if (self->is_desk || async_future_done(self->answered))
		return;
	if (e == NULL)
		async_future_set_exception(self->answered, EOFError, "no answer");
	else
		async_future_set_exception_object(self->answered, (struct async_exception *)e);
}

static const struct async_protocol_methods asking_methods = {
	.connection_made = asking_made,
	.data_received = asking_received,
	.connection_lost = asking_lost,
};

static struct async_protocol *asking(void *answered)
{
	struct asking *self = async_alloc(sizeof *self);

	if (self == NULL)
		return NULL;
	self->protocol.methods = &asking_methods;
	self->answered = answered;
	return &self->protocol;
}

static struct async_protocol *desk(void *arg)
{
	struct async_protocol *protocol = asking(arg);

	if (protocol != NULL)
		((struct asking *)protocol)->is_desk = true;
	return protocol;
}

/* Ask, and wait for the answer; then end both. */
ASYNC static int ask(struct async_transport *transport, struct async_future *answered,
		     struct async_server *server)
{
	async_transport_write(transport, "a window seat?", 14);
	AWAIT(async_await(answered));
	async_transport_write_eof(transport);
	AWAIT(0);
	async_transport_close(transport);
	async_server_close(server);
	AWAIT(async_server_wait_closed(server));
	return 0;
}

static void *by_tcp(void *arg)
{
	TIMEOUT(scope, PATIENCE);
	struct async_future *answered = async_loop_create_future(NULL);
	struct async_server *server =
		AWAIT(async_loop_create_server(desk, NULL, "127.0.0.1", 0, .reuse_port = true));
	int port = async_server_port(server);
	struct async_transport *transport = AWAIT(async_loop_create_connection(
		asking, answered, "127.0.0.1", port, .local_host = "127.0.0.1"));

	AWAIT(ask(transport, answered, server));
	scene_is_over = true;
	return arg;
}

static void *by_path(void *arg)
{
	static const char path[] = "/tmp/calls-protocol";
	TIMEOUT(scope, PATIENCE);
	struct async_future *answered = async_loop_create_future(NULL);
	struct async_server *server = AWAIT(async_loop_create_unix_server(desk, NULL, path));
	struct async_transport *transport =
		AWAIT(async_loop_create_unix_connection(asking, answered, path));

	AWAIT(ask(transport, answered, server));
	scene_is_over = true;
	return arg;
}

static void *by_file(void *arg)
{
	TIMEOUT(scope, PATIENCE);
	struct async_future *answered = async_loop_create_future(NULL);
	struct async_server *server = AWAIT(async_loop_create_server(desk, NULL, "127.0.0.1", 0));
	int port = async_server_port(server);
	struct async_transport *transport = AWAIT(async_loop_create_connection(
		asking, answered, "127.0.0.1", port));

	AWAIT(async_loop_sendfile(transport, at_hand.fd, 0, SIZE_MAX));
	AWAIT(async_await(answered));
	scene_is_over = true;
	return arg;
}

static void test_calls__of_a_file_for_a_protocol(void)
{
	at_hand = scratch("a window seat?");
	torture_calls(by_file);
	close(at_hand.fd);
}

static void test_calls__of_protocols_over_tcp(void)
{
	torture_calls(by_tcp);
}

static void test_calls__of_protocols_at_a_path(void)
{
	torture_calls(by_path);
}

static const struct test tests[] = {
	TEST(test_calls__of_protocols_over_tcp),
	TEST(test_calls__of_protocols_at_a_path),
	TEST(test_calls__of_a_file_for_a_protocol),
};

SUITE(tests, NO_PROGRAMS)

/* Protocols upon TLS: what they are told, and when they are told to pause. */

#include <stdio.h>
#include <sys/socket.h>

#include "async.h"
#include "bytes.h"

struct talker {
	struct async_protocol protocol;		/* first */
	const char *name;
	size_t received;
	struct async_transport *transport;
	struct async_future *lost;
};

static void connection_made(struct async_protocol *protocol, struct async_transport *transport)
{
	struct talker *self = (struct talker *)protocol;
	size_t high, low;

	self->transport = transport;
	async_transport_get_write_buffer_limits(transport, &high, &low);
	printf("%s: made %s %s (%zu, %zu)\n", self->name,
	       py(async_transport_get_extra_info(transport, "sslcontext") != NULL),
	       py(async_transport_can_write_eof(transport)), low, high);
}

static void data_received(struct async_protocol *protocol, const void *data, size_t size)
{
	(void)data;
	((struct talker *)protocol)->received += size;
}

static bool eof_received(struct async_protocol *protocol)
{
	const struct talker *self = (struct talker *)protocol;

	printf("%s: eof behind %zu\n", self->name, self->received);
	return false;
}

static void connection_lost(struct async_protocol *protocol, const struct async_exception *exc)
{
	struct talker *self = (struct talker *)protocol;

	printf("%s: lost %s\n", self->name, exc != NULL ? exc->type->name : "NoneType");
	async_future_set_result(self->lost, NULL);
}

static void pause_writing(struct async_protocol *protocol)
{
	const struct talker *self = (struct talker *)protocol;

	printf("%s: pause %zu\n", self->name,
	       async_transport_get_write_buffer_size(self->transport));
}

static void resume_writing(struct async_protocol *protocol)
{
	const struct talker *self = (struct talker *)protocol;

	printf("%s: resume %zu\n", self->name,
	       async_transport_get_write_buffer_size(self->transport));
}

static const struct async_protocol_methods methods = {
	.connection_made = connection_made,
	.data_received = data_received,
	.eof_received = eof_received,
	.connection_lost = connection_lost,
	.pause_writing = pause_writing,
	.resume_writing = resume_writing,
};

static struct talker *new_talker(const char *name)
{
	struct talker *self = async_alloc(sizeof *self);

	*self = (struct talker){ { &methods }, name, .lost = async_loop_create_future(NULL) };
	return self;
}

static struct async_protocol *given(void *arg)
{
	return arg;
}

static void make_sockets(int ends[2])
{
	static const int size = 20000;

	socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends);
	for (int i = 0; i < 2; i++)
		setsockopt(ends[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
}

struct begin_client { struct talker *talker; int fd; struct async_ssl_context *context; };

static void *begin_client(void *arg)
{
	const struct begin_client *self = arg;

	return AWAIT(async_loop_create_connection(given, self->talker, NULL, 0, .sock = self->fd,
						  .ssl = self->context,
						  .server_hostname = "weather.example"));
}

struct begin_server { struct talker *talker; int fd; struct async_ssl_context *context; };

static void *begin_server(void *arg)
{
	const struct begin_server *self = arg;

	return AWAIT(async_loop_connect_accepted_socket(given, self->talker, .sock = self->fd,
							.ssl = self->context));
}

static struct async_ssl_context *server_context, *context;
static struct talker *client, *server;

ASYNC static int connect_two(void)
{
	int ends[2];

	make_sockets(ends);
	client = new_talker("client");
	server = new_talker("server");
	AWAIT(async_gather(NULL, async_coroutine(begin_client, client, ends[0], context),
			   async_coroutine(begin_server, server, ends[1], server_context)));
	AWAIT(async_sleep(0.1));
	return 0;
}

static const char zeros[100000];

ASYNC static int write_to_one_that_does_not_read(void)
{
	puts("-- written to one that does not read");
	async_transport_pause_reading(server->transport);
	puts(py(async_transport_is_reading(server->transport)));
	for (int i = 0; i < 12; i++) {
		async_transport_write(client->transport, zeros, 100000);
		printf("%d %zu\n", i, async_transport_get_write_buffer_size(client->transport));
		AWAIT(async_sleep(0.1));
	}
	puts("-- it reads");
	async_transport_resume_reading(server->transport);
	AWAIT(async_sleep(0.1));
	printf("%zu %zu\n", server->received,
	       async_transport_get_write_buffer_size(client->transport));
	return 0;
}

ASYNC static int write_with_other_marks(void)
{
	puts("-- other marks");
	async_transport_pause_reading(server->transport);
	async_transport_set_write_buffer_limits(client->transport, 10000, 1000);
	for (int i = 0; i < 4; i++) {
		async_transport_write(client->transport, zeros, 50000);
		AWAIT(async_sleep(0.1));
	}
	async_transport_resume_reading(server->transport);
	AWAIT(async_sleep(0.1));
	async_transport_write(client->transport, "small", 5);
	AWAIT(async_sleep(0.1));
	printf("%zu\n", server->received);
	return 0;
}

static void *main_task(void *arg)
{
	server_context = async_ssl_create_default_context(ASYNC_SSL_CLIENT_AUTH);
	async_ssl_context_load_cert_chain(server_context, "certificates/server.pem", NULL);
	context = async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH,
						   .cafile = "certificates/ca.pem");
	AWAIT(connect_two());
	AWAIT(write_to_one_that_does_not_read());
	AWAIT(write_with_other_marks());
	puts("-- closed");
	async_transport_write(client->transport, "the last", 8);
	async_transport_close(client->transport);
	printf("%s %s\n", py(async_transport_is_closing(client->transport)),
	       py(async_transport_is_closing(server->transport)));
	AWAIT(async_gather(NULL, client->lost, server->lost));
	puts(py(async_transport_is_closing(server->transport)));

	puts("-- aborted");
	AWAIT(connect_two());
	async_transport_abort(server->transport);
	async_transport_write(server->transport, "never sent", 10);
	AWAIT(async_gather(NULL, client->lost, server->lost));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* Transports and protocols: every call a protocol gets, in order; reading paused and resumed. */

#include <stdio.h>
#include <string.h>

#include "async.h"
#include "bytes.h"

struct echo {
	struct async_protocol protocol;
	struct async_transport *transport;
	struct async_future *lost;
	bool keep_open;
};

static void echo_made(struct async_protocol *protocol, struct async_transport *transport)
{
	struct echo *self = (struct echo *)protocol;
	printf("server: made %s %s\n", py(async_transport_is_reading(transport)),
	       py(async_transport_can_write_eof(transport)));
	self->transport = transport;
}

static void resume(void *arg)
{
	struct echo *self = arg;
	puts("server: resumes");
	async_transport_resume_reading(self->transport);
	async_transport_resume_reading(self->transport);
}

static void echo_received(struct async_protocol *protocol, const void *data, size_t size)
{
	struct echo *self = (struct echo *)protocol;
	char first = *(const char *)data, upper = toupper((unsigned char)first);
	printf("server: received %s\n", repr(data, size));
	async_transport_write(self->transport, &upper, 1);
	if (first == 'p') {
		async_transport_pause_reading(self->transport);
		async_transport_pause_reading(self->transport);
		printf("server: reading %s\n", py(async_transport_is_reading(self->transport)));
		async_loop_call_later(NULL, 1, resume, self);
	}
	if (first == 'c') {
		async_transport_write(self->transport, ", bye", 5);
		async_transport_close(self->transport);
		printf("server: closing %s %s\n", py(async_transport_is_closing(self->transport)),
		       py(async_transport_is_reading(self->transport)));
	}
}

static void close_transport(void *transport)
{
	async_transport_close(transport);
}

static bool echo_eof(struct async_protocol *protocol)
{
	struct echo *self = (struct echo *)protocol;
	puts("server: eof");
	if (self->keep_open)
		async_loop_call_later(NULL, 2, close_transport, self->transport);
	return self->keep_open;
}

static void echo_lost(struct async_protocol *protocol, const struct async_exception *exception)
{
	struct echo *self = (struct echo *)protocol;
	printf("server: lost %s\n", exception ? exception->message : "None");
	async_future_set_result(self->lost, NULL);
}

static const struct async_protocol_methods echo_methods = {
	.connection_made = echo_made,
	.data_received = echo_received,
	.eof_received = echo_eof,
	.connection_lost = echo_lost,
};

static struct async_protocol *make_echo(void *arg)
{
	struct echo *self = arg;
	self->protocol.methods = &echo_methods;
	return &self->protocol;
}

struct client {
	struct async_protocol protocol;
	struct async_future *lost;
	struct async_queue *data;
};

static void client_received(struct async_protocol *protocol, const void *data, size_t size)
{
	struct client *self = (struct client *)protocol;
	async_queue_put_nowait(self->data, (void *)repr(data, size));
}

static void client_lost(struct async_protocol *protocol, const struct async_exception *exception)
{
	struct client *self = (struct client *)protocol;
	printf("client: lost %s\n", exception ? exception->message : "None");
	async_future_set_result(self->lost, NULL);
}

static const struct async_protocol_methods client_methods = {
	.data_received = client_received,
	.connection_lost = client_lost,
};

static struct async_protocol *make_client(void *arg)
{
	struct client *self = arg;
	self->protocol.methods = &client_methods;
	return &self->protocol;
}

ASYNC static int scene(const char *name, bool keep_open,
		       int (*steps)(struct async_transport *transport, struct client *protocol))
{
	printf("-- %s\n", name);
	struct echo echo = { .lost = async_loop_create_future(NULL), .keep_open = keep_open };
	struct client client = { .lost = async_loop_create_future(NULL), .data = async_queue(0) };
	struct async_server *server =
		AWAIT(async_loop_create_server(make_echo, &echo, "127.0.0.1", 0));
	struct async_transport *transport =
		AWAIT(async_loop_create_connection(make_client, &client, "127.0.0.1",
						   async_server_port(server)));
	printf("client: connected %s\n",
	       py(async_transport_get_protocol(transport) == &client.protocol));
	AWAIT(steps(transport, &client));
	AWAIT(async_gather(NULL, echo.lost, client.lost));
	async_server_close(server);
	AWAIT(async_server_wait_closed(server));
	return 0;
}

ASYNC static int write_and_get(struct async_transport *transport, struct client *protocol,
			       const char *data)
{
	async_transport_write(transport, data, strlen(data));
	printf("client: got %s\n", (char *)AWAIT(async_queue_get(protocol->data)));
	return 0;
}

ASYNC static int pause_reading(struct async_transport *transport, struct client *protocol)
{
	AWAIT(write_and_get(transport, protocol, "a"));
	AWAIT(write_and_get(transport, protocol, "p"));
	AWAIT(write_and_get(transport, protocol, "b"));
	async_transport_close(transport);
	return 0;
}

ASYNC static int server_closes(struct async_transport *transport, struct client *protocol)
{
	AWAIT(write_and_get(transport, protocol, "c"));
	return 0;
}

ASYNC static int half_close(struct async_transport *transport, struct client *protocol)
{
	async_transport_write(transport, "z", 1);
	async_transport_write_eof(transport);
	printf("client: got %s\n", (char *)AWAIT(async_queue_get(protocol->data)));
	return 0;
}

ASYNC static int half_close_kept(struct async_transport *transport, struct client *protocol)
{
	EXCEPTION(e);
	AWAIT(half_close(transport, protocol));
	AWAIT(async_sleep(1));
	puts("client: closes");
	async_transport_abort(transport);
	async_transport_write(transport, "more", 4);
	if (EXCEPT(RuntimeError, e))
		printf("client: %s\n", e->message);
	printf("client: closing %s\n", py(async_transport_is_closing(transport)));
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(scene("pause", false, pause_reading));
	AWAIT(scene("server closes", false, server_closes));
	AWAIT(scene("half close", false, half_close));
	AWAIT(scene("half close, kept open", true, half_close_kept));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

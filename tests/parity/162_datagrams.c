/* Datagrams: what a protocol is called for, in which order, and what the system tells of. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

#include "async.h"
#include "bytes.h"

struct desk {
	struct async_protocol protocol;
	const char *name;
	struct async_transport *transport;
};

static void send_text(struct async_transport *transport, const char *text,
		      const struct sockaddr *to)
{
	async_transport_sendto(transport, text, strlen(text), to,
			       to != NULL ? sizeof(struct sockaddr_in) : 0);
}

static void desk_made(struct async_protocol *protocol, struct async_transport *transport)
{
	struct desk *self = (struct desk *)protocol;

	printf("%s: made\n", self->name);
	self->transport = transport;
}

static void desk_received(struct async_protocol *protocol, const void *data, size_t size,
			  const struct sockaddr *from)
{
	struct desk *self = (struct desk *)protocol;

	printf("%s: received %.*s\n", self->name, (int)size, (const char *)data);
	if (strcmp(self->name, "desk") == 0)
		send_text(self->transport,
			  async_sprintf("sold: %.*s", (int)size, (const char *)data), from);
}

static void desk_error(struct async_protocol *protocol, const struct async_exception *e)
{
	printf("%s: error %s %s\n", ((struct desk *)protocol)->name, e->type->name, e->message);
}

static void desk_lost(struct async_protocol *protocol, const struct async_exception *e)
{
	printf("%s: lost %s\n", ((struct desk *)protocol)->name, e != NULL ? e->message : "None");
}

static const struct async_protocol_methods desk_methods = {
	.connection_made = desk_made,
	.datagram_received = desk_received,
	.error_received = desk_error,
	.connection_lost = desk_lost,
};

static struct async_protocol *make_desk(void *name)
{
	struct desk *self = async_alloc(sizeof *self);

	self->protocol.methods = &desk_methods;
	self->name = name;
	return &self->protocol;
}

static void *main_task(void *arg)
{
	struct async_transport *desk, *one, *any;
	struct sockaddr_in elsewhere = { .sin_family = AF_INET, .sin_port = htons(9) };
	const struct sockaddr_in *peer;
	const struct sockaddr *address;
	EXCEPTION(e);

	TRY(async_loop_create_datagram_endpoint(make_desk, "nowhere"));
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s\n", e->message);
	TRY(async_loop_create_datagram_endpoint(make_desk, "nowhere", .local_host = "192.0.2.1"));
	if (EXCEPT(OSError, e))
		printf("OSError: %s\n", e->message);

	desk = AWAIT(async_loop_create_datagram_endpoint(make_desk, "desk",
							 .local_host = "127.0.0.1"));
	address = async_transport_get_extra_info(desk, "sockname");
	printf("desk: peer %s\n",
	       async_transport_get_extra_info(desk, "peername") == NULL ? "None" : "some");
	one = AWAIT(async_loop_create_datagram_endpoint(
		make_desk, "one", .remote_host = "127.0.0.1",
		.remote_port = ntohs(((const struct sockaddr_in *)address)->sin_port)));
	peer = async_transport_get_extra_info(one, "peername");
	printf("one: peer %s\n", py(memcmp(peer, address, sizeof *peer) == 0));
	any = AWAIT(async_loop_create_datagram_endpoint(make_desk, "any",
							.local_host = "127.0.0.1"));
	printf("any: protocol %s\n", py(async_transport_get_protocol(any) != NULL));

	send_text(one, "a seat", NULL);
	send_text(one, "a window", address);
	send_text(any, "two seats", address);
	puts("sent");
	AWAIT(async_sleep(0.1));
	inet_pton(AF_INET, "127.0.0.1", &elsewhere.sin_addr);
	send_text(one, "elsewhere", (struct sockaddr *)&elsewhere);
	if (EXCEPT(ValueError, e))
		printf("ValueError: %.33s\n", e->message);

	async_transport_close(desk);
	printf("closing %s\n", py(async_transport_is_closing(desk)));
	AWAIT(async_sleep(0.1));
	send_text(one, "anybody?", NULL);
	AWAIT(async_sleep(0.1));
	send_text(one, "anybody at all?", NULL);
	async_transport_abort(one);
	async_transport_close(any);
	printf("buffers %zu %zu\n", async_transport_get_write_buffer_size(one),
	       async_transport_get_write_buffer_size(any));
	AWAIT(async_sleep(0.1));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

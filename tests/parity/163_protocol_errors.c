/* What a protocol raises: who is told, and what becomes of the connection. */

#include <stdio.h>
#include <string.h>

#include "async.h"

/* Raises where it is told to. */
struct raises {
	struct async_protocol protocol;
	const char *where, *name;
	struct async_transport *transport;
};

static void maybe(struct raises *self, const char *where)
{
	if (strcmp(self->where, where) == 0)
		async_raise(ValueError, "in %s()", where);
}

static void raises_made(struct async_protocol *protocol, struct async_transport *transport)
{
	struct raises *self = (struct raises *)protocol;

	self->transport = transport;
	printf("  %s: made\n", self->name);
	maybe(self, "connection_made");
}

static void raises_received(struct async_protocol *protocol, const void *data, size_t size)
{
	struct raises *self = (struct raises *)protocol;

	printf("  %s: received %.*s\n", self->name, (int)size, (const char *)data);
	maybe(self, "data_received");
	if (strcmp(self->name, "server") == 0 && async_exception() == NULL)
		async_transport_write(self->transport, "an answer", 9);
}

static bool raises_eof(struct async_protocol *protocol)
{
	struct raises *self = (struct raises *)protocol;

	printf("  %s: eof\n", self->name);
	maybe(self, "eof_received");
	return false;
}

static void raises_lost(struct async_protocol *protocol, const struct async_exception *e)
{
	struct raises *self = (struct raises *)protocol;

	printf("  %s: lost, %s\n", self->name, e != NULL ? e->message : "None");
	maybe(self, "connection_lost");
}

static const struct async_protocol_methods raises_methods = {
	.connection_made = raises_made,
	.data_received = raises_received,
	.eof_received = raises_eof,
	.connection_lost = raises_lost,
};

static struct async_protocol *raises(const char *where, const char *name)
{
	struct raises *self = async_alloc(sizeof *self);

	*self = (struct raises){ { &raises_methods }, where, name, NULL };
	return &self->protocol;
}

static void report(struct async_loop *loop, const struct async_exception_context *context,
		   void *arg)
{
	(void)loop;
	(void)arg;
	printf("  handler: %s | %s\n", context->message,
	       context->exception != NULL ? context->exception->message : "None");
}

static struct async_protocol *factory(void *where)
{
	if (strcmp(where, "factory") == 0)
		return async_raise(KeyError, "no protocol");
	return raises(where, "server");
}

static struct async_protocol *client_factory(void *where)
{
	return raises(async_sprintf("client: %s", (const char *)where), "client");
}

ASYNC static int scene(const char *where)
{
	struct async_server *server;
	struct async_transport *transport;

	puts(where);
	async_loop_set_exception_handler(NULL, report, NULL);
	server = AWAIT(async_loop_create_server(factory, (void *)where, "127.0.0.1", 0));
	transport = AWAIT(async_loop_create_connection(client_factory, (void *)where, "127.0.0.1",
						       async_server_port(server)));
	AWAIT(async_sleep(0.1));
	async_transport_write(transport, "a question", 10);
	AWAIT(async_sleep(0.1));
	async_transport_close(transport);
	AWAIT(async_sleep(0.1));
	async_server_close(server);
	AWAIT(async_server_wait_closed(server));
	return 0;
}

static struct async_protocol *divide(void *arg)
{
	(void)arg;
	return async_raise(ZeroDivisionError, "division by zero");
}

static void *main_task(void *arg)
{
	const char *const all[] = { "nowhere", "factory", "connection_made", "data_received",
				    "eof_received", "connection_lost" };
	EXCEPTION(e);

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		AWAIT(scene(all[i]));
	TRY(async_loop_create_connection(divide, NULL, "127.0.0.1", 1));
	if (EXCEPT(OSError, e))
		printf("refused first: %s\n", e->type->name);
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* In which pass of the loop each call of a protocol comes, over TCP and through a Unix socket. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "async.h"

static struct { int count, since; struct async_handle handle; } passes;
static struct async_transport *server_transport;

static void tick(void *arg)
{
	passes.count++;
	passes.handle = async_loop_call_soon(NULL, tick, arg);
}

#define SAY(format, ...) printf("%2d: " format "\n", passes.count - passes.since, ##__VA_ARGS__)

static void say(void *text)
{
	SAY("%s", (const char *)text);
}

static void begin(const char *name)
{
	puts(name);
	passes.since = passes.count;
}

ASYNC static int settle(void)
{
	for (int i = 0; i < 20; i++)
		AWAIT(async_sleep(0));
	return 0;
}

struct noted {
	struct async_protocol protocol;
	const char *name;
	bool is_server;
	struct async_future *lost;
	struct async_transport *transport;
};

static void noted_made(struct async_protocol *protocol, struct async_transport *transport)
{
	struct noted *self = (struct noted *)protocol;

	SAY("%s made", self->name);
	self->transport = transport;
	if (self->is_server)
		server_transport = transport;
	async_loop_call_soon(NULL, say, async_sprintf("%s after made", self->name));
}

static void noted_received(struct async_protocol *protocol, const void *data, size_t size)
{
	struct noted *self = (struct noted *)protocol;

	SAY("%s received %.*s", self->name, (int)size, (const char *)data);
	if (self->is_server)
		async_transport_write(self->transport, data, size);
}

static bool noted_eof(struct async_protocol *protocol)
{
	SAY("%s eof", ((struct noted *)protocol)->name);
	return false;
}

static void noted_lost(struct async_protocol *protocol, const struct async_exception *e)
{
	struct noted *self = (struct noted *)protocol;

	SAY("%s lost %s", self->name, e != NULL ? e->message : "None");
	async_future_set_result(self->lost, NULL);
}

static const struct async_protocol_methods noted_methods = {
	.connection_made = noted_made,
	.data_received = noted_received,
	.eof_received = noted_eof,
	.connection_lost = noted_lost,
};

static struct async_protocol *make(struct async_future *lost, bool is_server)
{
	struct noted *self = async_alloc(sizeof *self);

	*self = (struct noted){ { &noted_methods }, is_server ? "server" : "client", is_server,
				lost, NULL };
	return &self->protocol;
}

static struct async_protocol *make_server(void *lost)
{
	return make(lost, true);
}

static struct async_protocol *make_client(void *lost)
{
	return make(lost, false);
}

ASYNC static int talk(struct async_transport *transport, struct async_future *lost)
{
	begin("hello");
	async_transport_write(transport, "hello", 5);
	AWAIT(settle());
	begin("paused, then resumed");
	async_transport_pause_reading(server_transport);
	async_transport_write(transport, "again", 5);
	AWAIT(settle());
	begin("resumed");
	async_transport_resume_reading(server_transport);
	async_loop_call_soon(NULL, say, "call_soon");
	AWAIT(settle());
	begin("closed");
	async_transport_close(transport);
	AWAIT(async_await(lost));
	SAY("the task knows");
	return 0;
}

/* [path] NULL: over TCP. */
ASYNC static int scene(const char *path)
{
	struct async_future *lost = async_loop_create_future(NULL);
	struct async_future *client_lost = async_loop_create_future(NULL);
	struct async_server *server;
	struct async_transport *transport;

	begin("listen");
	if (path != NULL)
		server = AWAIT(async_loop_create_unix_server(make_server, lost, path));
	else
		server = AWAIT(async_loop_create_server(make_server, lost, "127.0.0.1", 0));
	SAY("listening");
	begin("connect");
	if (path != NULL)
		transport = AWAIT(async_loop_create_unix_connection(make_client, client_lost,
								    path));
	else
		transport = AWAIT(async_loop_create_connection(
			make_client, client_lost, "127.0.0.1", async_server_port(server)));
	SAY("connected");
	AWAIT(settle());
	AWAIT(talk(transport, lost));
	begin("the server closes");
	async_server_close(server);
	AWAIT(async_server_wait_closed(server));
	SAY("closed");
	return 0;
}

static void *main_task(void *arg)
{
	char directory[] = "/tmp/passes-XXXXXX";

	tick(NULL);
	puts("TCP");
	AWAIT(scene(NULL));
	puts("Unix");
	mkdtemp(directory);
	AWAIT(scene(async_sprintf("%s/echo.sock", directory)));
	rmdir(directory);
	async_handle_cancel(passes.handle);
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

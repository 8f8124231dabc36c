/* Listening and accepting make tasks of their own: the names of the program's tell. */

#include <stdio.h>

#include "async.h"
#include "bytes.h"

static const char *current(void)
{
	struct async_task *task = async_current_task();

	return task != NULL ? async_task_get_name(task) : "None";
}

static void quiet_made(struct async_protocol *protocol, struct async_transport *transport)
{
	(void)protocol;
	(void)transport;
	printf("  made in %s\n", current());
}

static void quiet_lost(struct async_protocol *protocol, const struct async_exception *e)
{
	(void)protocol;
	printf("  lost %s in %s\n", e != NULL ? e->message : "None", current());
}

static const struct async_protocol_methods quiet_methods = {
	.connection_made = quiet_made,
	.connection_lost = quiet_lost,
};

static void *nothing(void *arg)
{
	return arg;
}

ASYNC static int name(const char *what)
{
	struct async_task *task = async_create_task(nothing);

	printf("%s: %s\n", what, async_task_get_name(task));
	AWAIT(async_await(task));
	return 0;
}

static struct async_protocol *factory(void *arg)
{
	static struct async_protocol quiet = { &quiet_methods };
	size_t count = 0;

	(void)arg;
	for (struct async_task **tasks = async_all_tasks(NULL); *tasks != NULL; tasks++)
		count++;
	printf("  a protocol, in %s of %zu\n", current(), count);
	return &quiet;
}

struct forever { struct async_server *server; };

static void *forever(void *arg)
{
	EXCEPTION(e);

	TRY(async_server_serve_forever(((struct forever *)arg)->server));
	if (EXCEPT(CancelledError, e)) {
		puts("  not forever");
		return async_reraise(e);
	}
	return NULL;
}

static void *main_task(void *arg)
{
	struct async_server *server;
	struct async_transport *first, *second;
	struct async_task *serving;
	size_t count;
	int port;
	EXCEPTION(e);

	AWAIT(name("at first"));
	server = AWAIT(async_loop_create_server(factory, NULL, "127.0.0.1", 0));
	AWAIT(name("listening"));
	port = async_server_port(server);
	first = AWAIT(async_loop_create_connection(factory, NULL, "127.0.0.1", port));
	AWAIT(async_sleep(0.1));
	AWAIT(name("connected"));
	second = AWAIT(async_loop_create_connection(factory, NULL, "127.0.0.1", port));
	AWAIT(async_sleep(0.1));
	AWAIT(name("connected again"));
	serving = async_create_task(forever, server);
	AWAIT(async_sleep(0.1));
	printf("serving %s\n", py(async_server_is_serving(server)));
	async_task_cancel(serving);
	async_transport_close(first);
	AWAIT(async_sleep(0.1));
	async_server_sockets(server, &count);
	printf("done %s serving %s sockets %zu\n", py(async_task_done(serving)),
	       py(async_server_is_serving(server)), count);
	async_transport_abort(second);
	TRY(async_await(serving));
	if (EXCEPT(CancelledError, e))
		puts("cancelled True");
	TRY(async_loop_create_connection(factory, NULL, "127.0.0.1", port));
	if (EXCEPT(ConnectionRefusedError, e))
		puts("refused");
	AWAIT(name("at last"));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

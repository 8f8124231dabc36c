#include "address-internal.h"
#include "server-internal.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- Life ---- */

struct async_server *server_keep(struct async_server *server)
{
	server->references++;
	return server;
}

void server_release(struct async_server *server)
{
	if (--server->references > 0)
		return;
	waiters_end(&server->waiters);
	memory_pool_free(&server->memory);
	heap_put(server);
}

static void end_handle(void *memory)
{
	struct async_server *server = *(struct async_server **)memory;

	if (server == NULL)
		return;
	async_server_close(server);
	server_release(server);
}

void server_close_loop(struct async_loop *loop)
{
	struct async_server *server;

	while ((server = loop->servers) != NULL) {
		async_server_close(server);
		server->loop = NULL;
	}
}

static void *enter(struct async_context_manager *manager)
{
	return manager;
}

static bool leave(struct async_context_manager *manager, struct async_exception *e)
{
	struct async_server *server = (struct async_server *)manager;

	(void)e;
	async_server_close(server);
	return async_server_wait_closed(server) != 0;
}

static struct async_server *allocate(const struct server_plan *plan)
{
	struct async_server *server = heap_get(
		sizeof *server + plan->count * (sizeof(*server->listeners) + sizeof(int)));

	if (server == NULL)
		return NULL;
	server->sockets = (int *)(server->listeners + plan->count);
	server->count = plan->count;
	for (size_t i = 0; i < plan->count; i++) {
		server->listeners[i] = (struct listener){ .server = server, .fd = plan->fds[i] };
		server->sockets[i] = plan->fds[i];
	}
	return server;
}

static void init(struct async_server *server, const struct server_plan *plan)
{
	static const struct waiters_kind kind = { .object = "server" };
	static const struct async_site unknown = { __FILE__, __LINE__, "" };
	const struct async_site *here = error_state()->here;

	server->manager = (struct async_context_manager){ enter, leave };
	server->loop = plan->loop;
	server->site = here != NULL ? here : &unknown;
	server->references = 1;
	server->factory = plan->factory;
	server->arg = plan->arg;
	server->options = *plan->options;
	if (server->options.backlog <= 0)
		server->options.backlog = 100;
	server->last_client = &server->clients;
	waiters_init(&server->waiters, &kind, server->site);
	server->next = server->loop->servers;
	server->link = &server->loop->servers;
	if (server->next != NULL)
		server->next->link = &server->next;
	server->loop->servers = server;
}

struct async_server *server_new(const struct server_plan *plan)
{
	struct async_server **handle =
		memory_pool_get(memory_current(), sizeof(*handle), end_handle);

	if (handle != NULL)
		*handle = allocate(plan);
	if (handle == NULL || *handle == NULL) {
		for (size_t i = 0; i < plan->count; i++)
			close(plan->fds[i]);
		return error_raise(MemoryError, "no memory for a server");
	}
	init(*handle, plan);
	if (plan->memory != NULL)
		memory_pool_move(plan->memory, &(*handle)->memory);
	return *handle;
}

/* ---- Serving ---- */

/* Returns: false, and raises, if that fails. */
static bool begin_serving(struct async_server *server)
{
	char text[ADDRESS_TEXT];

	if (server->serving)
		return true;
	if (server->closed) {
		error_raise(RuntimeError, "server %s:%d is closed", server->site->file,
			    server->site->line);
		return false;
	}
	server->serving = true;
	for (size_t i = 0; i < server->count; i++) {
		struct listener *listener = &server->listeners[i];

		if (listen(listener->fd, server->options.backlog) != 0)
			error_raise_errno(errno, "listen() at %s",
					  address_describe_socket(listener->fd, text));
		else
			accept_begin(listener);
		if (async_exception() != NULL)
			return false;
	}
	return true;
}

struct async_server *server_begin(struct async_server *server)
{
	if (server == NULL || server->options.wait_to_serve)
		return server;
	if (begin_serving(server) && async_sleep(0) == 0 && async_exception() == NULL)
		return server;
	async_server_close(server);
	return NULL;
}

int async_server_start_serving(struct async_server *server)
{
	struct async_task *task = task_may_call("async_server_start_serving()");

	return task != NULL && begin_serving(server) ? async_sleep(0) : 0;
}

/* Cancelled: close it, and wait until that is done; then go on being cancelled. */
static void end_forever(struct async_server *server)
{
	struct exception *e = error_take();

	async_server_close(server);
	if (async_server_wait_closed(server) == 0 && async_exception() == NULL)
		error_put_back(e);
	else
		exception_release(e);
}

int async_server_serve_forever(struct async_server *server)
{
	struct async_task *task = task_may_suspend("async_server_serve_forever()");
	struct async_future *forever;

	if (task == NULL)
		return 0;
	if (server->forever != NULL) {
		error_raise(RuntimeError, "server %s:%d is already being awaited on "
					  "serve_forever()",
			    server->site->file, server->site->line);
		return 0;
	}
	if (!begin_serving(server) || (forever = transport_waiter(server->loop)) == NULL)
		return 0;
	server->forever = future_keep(forever);
	task_wait(task, forever, "server", 0);
	end_forever(server);
	future_release(forever);
	return 0;
}

bool async_server_is_serving(const struct async_server *server)
{
	return server->serving;
}

/* ---- Ending ---- */

static void wake_if_over(struct async_server *server)
{
	if (!server->closed || server->clients != NULL || server->over)
		return;
	server->over = true;
	waiters_wake(&server->waiters, SIZE_MAX);
}

/* Remove the file of a Unix socket, if it is still that of [listener]. */
static void remove_file(const struct listener *listener, const char *path)
{
	struct stat found;

	if (stat(path, &found) != 0 || found.st_ino != listener->inode || unlink(path) == 0)
		return;
	fflush(stdout);
	fprintf(stderr, "Unable to clean up listening UNIX socket '%s': errno %d\n", path, errno);
}

static void close_listener(struct listener *listener)
{
	struct sockaddr_un address = { 0 };
	socklen_t size = sizeof address - 1;

	accept_end(listener);
	if (listener->inode != 0 &&
	    getsockname(listener->fd, (struct sockaddr *)&address, &size) != 0)
		listener->inode = 0;
	close(listener->fd);
	listener->fd = -1;
	if (listener->inode != 0)
		remove_file(listener, address.sun_path);
}

void async_server_close(struct async_server *server)
{
	struct async_future *forever = server->forever;

	if (server->closed)
		return;
	server->closed = true;
	for (size_t i = 0; i < server->count; i++)
		close_listener(&server->listeners[i]);
	server->serving = false;
	server->forever = NULL;
	if (forever != NULL) {
		future_cancel(forever, NULL);
		future_release(forever);
	}
	*server->link = server->next;
	if (server->next != NULL)
		server->next->link = server->link;
	wake_if_over(server);
}

int async_server_wait_closed(struct async_server *server)
{
	struct async_task *task = task_may_suspend("async_server_wait_closed()");

	if (task != NULL && !server->over)
		waiters_wait(&server->waiters, task);
	return 0;
}

/* ---- Those it serves ---- */

static void detach(struct async_transport *t)
{
	struct async_server *server = t->server;

	*t->client_link = t->next_client;
	if (t->next_client != NULL)
		t->next_client->client_link = t->client_link;
	else
		server->last_client = t->client_link;
	t->server = NULL;
	wake_if_over(server);
	server_release(server);
}

bool server_attach(struct async_server *server, struct async_transport *t)
{
	if (server->closed) {
		error_raise(AssertionError, "the server is closed");
		return false;
	}
	t->server = server_keep(server);
	t->detach = detach;
	t->client_link = server->last_client;
	*server->last_client = t;
	server->last_client = &t->next_client;
	return true;
}

/* Closing calls nothing that could end one of them. */
void async_server_close_clients(struct async_server *server)
{
	for (struct async_transport *t = server->clients; t != NULL; t = t->next_client)
		async_transport_close(t);
}

void async_server_abort_clients(struct async_server *server)
{
	for (struct async_transport *t = server->clients; t != NULL; t = t->next_client)
		async_transport_abort(t);
}

/* ---- Where it listens ---- */

const int *async_server_sockets(const struct async_server *server, size_t *count)
{
	*count = server->closed ? 0 : server->count;
	return server->sockets;
}

int async_server_port(const struct async_server *server)
{
	struct sockaddr_storage address;
	socklen_t size = sizeof address;

	if (server->closed)
		return 0;
	if (getsockname(server->sockets[0], (struct sockaddr *)&address, &size) != 0) {
		error_raise_errno(errno, "getsockname() of descriptor %d", server->sockets[0]);
		return 0;
	}
	if (address.ss_family == AF_INET6)
		return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
	return address.ss_family == AF_INET ? ntohs(((struct sockaddr_in *)&address)->sin_port) : 0;
}

struct async_loop *async_server_get_loop(const struct async_server *server)
{
	return server->loop;
}

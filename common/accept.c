/* How a server accepts: as many connections a pass as may wait in line, each made into a transport
 * by a task of its own. */

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address-internal.h"
#include "server-internal.h"

static const int64_t RETRY_DELAY = 1000000000;

/* A connection on its way from the kernel to its transport, in the memory of the task that brings
 * it there. */
struct accepted {
	struct async_server *server;		/* kept */
	int fd;					/* -1: its transport has it */
	struct sockaddr_storage peername;
};

static void end_accepted(void *memory)
{
	struct accepted *accepted = memory;

	if (accepted->fd >= 0)
		close(accepted->fd);
	if (accepted->server != NULL)
		server_release(accepted->server);
}

/* Nobody waits for the task: in debug mode what goes wrong is reported, else it is lost. */
static void report_failure(struct async_loop *loop)
{
	struct exception *e = error_take();
	const struct async_exception_context context = {
		.message = "Error on transport creation for incoming connection",
		.exception = &e->seen,
	};

	if (exception_is_exit(e)) {
		error_put(e);
		return;
	}
	async_task_uncancel(async_current_task());
	if (loop->debug)
		async_loop_call_exception_handler(loop, &context);
	exception_release(e);
}

struct accept_connection { struct accepted *accepted; };

static void *accept_connection(void *arg)
{
	struct accepted *accepted = ((struct accept_connection *)arg)->accepted;
	const struct async_server *server = accepted->server;
	struct async_task *task = async_current_task();
	const struct connection_plan plan = {
		.loop = task->future.loop,
		.fd = accepted->fd,
		.peername = &accepted->peername,
		.factory = server->factory,
		.arg = server->arg,
		.ssl = server->options.ssl,
		.ssl_handshake_timeout = server->options.ssl_handshake_timeout,
		.server = accepted->server,
		.server_side = true,
	};

	accepted->fd = -1;
	connection_make(task, &plan);
	if (async_exception() != NULL)
		report_failure(task->future.loop);
	return NULL;
}

/* Have a task bring [fd] to its transport. Owns: takes [fd] over. Raises: MemoryError. */
static void begin_connection(struct async_server *server, int fd,
			     const struct sockaddr_storage *peername)
{
	struct memory_pool memory = { 0 };
	struct accepted *accepted = memory_pool_get(&memory, sizeof *accepted, end_accepted);
	struct accept_connection arguments = { accepted };
	struct async_task *task;

	if (accepted == NULL) {
		close(fd);
		error_raise(MemoryError, "%zu bytes for a connection", sizeof *accepted);
		return;
	}
	*accepted = (struct accepted){ server_keep(server), fd, *peername };
	task = task_create(server->loop, (struct async_call){
		.fn = accept_connection,
		.name = "accept_connection",
		.site = server->site,
		.arguments = &arguments,
		.size = sizeof arguments,
	});
	if (task == NULL) {
		memory_pool_free(&memory);
		return;
	}
	memory_pool_move(&memory, &task->memory);
	async_detach(task);
}

/* ---- The listening socket ---- */

static void run_retry(struct loop_callback *callback)
{
	accept_begin(CONTAINER_OF(callback, struct listener, retry));
}

/* The process has no descriptor left, or the kernel no memory: say so, and try again later. */
static void rest(struct listener *listener, int error)
{
	struct async_loop *loop = listener->server->loop;
	char text[ADDRESS_TEXT];
	struct exception *e = exception_from_errno(
		error, "accept() at %s", address_describe_socket(listener->fd, text));
	const struct async_exception_context context = {
		.message = "socket.accept() out of system resource",
		.exception = &e->seen,
	};

	if (loop_at(loop, &listener->retry, loop_later(loop, RETRY_DELAY)) == 0)
		loop_remove_reader(loop, listener->fd);
	async_loop_call_exception_handler(loop, &context);
	exception_release(e);
}

/* Returns: whether there may be more. */
static bool accept_one(struct listener *listener)
{
	struct sockaddr_storage peername = { 0 };
	socklen_t size = sizeof peername;
	char text[ADDRESS_TEXT];
	int fd = accept4(listener->fd, (struct sockaddr *)&peername, &size,
			 SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd >= 0) {
		begin_connection(listener->server, fd, &peername);
		return async_exception() == NULL;
	}
	switch (errno) {
	case EINTR:
		return true;
	case EAGAIN: case ECONNABORTED:
		return false;
	case EMFILE: case ENFILE: case ENOBUFS: case ENOMEM:
		rest(listener, errno);
		return false;
	default:
		error_raise_errno(errno, "accept() at %s",
				  address_describe_socket(listener->fd, text));
		return false;
	}
}

static void accept_ready(void *arg)
{
	struct listener *listener = arg;
	struct async_server *server = server_keep(listener->server);

	for (int i = 0; i < server->options.backlog && listener->fd >= 0; i++)
		if (!accept_one(listener))
			break;
	server_release(server);
}

bool accept_begin(struct listener *listener)
{
	listener->retry.run = run_retry;
	loop_add_reader(listener->server->loop, listener->fd, accept_ready, listener);
	return async_exception() == NULL;
}

void accept_end(struct listener *listener)
{
	loop_remove_reader(listener->server->loop, listener->fd);
	loop_remove(listener->server->loop, &listener->retry);
}

/* From a socket that is connected to a transport, for those who connect and those who accept. */

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "server-internal.h"

bool connection_check_socket(int fd, int family)
{
	int type = 0, found = 0, flags = fcntl(fd, F_GETFL);
	socklen_t size = sizeof type;

	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &found, &size) != 0)
		error_raise_errno(errno, "getsockopt() of descriptor %d", fd);
	else if (type != SOCK_STREAM || (family != 0 && found != family))
		error_raise(ValueError, "A %sStream Socket was expected, got descriptor %d",
			    family == AF_UNIX ? "UNIX Domain " : "", fd);
	else if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
		error_raise_errno(errno, "fcntl() of descriptor %d", fd);
	return async_exception() == NULL;
}

/* The protocol; what the factory allocates goes to [memory]. */
static struct async_protocol *call_factory(const struct connection_plan *plan,
					   struct memory_pool *memory)
{
	struct memory_pool *former = memory_use(memory);
	struct async_protocol *protocol = plan->factory(plan->arg);

	memory_use(former);
	if (protocol == NULL)			/* unless it has said why */
		error_raise(TypeError, "the factory of a protocol returned NULL");
	return async_exception() == NULL ? protocol : NULL;
}

/* A transport on the socket, counted by its server, and kept by the task's memory. */
static struct async_transport *make_socket(const struct connection_plan *plan,
					   struct async_protocol *protocol,
					   struct memory_pool *memory)
{
	struct async_transport *t =
		plan->make != NULL ? plan->make(plan, protocol, memory)
				   : transport_of_socket(plan->loop, plan->fd, plan->peername,
							 protocol, memory);

	if (t == NULL)
		return NULL;
	if ((plan->server == NULL || server_attach(plan->server, t)) &&
	    transport_give_handle(t, plan->ends))
		return t;
	t->closing = true;			/* it was never open: nothing to be reported */
	transport_drop(t);
	return NULL;
}

/* The same with TLS upon it; what is kept is the one below, and that for the program. */
static struct async_transport *make_tls(const struct connection_plan *plan,
					struct async_protocol *protocol,
					struct memory_pool *memory, struct async_future *waiter)
{
	const struct ssl_wrap how = {
		.loop = plan->loop,
		.protocol = protocol,
		.memory = memory,
		.waiter = waiter,
		.server_hostname = plan->server_hostname,
		.handshake_timeout = plan->ssl_handshake_timeout,
		.server_side = plan->server_side,
	};
	struct memory_pool below_memory = { 0 };
	struct async_protocol *below;
	struct async_transport *socket, *t = plan->ssl->wrap(plan->ssl, &how, &below,
							     &below_memory);

	if (t == NULL) {
		close(plan->fd);
		return NULL;
	}
	socket = make_socket(plan, below, &below_memory);
	memory_pool_free(&below_memory);
	if (socket != NULL && transport_give_handle(t, plan->ends))
		transport_begin(socket, NULL);
	else if (socket != NULL)
		transport_drop(socket);
	transport_release(t);
	return async_exception() == NULL ? t : NULL;
}

static struct async_transport *make(const struct connection_plan *plan,
				    struct async_future *waiter)
{
	struct memory_pool memory = { 0 };
	struct async_protocol *protocol = call_factory(plan, &memory);
	struct async_transport *t = NULL;

	if (protocol == NULL) {
		close(plan->fd);
	} else if (plan->ssl != NULL) {
		t = make_tls(plan, protocol, &memory, waiter);
	} else {
		t = make_socket(plan, protocol, &memory);
		if (t != NULL)
			transport_begin(t, waiter);
	}
	memory_pool_free(&memory);		/* unless the transport has it */
	return t;
}

struct async_transport *connection_make(struct async_task *task,
					const struct connection_plan *plan)
{
	struct async_future *waiter = transport_waiter(plan->loop);
	struct async_transport *t = NULL;

	if (waiter == NULL) {
		close(plan->fd);
		return NULL;
	}
	t = make(plan, waiter);
	if (t != NULL)
		task_wait(task, waiter, "connection", 0);
	future_release(waiter);
	if (t == NULL || async_exception() == NULL)
		return t;
	async_transport_close(t);
	return NULL;
}

/* How an endpoint of datagrams comes to its socket. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "address-internal.h"
#include "datagram-internal.h"

/* An address, or none: length 0. */
struct place {
	struct sockaddr_storage address;
	socklen_t length;
};

static void set_place(struct place *place, const void *address, socklen_t length)
{
	memcpy(&place->address, address, length);
	place->length = length;
}

static bool bind_to(int fd, const struct place *local)
{
	char text[ADDRESS_TEXT];

	if (local->length == 0 || bind(fd, (struct sockaddr *)&local->address, local->length) == 0)
		return true;
	error_raise_errno(errno, "bind() to %s",
			  address_describe((struct sockaddr *)&local->address, text));
	return false;
}

/* What connecting to a datagram's address does is to note it: that waits for nothing. */
static bool connect_to(int fd, const struct place *remote)
{
	char text[ADDRESS_TEXT];

	if (remote->length == 0 ||
	    connect(fd, (struct sockaddr *)&remote->address, remote->length) == 0)
		return true;
	error_raise_errno(errno, "connect() to %s",
			  address_describe((struct sockaddr *)&remote->address, text));
	return false;
}

static bool set_option(int fd, bool wanted, int option)
{
	int on = 1;

	if (!wanted || setsockopt(fd, SOL_SOCKET, option, &on, sizeof on) == 0)
		return true;
	error_raise_errno(errno, "setsockopt() of descriptor %d", fd);
	return false;
}

/* A socket between these places. Returns: -1 if an exception was raised. */
static int open_socket(int family, const struct place *local, const struct place *remote,
		       const struct async_datagram_options *options)
{
	static const struct place nowhere;
	int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0) {
		error_raise_errno(errno, "socket() of family %d", family);
		return -1;
	}
	if (set_option(fd, options->reuse_port, SO_REUSEPORT) &&
	    set_option(fd, options->allow_broadcast, SO_BROADCAST) && bind_to(fd, local) &&
	    connect_to(fd, options->allow_broadcast ? &nowhere : remote))
		return fd;
	close(fd);
	return -1;
}

/* ---- Unix sockets ---- */

static bool place_of_path(struct place *place, const char *path)
{
	struct sockaddr_un address;
	socklen_t length;

	if (path == NULL)
		return true;
	if (!address_of_path(path, &address, &length))
		return false;
	set_place(place, &address, length);
	return true;
}

static int open_path(struct place *remote, const struct async_datagram_options *options)
{
	struct place local = { 0 };

	if (!place_of_path(&local, options->local_host) ||
	    !place_of_path(remote, options->remote_host))
		return -1;
	if (options->local_host != NULL)
		address_remove_stale(options->local_host);
	return open_socket(AF_UNIX, &local, remote, options);
}

/* ---- UDP ---- */

/* The first of [infos] that is of [family]. */
static bool find_place(struct place *place, const struct addrinfo *infos, int family)
{
	*place = (struct place){ 0 };
	while (infos != NULL && infos->ai_family != family)
		infos = infos->ai_next;
	if (infos != NULL)
		set_place(place, infos->ai_addr, infos->ai_addrlen);
	return infos != NULL;
}

/* The addresses of one side, into *[infos], if the options name it. Returns: false if an exception
 * was raised. */
static bool resolve(struct async_loop *loop, struct addrinfo **infos, bool is_named,
		    const char *host, int port, int family)
{
	*infos = NULL;
	if (is_named)
		*infos = address_resolve(loop, host, port, family, SOCK_DGRAM, 0);
	return async_exception() == NULL;
}

/* The first family in which there is each address that is asked for, and a socket can be had. */
static int open_first(struct place *remote, const struct addrinfo *locals,
		      const struct addrinfo *remotes,
		      const struct async_datagram_options *options)
{
	const struct addrinfo *info = locals != NULL ? locals : remotes;
	struct exception *first = NULL;
	struct place local;
	int fd = -1, families = 0;

	for (; info != NULL && fd < 0; info = info->ai_next) {
		int family = info->ai_family, bit = family == AF_INET6 ? 2 : 1;

		if (families & bit ||
		    !(find_place(&local, locals, family) || locals == NULL) ||
		    !(find_place(remote, remotes, family) || remotes == NULL))
			continue;
		families |= bit;
		fd = open_socket(family, &local, remote, options);
		if (fd < 0 && first == NULL)
			first = error_take();
		else if (fd < 0)
			exception_release(error_take());
	}
	if (fd < 0 && first != NULL)
		error_put(first);
	else
		exception_release(first);
	if (families == 0)
		error_raise(ValueError, "can not get address information");
	return fd;
}

static int open_udp(struct async_loop *loop, struct place *remote,
		    const struct async_datagram_options *options)
{
	bool is_local = options->local_host != NULL || options->local_port != 0;
	bool is_remote = options->remote_host != NULL || options->remote_port != 0;
	struct addrinfo *locals, *remotes;
	struct place local = { 0 };

	if (!is_local && !is_remote && options->family == 0) {
		error_raise(ValueError, "unexpected address family");
		return -1;
	}
	if (!is_local && !is_remote)
		return open_socket(options->family, &local, remote, options);
	if (!resolve(loop, &locals, is_local, options->local_host, options->local_port,
		     options->family) ||
	    !resolve(loop, &remotes, is_remote, options->remote_host, options->remote_port,
		     options->family))
		return -1;
	return open_first(remote, locals, remotes, options);
}

/* ---- The call ---- */

/* The socket of the options. Returns: -1 if an exception was raised. */
static int take_socket(const struct async_datagram_options *options)
{
	int fd = options->sock, type = SOCK_DGRAM, flags = fcntl(fd, F_GETFL);
	socklen_t size = sizeof type;

	if (options->local_host != NULL || options->local_port != 0 ||
	    options->remote_host != NULL || options->remote_port != 0 || options->family != 0 ||
	    options->reuse_port || options->allow_broadcast)
		error_raise(ValueError, "socket modifier keyword arguments can not be used when "
					"sock is specified.");
	else if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0)
		error_raise_errno(errno, "getsockopt() of descriptor %d", fd);
	else if (type == SOCK_STREAM)
		error_raise(ValueError, "A datagram socket was expected, got descriptor %d", fd);
	else if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
		error_raise_errno(errno, "fcntl() of descriptor %d", fd);
	else
		return fd;
	close(fd);
	return -1;
}

struct async_transport *
async_loop_create_datagram_endpoint_(struct async_protocol *(*factory)(void *arg), void *arg,
				     const struct async_datagram_options *options)
{
	struct async_task *task = task_may_suspend("async_loop_create_datagram_endpoint()");
	struct place remote = { 0 };
	struct connection_plan plan = {
		.factory = factory,
		.arg = arg,
		.make = datagram_make,
		.ends = true,
	};

	if (task == NULL)
		return NULL;
	plan.loop = task->future.loop;
	if (options->sock != 0)
		plan.fd = take_socket(options);
	else if (options->family == AF_UNIX &&
		 (options->local_host != NULL || options->remote_host != NULL))
		plan.fd = open_path(&remote, options);
	else
		plan.fd = open_udp(plan.loop, &remote, options);
	if (plan.fd < 0)
		return NULL;
	plan.remote = remote.length > 0 ? &remote.address : NULL;
	plan.remote_length = remote.length;
	return connection_make(task, &plan);
}

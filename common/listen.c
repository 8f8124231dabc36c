/* How a server comes to its sockets. */

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "address-internal.h"
#include "gather.h"
#include "server-internal.h"

enum { SOCKETS_MAX = 16 };		/* of one host: each of its addresses has one */

/* The sockets of a server that is about to be. */
struct sockets {
	int fds[SOCKETS_MAX];
	size_t count;
};

static void close_all(const struct sockets *sockets)
{
	for (size_t i = 0; i < sockets->count; i++)
		close(sockets->fds[i]);
}

/* Whether [options] go together, and with an address, whose [kind] is "host/port" or "path". Takes
 * over their socket, in any case. Raises: ValueError, OSError. */
static bool begin(struct sockets *sockets, const struct async_server_options *options,
		  bool has_address, const char *kind, int family)
{
	if (options->sock != 0)
		sockets->fds[sockets->count++] = options->sock;
	if (options->ssl_handshake_timeout != 0 && options->ssl == NULL)
		error_raise(ValueError, "ssl_handshake_timeout is only meaningful with ssl");
	else if (options->sock != 0 && has_address)
		error_raise(ValueError, "%s and sock can not be specified at the same time", kind);
	else if (options->sock == 0 || connection_check_socket(options->sock, family))
		return true;
	close_all(sockets);
	return false;
}

/* ---- TCP ---- */

static bool set_option(int fd, int level, int option, const struct sockaddr *address)
{
	char text[ADDRESS_TEXT];
	int on = 1;

	if (setsockopt(fd, level, option, &on, sizeof on) == 0)
		return true;
	error_raise_errno(errno, "setsockopt() for %s", address_describe(address, text));
	return false;
}

static bool set_options(int fd, const struct sockaddr *address,
			const struct async_server_options *options)
{
	return set_option(fd, SOL_SOCKET, SO_REUSEADDR, address) &&
	       (!options->reuse_port || set_option(fd, SOL_SOCKET, SO_REUSEPORT, address)) &&
	       (address->sa_family != AF_INET6 ||
		set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, address));
}

/* Add a socket bound to the address of [info]; none where the machine has no such family or
 * address. Returns: false if an exception was raised. */
static bool bind_one(struct sockets *sockets, const struct addrinfo *info,
		     const struct async_server_options *options)
{
	char text[ADDRESS_TEXT];
	int fd = socket(info->ai_family, info->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
			info->ai_protocol);

	if (fd < 0 && (errno == EAFNOSUPPORT || errno == EPROTONOSUPPORT))
		return true;
	if (fd < 0) {
		error_raise_errno(errno, "socket() for %s",
				  address_describe(info->ai_addr, text));
		return false;
	}
	if (!set_options(fd, info->ai_addr, options)) {
		close(fd);
		return false;
	}
	if (bind(fd, info->ai_addr, info->ai_addrlen) == 0) {
		sockets->fds[sockets->count++] = fd;
		return true;
	}
	if (errno != EADDRNOTAVAIL)
		address_raise_bind(errno, info->ai_addr);
	close(fd);
	return async_exception() == NULL;
}

static bool is_repeated(const struct addrinfo *first, const struct addrinfo *info)
{
	for (; first != info; first = first->ai_next)
		if (first->ai_addrlen == info->ai_addrlen &&
		    memcmp(first->ai_addr, info->ai_addr, info->ai_addrlen) == 0)
			return true;
	return false;
}

static void raise_none(const struct addrinfo *infos)
{
	char list[1024], text[ADDRESS_TEXT];
	size_t length = 0;

	for (; infos != NULL && length < sizeof list; infos = infos->ai_next)
		length += (size_t)snprintf(list + length, sizeof list - length, "%s%s",
					   length > 0 ? ", " : "",
					   address_describe(infos->ai_addr, text));
	error_raise(OSError, "could not bind on any address out of [%s]", list);
}

static bool bind_all(struct sockets *sockets, const struct addrinfo *infos,
		     const struct async_server_options *options)
{
	const struct addrinfo *info;

	for (info = infos; info != NULL && sockets->count < SOCKETS_MAX; info = info->ai_next)
		if (!is_repeated(infos, info) && !bind_one(sockets, info, options))
			break;
	if (async_exception() == NULL && sockets->count == 0)
		raise_none(infos);
	if (async_exception() == NULL)
		return true;
	close_all(sockets);
	return false;
}

struct resolve_to_listen { struct async_loop *loop; const char *host; int port, family; };

static void *resolve_to_listen(void *arg)
{
	const struct resolve_to_listen *self = arg;

	return address_resolve(self->loop, self->host, self->port, self->family, SOCK_STREAM,
			       AI_PASSIVE);
}

/* asyncio gathers a task for each host, of which there is one here. */
static bool open_sockets(struct async_task *task, struct sockets *sockets, const char *host,
			 int port, const struct async_server_options *options)
{
	struct addrinfo *infos = NULL;
	struct async_coroutine *resolving;

	if (sockets->count > 0)
		return true;
	if (host != NULL && *host == '\0')
		host = NULL;
	resolving = async_coroutine(resolve_to_listen, task->future.loop, host, port,
				    options->family);
	if (resolving == NULL || async_gather(&infos, resolving) != 0)
		return false;
	return async_exception() == NULL && bind_all(sockets, infos, options);
}

static struct async_server *finish(struct async_task *task, struct server_plan *plan,
				   const struct sockets *sockets)
{
	plan->loop = task->future.loop;
	plan->fds = sockets->fds;
	plan->count = sockets->count;
	return server_new(plan);
}

struct async_server *server_open(struct server_plan *plan, const char *host, int port)
{
	struct async_task *task = task_may_suspend("async_loop_create_server()");
	const bool has_address = host != NULL || port != 0;
	struct sockets sockets = { 0 };

	if (task == NULL || !begin(&sockets, plan->options, has_address, "host/port", 0) ||
	    !open_sockets(task, &sockets, host, port, plan->options))
		return NULL;
	return server_begin(finish(task, plan, &sockets));
}

struct async_server *async_loop_create_server_(struct async_protocol *(*factory)(void *arg),
					       void *arg, const char *host, int port,
					       const struct async_server_options *options)
{
	struct server_plan plan = { .factory = factory, .arg = arg, .options = options };

	return server_open(&plan, host, port);
}

/* ---- Unix sockets ---- */

static bool bind_to_path(struct sockets *sockets, const char *path)
{
	struct sockaddr_un address;
	socklen_t size;
	int fd;

	if (!address_of_path(path, &address, &size))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		error_raise_errno(errno, "socket() for '%s'", path);
		return false;
	}
	address_remove_stale(path);
	if (bind(fd, (struct sockaddr *)&address, size) == 0) {
		sockets->fds[sockets->count++] = fd;
		return true;
	}
	if (errno == EADDRINUSE)
		error_put(exception_of_errno(errno, "Address '%s' is already in use", path));
	else
		error_raise_errno(errno, "bind() to '%s'", path);
	close(fd);
	return false;
}

static void note_file(struct listener *listener, const char *path)
{
	struct stat found;

	if (stat(path, &found) == 0)
		listener->inode = found.st_ino;
}

struct async_server *server_open_unix(struct server_plan *plan, const char *path)
{
	struct async_task *task = task_may_suspend("async_loop_create_unix_server()");
	struct sockets sockets = { 0 };
	struct async_server *server;

	if (task == NULL || !begin(&sockets, plan->options, path != NULL, "path", AF_UNIX))
		return NULL;
	if (path == NULL && sockets.count == 0)
		return error_raise(ValueError, "path was not specified, and no sock specified");
	if (path != NULL && !bind_to_path(&sockets, path))
		return NULL;
	server = finish(task, plan, &sockets);
	if (server != NULL && path != NULL)
		note_file(&server->listeners[0], path);
	return server_begin(server);
}

struct async_server *async_loop_create_unix_server_(struct async_protocol *(*factory)(void *arg),
						    void *arg, const char *path,
						    const struct async_server_options *options)
{
	struct server_plan plan = { .factory = factory, .arg = arg, .options = options };

	return server_open_unix(&plan, path);
}

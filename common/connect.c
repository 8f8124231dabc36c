/* Who connects: the addresses of a name are tried in turn. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "address-internal.h"
#include "server-internal.h"
#include "socket.h"

/* ---- Attempts ---- */

/* What is under way to connect, in the memory of the task: also where that is dropped in the
 * middle, nothing of it is left. */
struct attempt {
	int fd;					/* -1: none */
	struct exception **failures;		/* heap */
	size_t count, room;
};

static void end_attempt(void *memory)
{
	struct attempt *attempt = memory;

	if (attempt->fd >= 0)
		close(attempt->fd);
	for (size_t i = 0; i < attempt->count; i++)
		exception_release(attempt->failures[i]);
	heap_put(attempt->failures);
	*attempt = (struct attempt){ .fd = -1 };
}

/* Take the OSError that was raised, and go on with the next address. Returns: false if something
 * else was raised. */
static bool note_failure(struct attempt *attempt)
{
	const size_t room = attempt->room == 0 ? ASYNC_HARD ? 1 : 4 : attempt->room * 2;
	struct exception **failures;

	if (!async_isinstance(async_exception(), OSError))
		return false;
	if (attempt->count == attempt->room) {
		failures = heap_get(room * sizeof(*failures));
		if (failures == NULL)
			return false;		/* it stays raised */
		if (attempt->count > 0)
			memcpy(failures, attempt->failures, attempt->count * sizeof(*failures));
		heap_put(attempt->failures);
		attempt->failures = failures;
		attempt->room = room;
	}
	attempt->failures[attempt->count++] = error_take();
	return true;
}

/* None of the addresses: raise what each said. */
static void raise_failures(const struct attempt *attempt)
{
	struct exception *const *failures = attempt->failures;
	char text[2048];
	size_t length = 0, i;

	for (i = 1; i < attempt->count; i++)
		if (strcmp(failures[i]->seen.message, failures[0]->seen.message) != 0)
			break;
	if (i >= attempt->count) {		/* all the same, or only one */
		error_put(exception_keep(failures[0]));
		return;
	}
	for (i = 0; i < attempt->count && length < sizeof text; i++)
		length += (size_t)snprintf(text + length, sizeof text - length, "%s%s",
					   i > 0 ? ", " : "", failures[i]->seen.message);
	error_raise(OSError, "Multiple exceptions: %s", text);
}

/* ---- TCP ---- */

/* Bind to the first of [locals] that there is. Returns: false if none could be had. */
static bool bind_to_local(struct attempt *attempt, int family, const struct addrinfo *locals)
{
	bool any = false;

	for (; locals != NULL; locals = locals->ai_next) {
		if (locals->ai_family != family)
			continue;
		if (any && !note_failure(attempt))
			return false;
		if (bind(attempt->fd, locals->ai_addr, locals->ai_addrlen) == 0)
			return true;
		any = true;
		address_raise_bind(errno, locals->ai_addr);
	}
	if (!any)
		error_raise(OSError, "no matching local address with family=%d found", family);
	return false;
}

/* Connect a socket to the address of [info]: attempt->fd. */
static bool connect_one(struct async_task *task, struct attempt *attempt,
			const struct addrinfo *info, const struct addrinfo *locals, bool is_local)
{
	char text[ADDRESS_TEXT];

	attempt->fd = socket(info->ai_family, info->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
			     info->ai_protocol);
	if (attempt->fd < 0)
		error_raise_errno(errno, "socket() for %s",
				  address_describe(info->ai_addr, text));
	else if ((!is_local || bind_to_local(attempt, info->ai_family, locals)) &&
		 async_loop_sock_connect(task->future.loop, attempt->fd, info->ai_addr,
					 info->ai_addrlen) == 0 &&
		 async_exception() == NULL)
		return true;
	if (attempt->fd >= 0)
		close(attempt->fd);
	attempt->fd = -1;
	return false;
}

/* Try each address of [host]. Returns: whether attempt->fd is connected. */
static bool connect_host(struct async_task *task, struct attempt *attempt, const char *host,
			 int port, const struct async_connection_options *options)
{
	struct async_loop *loop = task->future.loop;
	bool is_local = options->local_host != NULL || options->local_port != 0;
	struct addrinfo *infos, *locals = NULL;

	infos = address_resolve(loop, host, port, options->family, SOCK_STREAM, 0);
	if (infos != NULL && is_local)
		locals = address_resolve(loop, options->local_host, options->local_port,
					 options->family, SOCK_STREAM, 0);
	if (async_exception() != NULL)
		return false;
	for (; infos != NULL; infos = infos->ai_next) {
		if (connect_one(task, attempt, infos, locals, is_local))
			return true;
		if (!note_failure(attempt))
			return false;
	}
	raise_failures(attempt);
	return false;
}

/* ---- The calls ---- */

/* What of [options] does not go together; NULL if they do. [is_path] tells whether their address
 * is one. */
static const char *find_wrong(const struct async_connection_options *options, bool has_address,
			      bool is_path)
{
	if (options->server_hostname != NULL && options->ssl == NULL)
		return "server_hostname is only meaningful with ssl";
	if (options->ssl_handshake_timeout != 0 && options->ssl == NULL)
		return "ssl_handshake_timeout is only meaningful with ssl";
	if (has_address && options->sock != 0)
		return is_path ? "path and sock can not be specified at the same time"
			       : "host/port and sock can not be specified at the same time";
	if (!has_address && options->sock == 0)
		return is_path ? "no path and sock were specified"
			       : "host and port was not specified and no sock specified";
	return NULL;
}

/* Note what the options say in [plan], and take over their socket, in any case. [host] is whom a
 * certificate is to name, unless the options tell. Raises: ValueError, MemoryError, and returns
 * NULL. */
static struct attempt *begin(struct connection_plan *plan, bool has_address, const char *host,
			     bool is_path, const struct async_connection_options *options)
{
	struct attempt *attempt = memory_pool_get(memory_current(), sizeof *attempt, end_attempt);
	const char *wrong = find_wrong(options, has_address, is_path);

	if (attempt == NULL) {
		if (options->sock != 0)
			close(options->sock);
		return error_raise(MemoryError, "%zu bytes for a connection", sizeof *attempt);
	}
	attempt->fd = options->sock != 0 ? options->sock : -1;
	plan->ssl = options->ssl;
	plan->ssl_handshake_timeout = options->ssl_handshake_timeout;
	plan->server_hostname = options->server_hostname != NULL ? options->server_hostname : host;
	if (wrong == NULL && plan->ssl != NULL && plan->server_hostname == NULL &&
	    !plan->server_side)
		wrong = is_path ? "you have to pass server_hostname when using ssl"
				: "You must set server_hostname when using ssl without a host";
	if (wrong == NULL)
		return attempt;
	end_attempt(attempt);
	return error_raise(ValueError, "%s", wrong);
}

/* The transport of attempt->fd, which is connected if [connected] says so. */
static struct async_transport *finish(struct async_task *task, struct attempt *attempt,
				      bool connected, struct connection_plan *plan)
{
	plan->loop = task->future.loop;
	plan->fd = attempt->fd;
	if (connected)
		attempt->fd = -1;
	end_attempt(attempt);
	return connected ? connection_make(task, plan) : NULL;
}

struct async_transport *connection_open(struct connection_plan *plan, const char *host, int port,
					const struct async_connection_options *options)
{
	struct async_task *task = task_may_suspend("async_loop_create_connection()");
	bool has_address = host != NULL || port != 0, connected;
	struct attempt *attempt = task != NULL ? begin(plan, has_address, host, false, options)
					       : NULL;

	if (attempt == NULL)
		return NULL;
	connected = has_address ? connect_host(task, attempt, host, port, options)
				: connection_check_socket(attempt->fd, 0);
	return finish(task, attempt, connected, plan);
}

static bool connect_path(struct async_task *task, struct attempt *attempt, const char *path)
{
	struct sockaddr_un address;
	socklen_t size;

	if (!address_of_path(path, &address, &size))
		return false;
	attempt->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (attempt->fd < 0)
		error_raise_errno(errno, "socket() for '%s'", path);
	else if (async_loop_sock_connect(task->future.loop, attempt->fd,
					 (struct sockaddr *)&address, size) != 0)
		return false;
	return async_exception() == NULL;
}

struct async_transport *connection_open_unix(struct connection_plan *plan, const char *path,
					     const struct async_connection_options *options)
{
	struct async_task *task = task_may_suspend("async_loop_create_unix_connection()");
	struct attempt *attempt = task != NULL ? begin(plan, path != NULL, NULL, true, options)
					       : NULL;
	bool connected;

	if (attempt == NULL)
		return NULL;
	connected = path != NULL ? connect_path(task, attempt, path)
				 : connection_check_socket(attempt->fd, AF_UNIX);
	return finish(task, attempt, connected, plan);
}

struct async_transport *
async_loop_create_connection_(struct async_protocol *(*factory)(void *arg), void *arg,
			      const char *host, int port,
			      const struct async_connection_options *options)
{
	struct connection_plan plan = { .factory = factory, .arg = arg, .ends = true };

	return connection_open(&plan, host, port, options);
}

struct async_transport *
async_loop_create_unix_connection_(struct async_protocol *(*factory)(void *arg), void *arg,
				   const char *path,
				   const struct async_connection_options *options)
{
	struct connection_plan plan = { .factory = factory, .arg = arg, .ends = true };

	return connection_open_unix(&plan, path, options);
}

struct async_transport *
async_loop_connect_accepted_socket_(struct async_protocol *(*factory)(void *arg), void *arg,
				    const struct async_connection_options *options)
{
	struct async_task *task = task_may_suspend("async_loop_connect_accepted_socket()");
	struct connection_plan plan = {
		.factory = factory,
		.arg = arg,
		.server_side = true,
		.ends = true,
	};
	struct attempt *attempt = task != NULL ? begin(&plan, false, NULL, false, options) : NULL;

	if (attempt == NULL)
		return NULL;
	return finish(task, attempt, connection_check_socket(attempt->fd, 0), &plan);
}

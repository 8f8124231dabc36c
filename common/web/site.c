/* A site: it listens, and ends. */

#include <arpa/inet.h>
#include <errno.h>
#include <event2/listener.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address-internal.h"
#include "heap.h"
#include "memory-internal.h"
#include "web/tls-internal.h"
#include "web/web-internal.h"

enum {
	MAX_HEADERS = 64 * 1024,		/* bytes */
	MAX_SIZE = 1024 * 1024,
	BACKLOG = 128,
	TIMEOUT = 75, SHUTDOWN_TIMEOUT = 60,	/* seconds */
	SECOND = 1000000000,			/* in nanoseconds */
	METHODS = EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD | EVHTTP_REQ_PUT |
		  EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS | EVHTTP_REQ_PATCH,
};

/* ---- The end ---- */

void web_site_release(struct async_web_site *site)
{
	if (--site->references > 0)
		return;
	heap_put(site->by_fd);
	heap_put(site);
}

static void stop_listening(struct async_web_site *site)
{
	if (site->listening == NULL)
		return;
	evhttp_del_accept_socket(site->http, site->listening);
	loop_remove(site->loop, &site->retry);
	loop_watch_ends(site->loop);
	site->listening = NULL;
	site->port = 0;
}

/* Close all that is open. [for_good]: no task is left that handles a request. */
static void end(struct async_web_site *site, bool for_good)
{
	struct web_connection *connection, *next;

	if (site->http == NULL)
		return;
	stop_listening(site);
	evhttp_free(site->http);
	site->http = NULL;
	loop_remove_resource(&site->resource);
	site->references++;
	for (connection = site->connections; connection != NULL; connection = next) {
		next = connection->next;
		if (for_good || !connection->handled)
			web_connection_end(connection);
	}
	web_site_release(site);
}

static void end_with_loop(struct loop_resource *resource)
{
	end(CONTAINER_OF(resource, struct async_web_site, resource), true);
}

/* The memory of the task that made it ends. */
static void forget_site(void *memory)
{
	struct async_web_site *site = *(struct async_web_site **)memory;

	if (site == NULL)
		return;
	end(site, false);
	web_site_release(site);
}

static void close_idle(struct async_web_site *site)
{
	struct web_connection *connection, *next;

	for (connection = site->connections; connection != NULL; connection = next) {
		next = connection->next;
		if (!connection->working && !connection->arrived)
			web_connection_drop(connection);
	}
}

static void cancel_handlers(struct async_web_site *site)
{
	struct web_connection *connection = site->connections;

	for (; connection != NULL; connection = connection->next)
		if (connection->task != NULL)
			async_task_cancel(connection->task);
}

struct waiting {				/* lies on the stack of the task that waits */
	struct async_future over;		/* first, so that one pointer is both */
	struct loop_callback timer;
	struct async_web_site *site;
};

static void time_up(struct loop_callback *timer)
{
	future_set_result(&CONTAINER_OF(timer, struct waiting, timer)->over, NULL);
}

static void stop_waiting(struct async_future *over)
{
	struct waiting *waiting = (struct waiting *)over;

	loop_remove(over->loop, &waiting->timer);
	waiting->site->waiter = NULL;
	future_fini(over);
}

/* Wait until all is answered, or for the site's shutdown_timeout. */
static void wait_for_handlers(struct async_web_site *site, struct async_task *task)
{
	static const struct future_methods methods = { .abandon = stop_waiting };
	struct waiting waiting = { .timer.run = time_up, .site = site };

	future_init(&waiting.over, site->loop, NULL, &methods);
	site->waiter = &waiting.over;
	if (loop_at(site->loop, &waiting.timer,
		    loop_later(site->loop, site->shutdown_timeout)) == 0)
		task_wait(task, &waiting.over, "HTTP handlers", 0);
	else
		error_raise(MemoryError, "no room for a timer");
	stop_waiting(&waiting.over);
}

int async_web_site_close(struct async_web_site *site)
{
	struct async_task *task = task_may_call("async_web_site_close()");

	if (task == NULL || site->http == NULL)
		return 0;
	stop_listening(site);
	close_idle(site);
	if (site->working > 0)
		wait_for_handlers(site, task);
	cancel_handlers(site);
	end(site, false);
	return 0;
}

static void *enter(struct async_context_manager *manager)
{
	return manager;
}

static bool leave(struct async_context_manager *manager, struct async_exception *e)
{
	(void)e;
	return async_web_site_close((struct async_web_site *)manager) != 0;
}

/* ---- Listening ---- */

/* [descriptor] is bound to a port: which? */
static int port_of(int fd)
{
	struct sockaddr_storage address;
	socklen_t length = sizeof address;

	if (getsockname(fd, (struct sockaddr *)&address, &length) != 0)
		return 0;
	return ntohs(address.ss_family == AF_INET6
			     ? ((struct sockaddr_in6 *)&address)->sin6_port
			     : ((struct sockaddr_in *)&address)->sin_port);
}

/* A socket that listens at [address]. Raises, and returns -1. */
static int listen_at(const struct addrinfo *address, int backlog)
{
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int yes = 1, error;

	if (fd < 0) {
		error_raise_errno(errno, "socket() of a site");
		return -1;
	}
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, backlog) == 0)
		return fd;
	error = errno;
	close(fd);
	address_raise_bind(error, address->ai_addr);
	return -1;
}

/* ---- No descriptor, or no memory, for a connection: as asyncio, try again in a second ---- */

static void accept_again(struct loop_callback *retry)
{
	struct async_web_site *site = CONTAINER_OF(retry, struct async_web_site, retry);

	evconnlistener_enable(evhttp_bound_socket_get_listener(site->listening));
}

static void tell_and_wait(struct loop_callback *retry)
{
	struct async_web_site *site = CONTAINER_OF(retry, struct async_web_site, retry);
	struct exception *e = exception_from_errno(site->accept_error, "accept() at port %d",
						   site->port);

	async_loop_call_exception_handler(site->loop, &(struct async_exception_context){
		.message = "socket.accept() out of system resource",
		.exception = &e->seen,
	});
	exception_release(e);
	retry->run = accept_again;
	if (loop_at(site->loop, retry, loop_later(site->loop, SECOND)) != 0)
		accept_again(retry);
}

/* libevent calls it with what it accepts for. */
static void on_accept_error(struct evconnlistener *listener, void *http)
{
	struct loop_resource *resource = loop_running()->resources;

	for (; resource != NULL; resource = resource->next) {
		struct async_web_site *site =
			CONTAINER_OF(resource, struct async_web_site, resource);

		if (resource->end != end_with_loop || site->http != http)
			continue;
		site->accept_error = errno;
		evconnlistener_disable(listener);
		site->retry.run = tell_and_wait;
		loop_soon(site->loop, &site->retry);
	}
}

/* ---- The beginning ---- */

static bool serve(struct async_web_site *site, int fd)
{
	site->http = evhttp_new(site->loop->base);
	if (site->http == NULL)
		return false;
	evhttp_set_max_headers_size(site->http, MAX_HEADERS);
	evhttp_set_max_body_size(site->http, (ssize_t)site->max_size);
	evhttp_set_allowed_methods(site->http, METHODS);
	evhttp_set_default_content_type(site->http, NULL);
	evhttp_set_bevcb(site->http, web_connection_new, site);
	evhttp_set_gencb(site->http, web_connection_request, site);
	loop_add_resource(site->loop, &site->resource);
	loop_end_rest(site->loop);
	site->listening = evhttp_accept_socket_with_handle(site->http, fd);
	if (site->listening == NULL)
		return false;
	evconnlistener_set_error_cb(evhttp_bound_socket_get_listener(site->listening),
				    on_accept_error);
	loop_watch_begins(site->loop);
	return true;
}

static struct async_web_site *new_site(struct async_web_application *app,
				       const struct async_web_site_options *options)
{
	struct async_web_site **slot =
		memory_pool_get(memory_current(), sizeof *slot, forget_site);
	struct async_web_site *site = slot != NULL ? heap_get(sizeof *site) : NULL;
	double timeout = options->timeout > 0 ? options->timeout : TIMEOUT;
	double shutdown = options->shutdown_timeout > 0 ? options->shutdown_timeout
							: SHUTDOWN_TIMEOUT;

	if (site == NULL)
		return error_raise(MemoryError, "no memory for a site");
	signals_ignore_sigpipe();
	site->manager.aenter = enter;
	site->manager.aexit = leave;
	site->resource.end = end_with_loop;
	site->loop = loop_running();
	site->app = app;
	site->ssl = options->ssl;
	site->references = 1;
	site->timeout = loop_nanoseconds(timeout);
	site->shutdown_timeout = loop_nanoseconds(shutdown);
	site->max_size = options->max_size > 0 ? options->max_size : MAX_SIZE;
	return *slot = site;
}

/* Whether a server can use [context]; NULL: none is wanted. Raises, and returns false. */
static bool is_for_servers(const struct async_ssl_context *context)
{
	SSL *trial = context != NULL ? tls_ssl_new(context, true, NULL) : NULL;

	SSL_free(trial);
	return context == NULL || trial != NULL;
}

struct async_web_site *async_web_tcp_site_(struct async_web_application *app, const char *host,
					   int port, const struct async_web_site_options *options)
{
	const struct addrinfo *address;
	struct async_web_site *site;
	int fd;

	if (app == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	if (task_may_suspend("async_web_tcp_site()") == NULL || !is_for_servers(options->ssl))
		return NULL;
	address = address_resolve(loop_running(), host != NULL ? host : "0.0.0.0", port, AF_UNSPEC,
				  SOCK_STREAM, AI_PASSIVE);
	site = address != NULL ? new_site(app, options) : NULL;
	if (site == NULL)
		return NULL;
	fd = listen_at(address, options->backlog > 0 ? options->backlog : BACKLOG);
	if (fd < 0)
		return NULL;
	site->port = port_of(fd);
	if (serve(site, fd))
		return site;
	close(fd);
	end(site, false);
	return error_raise(MemoryError, "no memory for a site");
}

int async_web_site_port(const struct async_web_site *site)
{
	return site->port;
}

/* ---- Until it is cancelled ---- */

int async_web_run_app_(struct async_web_application *app, const char *host, int port,
		       const struct async_web_site_options *options)
{
	struct async_web_site *site = async_web_tcp_site_(app, host, port, options);
	struct async_handler_ cancelled = { 0 };

	if (site == NULL)
		return 0;
	while (async_exception() == NULL)
		if (async_sleep(3600) != 0)
			break;
	error_begin_handling(&cancelled, error_take());
	if (async_web_site_close(site) == 0)
		error_put_back(error_take_handled(&cancelled));
	return 0;
}

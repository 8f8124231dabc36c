/* A client's connection, by libevent's evhttp.
 *
 * What one has to know of evhttp 2.1:
 * - It reads a request as a whole before it calls back, and answers by itself what is no HTTP, or
 *   too large.
 * - It has no callback for a connection that begins. It asks for a bufferevent then, and becomes
 *   the argument of that one's callbacks: so it can be found in the next pass.
 * - It tells that a connection goes by one callback, which has to be set for that. It frees the
 *   requests of such a connection, unless they are "owned"; and one whose answer is sent it frees
 *   in any case. So ours are owned from when they arrive, and freed here unless they were sent.
 * - While an answer is written it reads on, and looks at nothing: so what it may hold has a limit.
 */

#include <string.h>

#include "heap.h"
#include "web/tls-internal.h"
#include "web/web-internal.h"

enum { FIRST_ROOM = ASYNC_HARD ? 1 : 64, MAX_AHEAD = 64 * 1024 };

/* ---- Which is which ---- */

static bool make_room(struct async_web_site *site, size_t needed)
{
	size_t room = site->by_fd_room > 0 ? site->by_fd_room : FIRST_ROOM;
	struct web_connection **by_fd;

	while (room < needed)
		room *= 2;
	if (room == site->by_fd_room)
		return true;
	by_fd = heap_get(room * sizeof(*by_fd));
	if (by_fd == NULL)
		return false;
	if (site->by_fd_room > 0)
		memcpy(by_fd, site->by_fd, site->by_fd_room * sizeof(*by_fd));
	heap_put(site->by_fd);
	site->by_fd = by_fd;
	site->by_fd_room = room;
	return true;
}

static struct web_connection *find(const struct async_web_site *site,
				   struct evhttp_request *request)
{
	struct evhttp_connection *evcon = evhttp_request_get_connection(request);
	int fd = bufferevent_getfd(evhttp_connection_get_bufferevent(evcon));

	return fd >= 0 && (size_t)fd < site->by_fd_room ? site->by_fd[fd] : NULL;
}

/* ---- Its end ---- */

void web_connection_end(struct web_connection *connection)
{
	struct async_web_site *site = connection->site;

	*connection->link = connection->next;
	if (connection->next != NULL)
		connection->next->link = connection->link;
	loop_remove(connection->wire.loop, &connection->wire.told);
	loop_remove(connection->wire.loop, &connection->patience);
	if (!connection->begun) {
		wire_close(&connection->wire, connection->bev);
		bufferevent_decref(connection->bev);
	}
	if (connection->request != NULL)
		evhttp_request_free(connection->request);
	heap_put(connection);
	web_site_release(site);
}

static void on_close(struct evhttp_connection *evcon, void *arg)
{
	struct web_connection *connection = arg;

	(void)evcon;
	if (connection->site->by_fd[connection->fd] == connection)
		connection->site->by_fd[connection->fd] = NULL;
	wire_close(&connection->wire, connection->bev);
	connection->evcon = NULL;
	connection->gone = true;
	wire_tell(&connection->wire);
}

void web_connection_drop(struct web_connection *connection)
{
	if (connection->evcon != NULL)
		evhttp_connection_free(connection->evcon);	/* which calls on_close() */
}

/* ---- Patience ---- */

/* Whoever does nothing is left; and so is he who takes twice the time for one request, however
 * busy he is. */
static void run_out(struct loop_callback *timer)
{
	struct web_connection *connection = CONTAINER_OF(timer, struct web_connection, patience);
	bool again = connection->wire.moved &&
		     (connection->request != NULL || !connection->extended);

	if (!again) {
		web_connection_drop(connection);
		return;
	}
	web_connection_be_patient(connection);
	connection->extended = true;
}

/* Where there is no memory for a timer, there is no patience. */
void web_connection_be_patient(struct web_connection *connection)
{
	struct async_loop *loop = connection->wire.loop;

	loop_remove(loop, &connection->patience);
	connection->wire.moved = connection->extended = false;
	connection->patience.run = run_out;
	if (loop_at(loop, &connection->patience, loop_later(loop, connection->site->timeout)) != 0)
		web_connection_drop(connection);
}

/* ---- What libevent tells, and what follows ---- */

static void begin(struct web_connection *connection)
{
	void *evcon;

	connection->begun = true;
	bufferevent_getcb(connection->bev, NULL, NULL, NULL, &evcon);
	connection->gone = evcon == NULL;	/* evhttp had no memory for it */
	if (!connection->gone) {
		connection->fd = bufferevent_getfd(connection->bev);
		connection->evcon = evcon;
		if (make_room(connection->site, (size_t)connection->fd + 1)) {
			connection->site->by_fd[connection->fd] = connection;
			evhttp_connection_set_closecb(evcon, on_close, connection);
			wire_set_up_socket(connection->bev);
			web_connection_be_patient(connection);
		} else {
			wire_close(&connection->wire, connection->bev);
			evhttp_connection_free(evcon);
			connection->evcon = NULL;
			connection->gone = true;
		}
	}
	bufferevent_decref(connection->bev);
}

/* Count it if it has work; free it if it is of no more use. */
static void settle(struct web_connection *connection)
{
	struct async_web_site *site = connection->site;
	bool working = connection->handled || (connection->request != NULL && !connection->gone);

	if (working != connection->working) {
		site->working += working ? 1 : (size_t)-1;
		connection->working = working;
	}
	if (site->working == 0 && site->waiter != NULL)
		future_set_result(site->waiter, NULL);
	if (connection->gone && !connection->handled)
		web_connection_end(connection);
}

static void start(struct web_connection *connection)
{
	loop_remove(connection->wire.loop, &connection->patience);
	connection->handled = true;
	connection->task = web_handle(connection);
	if (connection->task == NULL) {
		connection->handled = false;
		web_connection_drop(connection);
	}
}

static void run_told(struct loop_callback *callback)
{
	struct web_connection *connection = (struct web_connection *)callback;

	if (!connection->begun)
		begin(connection);
	if (connection->arrived && !connection->gone)
		start(connection);
	else if (connection->sent && !connection->gone)
		web_connection_be_patient(connection);
	connection->arrived = connection->sent = false;
	if (connection->waiter != NULL)
		future_set_result(connection->waiter, NULL);
	settle(connection);
}

void web_connection_handled(struct web_connection *connection)
{
	connection->handled = false;
	connection->task = NULL;
	settle(connection);
}

void web_connection_request(struct evhttp_request *request, void *arg)
{
	struct async_web_site *site = arg;
	struct web_connection *connection = find(site, request);

	if (connection == NULL || site->listening == NULL) {
		evhttp_send_error(request, HTTP_SERVUNAVAIL, NULL);
		return;
	}
	evhttp_request_own(request);
	connection->request = request;
	connection->arrived = true;
	wire_tell(&connection->wire);
}

void web_connection_sent(struct evhttp_request *request, void *arg)
{
	struct web_connection *connection = arg;

	(void)request;				/* which libevent frees */
	connection->request = NULL;
	connection->sent = true;
	wire_tell(&connection->wire);
}

/* Returns: false where there is no memory for what is wanted. */
static bool open_wire(struct web_connection *connection, const struct async_web_site *site)
{
	SSL *ssl = NULL;

	if (site->ssl != NULL) {
		ssl = tls_ssl_new(site->ssl, true, NULL);
		if (ssl == NULL) {
			exception_release(error_take());
			return false;
		}
	}
	connection->bev = wire_open(&connection->wire, ssl, BUFFEREVENT_SSL_ACCEPTING);
	return connection->bev != NULL;
}

struct bufferevent *web_connection_new(struct event_base *base, void *arg)
{
	struct async_web_site *site = arg;
	struct web_connection *connection = heap_get(sizeof *connection);

	(void)base;
	if (connection == NULL)
		return NULL;
	connection->wire = (struct wire){ .told.run = run_told, .loop = site->loop };
	if (!open_wire(connection, site)) {
		heap_put(connection);
		return NULL;
	}
	bufferevent_setwatermark(connection->bev, EV_READ, 0, site->max_size + MAX_AHEAD);
	bufferevent_incref(connection->bev);
	connection->site = site;
	site->references++;
	connection->next = site->connections;
	if (connection->next != NULL)
		connection->next->link = &connection->next;
	connection->link = &site->connections;
	site->connections = connection;
	wire_tell(&connection->wire);
	return connection->bev;
}

/* libevent with buffers: what arrives is moved from one to the other. */

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>

#include "listen.h"

static void on_input(struct bufferevent *connection, void *arg)
{
	(void)arg;
	bufferevent_write_buffer(connection, bufferevent_get_input(connection));
}

static void on_end(struct bufferevent *connection, short what, void *arg)
{
	(void)what;
	(void)arg;
	bufferevent_free(connection);
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd,
		      struct sockaddr *address, int length, void *arg)
{
	struct bufferevent *connection = bufferevent_socket_new(arg, fd, BEV_OPT_CLOSE_ON_FREE);

	(void)listener;
	(void)address;
	(void)length;
	bufferevent_setcb(connection, on_input, NULL, on_end, NULL);
	bufferevent_enable(connection, EV_READ | EV_WRITE);
}

int main(void)
{
	struct event_base *base = event_base_new();

	evconnlistener_new(base, on_accept, base, LEV_OPT_CLOSE_ON_EXEC, 0, listen_and_say());
	return event_base_dispatch(base);
}

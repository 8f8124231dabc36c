/* libevent, bare: one event a connection, added once. */

#include <errno.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <unistd.h>

#include "listen.h"

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	char data[ROOM];
	ssize_t size = recv(fd, data, sizeof data, 0);

	(void)what;
	if (size < 0 && errno == EAGAIN)
		return;
	if (size <= 0 || send(fd, data, (size_t)size, MSG_NOSIGNAL) != size) {
		event_free(*(struct event **)arg);
		free(arg);
		close(fd);
	}
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd,
		      struct sockaddr *address, int length, void *arg)
{
	struct event **event = malloc(sizeof *event);

	(void)listener;
	(void)address;
	(void)length;
	*event = event_new(arg, fd, EV_READ | EV_PERSIST, on_readable, event);
	event_add(*event, NULL);
}

int main(void)
{
	struct event_base *base = event_base_new();

	evconnlistener_new(base, on_accept, base, LEV_OPT_CLOSE_ON_EXEC, 0, listen_and_say());
	return event_base_dispatch(base);
}

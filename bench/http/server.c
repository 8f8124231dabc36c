/* The server of all HTTP clients: libevent's evhttp, bare. It answers all with a small page. */

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

static void answer(struct evhttp_request *request, void *arg)
{
	struct evbuffer *page = evbuffer_new();

	(void)arg;
	evbuffer_add_printf(page, "It is sunny in Berlin, and 21 degrees warm.\n");
	evhttp_send_reply(request, HTTP_OK, "OK", page);
	evbuffer_free(page);
}

static int port_of(struct evhttp_bound_socket *bound)
{
	struct sockaddr_in address;
	socklen_t length = sizeof address;

	getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&address, &length);
	return ntohs(address.sin_port);
}

int main(void)
{
	struct event_base *base = event_base_new();
	struct evhttp *http = evhttp_new(base);
	struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(http, "127.0.0.1", 0);

	if (bound == NULL) {
		fprintf(stderr, "cannot listen\n");
		return 1;
	}
	evhttp_set_gencb(http, answer, NULL);
	printf("port %d\n", port_of(bound));
	fflush(stdout);
	return event_base_dispatch(base);
}

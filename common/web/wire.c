#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "web/wire-internal.h"

void wire_tell(struct wire *wire)
{
	if (!wire->told.ready)
		loop_soon(wire->loop, &wire->told);
}

static void on_input(struct evbuffer *buffer, const struct evbuffer_cb_info *info, void *arg)
{
	struct wire *wire = arg;

	(void)buffer;
	(void)info;
	wire->moved = true;
	wire_tell(wire);
}

static void on_output(struct evbuffer *buffer, const struct evbuffer_cb_info *info, void *arg)
{
	((struct wire *)arg)->wrote = true;
	on_input(buffer, info, arg);
}

/* The bytes of a handshake are in neither buffer. */
static void on_handshake(const SSL *ssl, int where, int value)
{
	(void)where;
	(void)value;
	wire_tell(SSL_get_app_data(ssl));
}

struct bufferevent *wire_open(struct wire *wire, SSL *ssl, enum bufferevent_ssl_state state)
{
	struct bufferevent *bev =
		ssl != NULL ? bufferevent_openssl_socket_new(wire->loop->base, -1, ssl, state,
							     BEV_OPT_CLOSE_ON_FREE)
			    : bufferevent_socket_new(wire->loop->base, -1, 0);

	if (bev == NULL)
		return NULL;
	if (ssl != NULL) {
		SSL_set_app_data(ssl, wire);
		SSL_set_info_callback(ssl, on_handshake);
	}
	if (evbuffer_add_cb(bufferevent_get_input(bev), on_input, wire) != NULL &&
	    evbuffer_add_cb(bufferevent_get_output(bev), on_output, wire) != NULL)
		return bev;
	bufferevent_free(bev);
	return NULL;
}

void wire_close(struct wire *wire, struct bufferevent *bev)
{
	SSL *ssl = bufferevent_openssl_get_ssl(bev);

	if (ssl != NULL)
		SSL_set_info_callback(ssl, NULL);
	evbuffer_remove_cb(bufferevent_get_input(bev), on_input, wire);
	evbuffer_remove_cb(bufferevent_get_output(bev), on_output, wire);
}

void wire_set_up_socket(struct bufferevent *bev)
{
	int fd = bufferevent_getfd(bev), yes = 1;

	if (fd < 0)
		return;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

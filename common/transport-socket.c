/* Transports on stream sockets, of TCP and of Unix. A read takes what is there, up to 256 KiB,
 * once a pass of the loop. (One that took less than that does not show that nothing is left: the
 * end of the stream, or an error, may have come with the bytes, and no edge would tell of it. So
 * this watches levels.) A write is tried at once; what the socket does not take is kept, and sent
 * when it does. */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address-internal.h"
#include "transport-internal.h"

struct stream_socket {
	struct transport_socket socket;		/* first, so that one pointer is both */
	struct transport_buffer buffer;		/* what waits to be written */
	struct async_future *lent;		/* to sendfile(), which waits until nothing waits to
						 * be written; kept; or NULL */
};

/* ---- Of all sockets ---- */

/* Names that cannot be had are unknown. */
static void note_names(struct transport_socket *s, int fd, const struct sockaddr_storage *peername)
{
	socklen_t size = sizeof s->sockname;

	if (getsockname(fd, (struct sockaddr *)&s->sockname, &size) != 0)
		s->sockname.ss_family = 0;
	size = sizeof s->peername;
	if (peername != NULL)
		s->peername = *peername;
	else if (getpeername(fd, (struct sockaddr *)&s->peername, &size) != 0)
		s->peername.ss_family = 0;
}

bool transport_socket_begin(struct transport_socket *s, int fd,
			    const struct sockaddr_storage *peername)
{
	struct async_transport *t = &s->transport;

	s->fd = fd;
	if (loop_claim_descriptor(t->loop, fd, &t->site)) {
		note_names(s, fd, peername);
		return true;
	}
	if (!async_isinstance(async_exception(), MemoryError))
		s->fd = -1;
	t->closing = true;			/* it was never open: nothing to be reported */
	transport_drop(t);
	return false;
}

void transport_socket_close(struct transport_socket *s)
{
	s->transport.closing = true;
	loop_disclaim_descriptor(s->transport.loop, s->fd, &s->transport.site);
}

const void *transport_socket_get_extra_info(const struct async_transport *t, const char *name)
{
	const struct transport_socket *s = (const struct transport_socket *)t;

	if (strcmp(name, "socket") == 0)
		return &s->fd;
	if (strcmp(name, "sockname") == 0 && s->sockname.ss_family != 0)
		return &s->sockname;
	if (strcmp(name, "peername") == 0 && s->peername.ss_family != 0)
		return &s->peername;
	return NULL;
}

void transport_socket_end(struct async_transport *t)
{
	struct transport_socket *s = (struct transport_socket *)t;

	if (s->fd < 0)
		return;
	transport_socket_close(s);
	loop_remove_reader(t->loop, s->fd);
	loop_remove_writer(t->loop, s->fd);
	close(s->fd);
	s->fd = -1;
}

struct exception *transport_socket_failure(const struct transport_socket *s, int error,
					   const char *call)
{
	char text[ADDRESS_TEXT] = "";

	if (s->peername.ss_family != 0)
		address_describe((const struct sockaddr *)&s->peername, text);
	if (*text == '\0')
		address_describe_socket(s->fd, text);
	return exception_from_errno(error, "%s %s", call, text);
}

/* ---- Reading ---- */

static void on_eof(struct async_transport *t)
{
	struct stream_socket *s = (struct stream_socket *)t;
	bool keep_open;
	struct exception *e = transport_call_eof(t, &keep_open);

	if (e != NULL)
		transport_fatal(t, "Fatal error: protocol.eof_received() call failed.", e);
	else if (!keep_open)
		async_transport_close(t);
	else if (t->loop != NULL)
		loop_remove_reader(t->loop, s->socket.fd);
}

/* Where to read to: the protocol's own buffer, or the loop's. Returns: false where there is none,
 * and the connection is lost. */
static bool find_buffer(struct async_transport *t, void **buffer, size_t *size)
{
	struct exception *e;

	if (t->protocol->methods->get_buffer == NULL) {
		*buffer = transport_read_buffer(t->loop);
		*size = TRANSPORT_READ_MAX;
		if (*buffer == NULL)
			transport_fatal(t, "Fatal read error on socket transport",
					transport_socket_failure((struct transport_socket *)t,
								 ENOMEM, "recv() from"));
		return *buffer != NULL;
	}
	e = transport_call_get_buffer(t, buffer, size);
	if (e != NULL)
		transport_fatal(t, "Fatal error: protocol.get_buffer() call failed.", e);
	return e == NULL && t->lost == 0;
}

static void on_data(struct async_transport *t, const void *data, size_t size)
{
	struct exception *e;

	if (t->protocol->methods->get_buffer != NULL) {
		e = transport_call_updated(t, size);
		if (e != NULL)
			transport_fatal(t, "Fatal error: protocol.buffer_updated() call failed.",
					e);
		return;
	}
	e = transport_call_data(t, data, size);
	if (e != NULL)
		transport_fatal(t, "Fatal error: protocol.data_received() call failed.", e);
}

static void read_some(struct async_transport *t)
{
	struct stream_socket *s = (struct stream_socket *)t;
	void *buffer;
	ssize_t size;
	size_t room;

	if (!find_buffer(t, &buffer, &room))
		return;
	do
		size = recv(s->socket.fd, buffer, room, 0);
	while (size < 0 && errno == EINTR);
	if (size > 0)
		on_data(t, buffer, (size_t)size);
	else if (size == 0)
		on_eof(t);
	else if (errno != EAGAIN && errno != EWOULDBLOCK)
		transport_fatal(t, "Fatal read error on socket transport",
				transport_socket_failure(&s->socket, errno, "recv() from"));
}

static void read_ready(void *arg)
{
	struct async_transport *t = arg;

	transport_keep(t);
	if (t->lost == 0)
		read_some(t);
	transport_release(t);
}

static void resume_reading(struct async_transport *t)
{
	struct exception *e =
		transport_watch(t, ((struct transport_socket *)t)->fd, loop_add_reader,
				read_ready);

	if (e != NULL)
		transport_fatal(t, "Fatal read error on socket transport", e);
}

static void pause_reading(struct async_transport *t)
{
	loop_remove_reader(t->loop, ((struct transport_socket *)t)->fd);
}

/* ---- Writing ---- */

/* Returns: how many bytes were sent, which may be none; or a negative errno value. */
static ssize_t send_some(int fd, const void *data, size_t size)
{
	ssize_t sent;

	do
		sent = send(fd, data, size, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent >= 0)
		return sent;
	return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -errno;
}

static void write_failed(struct async_transport *t, ssize_t error)
{
	transport_fatal(t, "Fatal write error on socket transport",
			transport_socket_failure((struct transport_socket *)t, (int)-error,
						 "send() to"));
}

static void shut_down(struct stream_socket *s)
{
	if (shutdown(s->socket.fd, SHUT_WR) != 0)
		error_put(transport_socket_failure(&s->socket, errno, "shutdown() of"));
}

static void write_ready(void *arg)
{
	struct async_transport *t = arg;
	struct stream_socket *s = arg;
	size_t waiting = transport_buffer_size(&s->buffer);
	ssize_t sent;

	if (t->lost > 0)
		return;
	sent = send_some(s->socket.fd, s->buffer.data + s->buffer.begin, waiting);
	if (sent <= 0) {
		if (sent < 0)
			write_failed(t, sent);
		return;
	}
	transport_keep(t);
	transport_buffer_take(&s->buffer, (size_t)sent);
	transport_maybe_resume(t);		/* which may write more */
	if (t->loop != NULL && transport_buffer_size(&s->buffer) == 0) {
		loop_remove_writer(t->loop, s->socket.fd);
		if (s->lent != NULL)
			future_set_result(s->lent, NULL);
		if (t->closing)
			transport_lose(t, NULL);
		else if (t->eof)
			shut_down(s);
	}
	transport_release(t);
}

/* Keep what could not be sent: all of it, or what is left behind [sent] bytes. */
static void keep_rest(struct async_transport *t, const char *data, size_t size, size_t sent)
{
	struct stream_socket *s = (struct stream_socket *)t;
	bool is_first = transport_buffer_size(&s->buffer) == 0;
	struct exception *e;

	if (!transport_buffer_add(&s->buffer, data + sent, size - sent)) {
		error_raise(MemoryError, "%zu bytes that wait to be written", size - sent);
		if (sent > 0)
			async_transport_abort(t);
		return;
	}
	e = is_first ? transport_watch(t, s->socket.fd, loop_add_writer, write_ready) : NULL;
	if (e != NULL)
		transport_fatal(t, "Fatal write error on socket transport", e);
	else
		transport_maybe_pause(t);
}

static void write_in(struct async_transport *t, const char *call, const void *data, size_t size)
{
	struct stream_socket *s = (struct stream_socket *)t;
	ssize_t sent = 0;

	if (t->eof) {
		error_raise(RuntimeError, "Cannot call %s() after write_eof()", call);
		return;
	}
	if (s->lent != NULL) {
		error_raise(RuntimeError, "unable to %s; sendfile is in progress", call);
		return;
	}
	if (size == 0)
		return;
	if (t->lost > 0) {
		transport_count_lost_write(t, "socket.send()");
		return;
	}
	if (transport_buffer_size(&s->buffer) == 0)
		sent = send_some(s->socket.fd, data, size);
	if (sent < 0)
		write_failed(t, sent);
	else if ((size_t)sent < size)
		keep_rest(t, data, size, (size_t)sent);
}

static void write_socket(struct async_transport *t, const void *data, size_t size)
{
	write_in(t, "write", data, size);
}

static void writelines(struct async_transport *t, const void *data, size_t size)
{
	write_in(t, "writelines", data, size);
}

static void write_eof(struct async_transport *t)
{
	struct stream_socket *s = (struct stream_socket *)t;

	if (t->closing || t->eof)
		return;
	t->eof = true;
	if (transport_buffer_size(&s->buffer) == 0)
		shut_down(s);
}

static size_t get_write_buffer_size(const struct async_transport *t)
{
	return transport_buffer_size(&((const struct stream_socket *)t)->buffer);
}

/* ---- Ending ---- */

static void close_socket(struct async_transport *t)
{
	struct stream_socket *s = (struct stream_socket *)t;

	transport_socket_close(&s->socket);
	loop_remove_reader(t->loop, s->socket.fd);
	if (transport_buffer_size(&s->buffer) == 0)
		transport_lose_soon(t, NULL);
}

/* Whoever has borrowed the socket, and has another descriptor of it, finds that it is closed. */
static void fail_borrower(struct stream_socket *s)
{
	if (s->lent == NULL)
		return;
	if (s->lent->state == FUTURE_PENDING)
		future_set_exception(s->lent, exception_new(NULL, ConnectionError,
							    "Connection is closed by peer"));
	shutdown(s->socket.fd, SHUT_RDWR);
}

static void force_close(struct async_transport *t, struct exception *e)
{
	struct stream_socket *s = (struct stream_socket *)t;

	if (t->lost > 0) {
		exception_release(e);
		return;
	}
	transport_buffer_clear(&s->buffer);
	fail_borrower(s);
	loop_remove_writer(t->loop, s->socket.fd);
	loop_remove_reader(t->loop, s->socket.fd);
	transport_socket_close(&s->socket);
	transport_lose_soon(t, e);
}

static void end(struct async_transport *t)
{
	struct stream_socket *s = (struct stream_socket *)t;

	transport_buffer_clear(&s->buffer);
	fail_borrower(s);
	transport_socket_end(t);
}

/* ---- Lent ---- */

struct async_future *transport_lend_socket(struct async_transport *t)
{
	struct stream_socket *s = (struct stream_socket *)t;

	if (s->lent != NULL)
		return error_raise(RuntimeError, "Empty waiter is already set");
	s->lent = transport_waiter(t->loop);
	if (s->lent == NULL)
		return NULL;
	if (transport_buffer_size(&s->buffer) == 0)
		future_set_result(s->lent, NULL);
	return future_keep(s->lent);
}

void transport_return_socket(struct async_transport *t)
{
	struct stream_socket *s = (struct stream_socket *)t;

	future_release(s->lent);
	s->lent = NULL;
}

static const struct transport_methods methods = {
	.sendfile = SENDFILE_TRY_NATIVE,
	.resume_reading = resume_reading,
	.pause_reading = pause_reading,
	.write = write_socket,
	.writelines = writelines,
	.write_eof = write_eof,
	.get_write_buffer_size = get_write_buffer_size,
	.close = close_socket,
	.force_close = force_close,
	.get_extra_info = transport_socket_get_extra_info,
	.end = end,
};

struct async_transport *transport_of_socket(struct async_loop *loop, int fd,
					    const struct sockaddr_storage *peername,
					    struct async_protocol *protocol,
					    struct memory_pool *memory)
{
	struct async_transport *t = transport_new(sizeof(struct stream_socket), &methods, loop,
						  protocol, memory);
	struct transport_socket *s;
	int on = 1;

	if (t == NULL) {
		close(fd);
		return NULL;
	}
	s = (struct transport_socket *)t;
	if (!transport_socket_begin(s, fd, peername))
		return NULL;
	/* where that fails, small writes wait a little */
	if (s->sockname.ss_family == AF_INET || s->sockname.ss_family == AF_INET6)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return t;
}

#include "datagram-internal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "address-internal.h"

struct packet {					/* that waits to be sent; heap */
	struct packet *next;
	size_t size;
	struct sockaddr_storage address;	/* family 0: none, it is connected */
	socklen_t length;
	char data[];
};

struct datagram_socket {
	struct transport_socket socket;		/* first, so that one pointer is both */
	struct sockaddr_storage remote;		/* family 0: none */
	socklen_t remote_length;
	struct packet *first, **last;
	size_t waiting;				/* bytes in these, with some for each */
};

enum { OF_EACH = 8 };				/* as asyncio counts them */

/* ---- Errors ---- */

static void put_raised(struct exception *e)
{
	if (e != NULL)
		error_put(e);			/* for the loop, which reports it */
}

/* Tell the protocol what [call] gave. */
static void tell(struct datagram_socket *d, int error, const char *call)
{
	struct exception *e = transport_socket_failure(&d->socket, error, call);

	put_raised(transport_call_error(&d->socket.transport, e));
	exception_release(e);
}

static bool is_to_wait(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK;
}

/* ---- Receiving ---- */

static void read_ready(void *arg)
{
	struct async_transport *t = arg;
	struct datagram_socket *d = arg;
	struct sockaddr_storage from = { 0 };
	socklen_t length = sizeof from;
	char *buffer = transport_read_buffer(t->loop);
	ssize_t size;

	if (t->lost > 0)
		return;
	if (buffer == NULL) {
		transport_fatal(t, "Fatal read error on datagram transport",
				exception_from_errno(ENOMEM, "%s", ""));
		return;
	}
	do
		size = recvfrom(d->socket.fd, buffer, TRANSPORT_BUFFER, 0,
				(struct sockaddr *)&from, &length);
	while (size < 0 && errno == EINTR);
	if (size >= 0)
		put_raised(transport_call_datagram(t, buffer, (size_t)size,
						   (struct sockaddr *)&from));
	else if (!is_to_wait(errno))
		tell(d, errno, "recvfrom() at");
}

static void resume_reading(struct async_transport *t)
{
	struct exception *e = transport_watch(t, ((struct transport_socket *)t)->fd,
					      loop_add_reader, read_ready);

	if (e != NULL)
		transport_fatal(t, "Fatal read error on datagram transport", e);
}

static void pause_reading(struct async_transport *t)
{
	loop_remove_reader(t->loop, ((struct transport_socket *)t)->fd);
}

/* ---- Sending ---- */

/* Returns: 0, or an errno value. */
static int send_one(struct datagram_socket *d, const void *data, size_t size,
		    const struct sockaddr *address, socklen_t length)
{
	bool is_connected = d->socket.peername.ss_family != 0;
	ssize_t sent;

	do
		sent = sendto(d->socket.fd, data, size, MSG_NOSIGNAL,
			      is_connected ? NULL : address, is_connected ? 0 : length);
	while (sent < 0 && errno == EINTR);
	if (sent < 0)
		return errno;
	loop_datagram_sent(d->socket.transport.loop);
	return 0;
}

static void forget_first(struct datagram_socket *d)
{
	struct packet *packet = d->first;

	d->waiting -= packet->size + OF_EACH;
	d->first = packet->next;
	if (d->first == NULL)
		d->last = &d->first;
	heap_put(packet);
}

static void forget_all(struct datagram_socket *d)
{
	while (d->first != NULL)
		forget_first(d);
}

static void write_ready(void *arg)
{
	struct async_transport *t = arg;
	struct datagram_socket *d = arg;
	int error = 0;

	transport_keep(t);
	while (d->first != NULL && error == 0) {
		const struct packet *packet = d->first;

		error = send_one(d, packet->data, packet->size,
				 (const struct sockaddr *)&packet->address, packet->length);
		if (!is_to_wait(error))
			forget_first(d);
	}
	if (error != 0 && !is_to_wait(error))
		tell(d, error, "sendto() at");
	else
		transport_maybe_resume(t);	/* which may send more */
	if (t->loop != NULL && d->first == NULL) {
		loop_remove_writer(t->loop, d->socket.fd);
		if (t->closing && t->lost == 0)
			transport_lose(t, NULL);
	}
	transport_release(t);
}

static void keep(struct datagram_socket *d, const void *data, size_t size,
		 const struct sockaddr *address, socklen_t length)
{
	struct async_transport *t = &d->socket.transport;
	struct packet *packet = heap_get(sizeof *packet + size);
	struct exception *e = NULL;

	if (packet == NULL) {
		error_raise(MemoryError, "%zu bytes for a datagram", size);
		return;
	}
	packet->size = size;
	packet->length = length;
	if (address != NULL)
		memcpy(&packet->address, address, length);
	memcpy(packet->data, data, size);
	if (d->first == NULL)
		e = transport_watch(t, d->socket.fd, loop_add_writer, write_ready);
	*d->last = packet;
	d->last = &packet->next;
	d->waiting += size + OF_EACH;
	if (e != NULL)
		transport_fatal(t, "Fatal write error on datagram transport", e);
	else
		transport_maybe_pause(t);
}

static bool is_remote(const struct datagram_socket *d, const struct sockaddr *address,
		      socklen_t length)
{
	return address == NULL || (length == d->remote_length &&
				   memcmp(address, &d->remote, length) == 0);
}

static void send_to(struct datagram_socket *d, const void *data, size_t size,
		    const struct sockaddr *address, socklen_t length)
{
	struct async_transport *t = &d->socket.transport;
	char text[ADDRESS_TEXT];
	int error = EAGAIN;

	if (d->remote_length > 0 && !is_remote(d, address, length)) {
		error_raise(ValueError, "Invalid address: must be None or %s",
			    address_describe((const struct sockaddr *)&d->remote, text));
		return;
	}
	if (d->remote_length > 0) {
		address = (const struct sockaddr *)&d->remote;
		length = d->remote_length;
	}
	if (t->lost > 0) {
		transport_count_lost_write(t, "socket.send()");
		return;
	}
	if (d->first == NULL)
		error = send_one(d, data, size, address, length);
	if (is_to_wait(error))
		keep(d, data, size, address, length);
	else if (error != 0)
		tell(d, error, "sendto() at");
}

static size_t get_write_buffer_size(const struct async_transport *t)
{
	return ((const struct datagram_socket *)t)->waiting;
}

/* ---- Ending ---- */

static void close_socket(struct async_transport *t)
{
	struct datagram_socket *d = (struct datagram_socket *)t;

	transport_socket_close(&d->socket);
	loop_remove_reader(t->loop, d->socket.fd);
	if (d->first == NULL)
		transport_lose_soon(t, NULL);
}

static void force_close(struct async_transport *t, struct exception *e)
{
	struct datagram_socket *d = (struct datagram_socket *)t;

	if (t->lost > 0) {
		exception_release(e);
		return;
	}
	forget_all(d);
	loop_remove_writer(t->loop, d->socket.fd);
	loop_remove_reader(t->loop, d->socket.fd);
	transport_socket_close(&d->socket);
	transport_lose_soon(t, e);
}

static void end(struct async_transport *t)
{
	forget_all((struct datagram_socket *)t);
	transport_socket_end(t);
}

static void write_nothing(struct async_transport *t, const void *data, size_t size)
{
	(void)t;
	(void)data;
	error_raise(NotImplementedError, "%zu bytes to be written as datagrams: "
					 "async_transport_sendto() sends them", size);
}

static const struct transport_methods methods = {
	.resume_reading = resume_reading,
	.pause_reading = pause_reading,
	.write = write_nothing,
	.get_write_buffer_size = get_write_buffer_size,
	.close = close_socket,
	.force_close = force_close,
	.get_extra_info = transport_socket_get_extra_info,
	.end = end,
};

void async_transport_sendto(struct async_transport *t, const void *data, size_t size,
			    const struct sockaddr *address, unsigned length)
{
	if (t->methods != &methods)
		error_raise(NotImplementedError, "only a transport of datagrams has sendto()");
	else
		send_to((struct datagram_socket *)t, data, size, address, length);
}

struct async_transport *datagram_make(const struct connection_plan *plan,
				      struct async_protocol *protocol, struct memory_pool *memory)
{
	struct async_transport *t = transport_new(sizeof(struct datagram_socket), &methods,
						  plan->loop, protocol, memory);
	struct datagram_socket *d = (struct datagram_socket *)t;

	if (t == NULL) {
		close(plan->fd);
		return NULL;
	}
	d->last = &d->first;
	if (!transport_socket_begin(&d->socket, plan->fd, NULL))
		return NULL;
	if (plan->remote != NULL) {
		d->remote = *plan->remote;
		d->remote_length = plan->remote_length;
	}
	return t;
}

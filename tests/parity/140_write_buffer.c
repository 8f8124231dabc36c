/* When a transport tells its protocol to pause and to resume writing; what close() and abort() do
 * with what still waits. */

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "async.h"
#include "bytes.h"

enum { BIG = 500000 };

static const char zeros[BIG];

struct sender {
	struct async_protocol protocol;
	struct async_future *lost;
	struct async_transport *transport;
};

static size_t size_of(const struct async_protocol *protocol)
{
	const struct sender *self = (const struct sender *)protocol;
	return async_transport_get_write_buffer_size(self->transport);
}

static void connection_made(struct async_protocol *protocol, struct async_transport *transport)
{
	((struct sender *)protocol)->transport = transport;
}

static void pause_writing(struct async_protocol *protocol)
{
	printf("  pause, something waits: %s\n", py(size_of(protocol) > 0));
}

static void resume_writing(struct async_protocol *protocol)
{
	printf("  resume, something waits: %s\n", py(size_of(protocol) > 0));
}

static void connection_lost(struct async_protocol *protocol,
			    const struct async_exception *exception)
{
	struct sender *self = (struct sender *)protocol;
	printf("  lost %s\n", exception ? exception->message : "None");
	async_future_set_result(self->lost, NULL);
}

static const struct async_protocol_methods sender_methods = {
	.connection_made = connection_made,
	.pause_writing = pause_writing,
	.resume_writing = resume_writing,
	.connection_lost = connection_lost,
};

static struct async_protocol *make_sender(void *arg)
{
	struct sender *self = arg;
	self->protocol.methods = &sender_methods;
	return &self->protocol;
}

ASYNC static intptr_t read_all(int sock)
{
	static char data[65536];
	intptr_t total = 0;
	ssize_t size;
	while (size = AWAIT(async_loop_sock_recv(NULL, sock, data, sizeof data)), size > 0)
		total += size;
	return total;
}

struct read_task { int sock; };

static void *read_task(void *arg)
{
	const struct read_task *self = arg;
	return (void *)AWAIT(read_all(self->sock));
}

ASYNC static int scene(const char *name, int (*steps)(struct async_transport *transport,
						      struct async_protocol *protocol, int there))
{
	puts(name);
	int pair[2];
	struct sender sender = { .lost = async_loop_create_future(NULL) };
	socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair);
	struct async_transport *transport =
		AWAIT(async_loop_create_connection(make_sender, &sender, NULL, 0, .sock = pair[0]));
	AWAIT(steps(transport, &sender.protocol, pair[1]));
	AWAIT(async_await(sender.lost));
	close(pair[1]);
	return 0;
}

ASYNC static int small_writes(struct async_transport *transport, struct async_protocol *protocol,
			      int there)
{
	async_transport_set_write_buffer_limits(transport, 0, 0);
	for (int i = 0; i < 3; i++)
		async_transport_write(transport, "small", 5);
	printf("  waiting %zu\n", size_of(protocol));
	async_transport_close(transport);
	printf("  read %td\n", AWAIT(read_all(there)));
	return 0;
}

ASYNC static int one_big(struct async_transport *transport, struct async_protocol *protocol,
			 int there)
{
	async_transport_set_write_buffer_limits(transport, 1000, 0);
	async_transport_write(transport, zeros, BIG);
	async_transport_write(transport, "y", 1);
	struct async_task *reader = async_create_task(read_task, there);
	while (size_of(protocol) > 0)
		AWAIT(async_sleep(0));
	async_transport_write_eof(transport);
	printf("  read %td\n", (intptr_t)AWAIT(async_await(reader)));
	async_transport_close(transport);
	return 0;
}

ASYNC static int close_while_waiting(struct async_transport *transport,
				     struct async_protocol *protocol, int there)
{
	async_transport_write(transport, zeros, BIG);
	async_transport_close(transport);
	printf("  closing %s waiting %s\n", py(async_transport_is_closing(transport)),
	       py(size_of(protocol) > 0));
	async_transport_write(transport, "and this, too", 13);
	printf("  read %td\n", AWAIT(read_all(there)));
	return 0;
}

ASYNC static int eof_while_waiting(struct async_transport *transport,
				   struct async_protocol *protocol, int there)
{
	(void)protocol;
	EXCEPTION(e);
	async_transport_write(transport, zeros, BIG);
	async_transport_write_eof(transport);
	async_transport_write(transport, "no", 2);
	if (EXCEPT(RuntimeError, e))
		printf("  %s\n", e->message);
	printf("  read %td\n", AWAIT(read_all(there)));
	shutdown(there, SHUT_WR);
	return 0;
}

ASYNC static int abort_while_waiting(struct async_transport *transport,
				     struct async_protocol *protocol, int there)
{
	async_transport_write(transport, zeros, BIG);
	async_transport_abort(transport);
	printf("  closing %s waiting %zu\n", py(async_transport_is_closing(transport)),
	       size_of(protocol));
	printf("  read less %s\n", py(AWAIT(read_all(there)) < BIG));
	return 0;
}

ASYNC static int other_side_goes(struct async_transport *transport,
				 struct async_protocol *protocol, int there)
{
	(void)protocol;
	async_transport_write(transport, zeros, BIG);
	shutdown(there, SHUT_RDWR);
	AWAIT(async_sleep(0));
	printf("  closing %s\n", py(async_transport_is_closing(transport)));
	return 0;
}

ASYNC static int read_some(int there, size_t n)
{
	static char data[65536];
	while (n > 0)
		n -= AWAIT(async_loop_sock_recv(NULL, there, data,
						n < sizeof data ? n : sizeof data));
	return 0;
}

ASYNC static int limits_changed(struct async_transport *transport,
				struct async_protocol *protocol, int there)
{
	(void)protocol;
	async_transport_set_write_buffer_limits(transport, 2 * BIG, BIG / 2);
	async_transport_write(transport, zeros, BIG);
	puts("  fits");
	async_transport_set_write_buffer_limits(transport, 1000, 250);
	puts("  the new limit counts at once");
	async_transport_set_write_buffer_limits(transport, 4 * BIG, BIG);
	AWAIT(read_some(there, BIG));
	async_transport_close(transport);
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(scene("small_writes", small_writes));
	AWAIT(scene("one_big", one_big));
	AWAIT(scene("close_while_waiting", close_while_waiting));
	AWAIT(scene("eof_while_waiting", eof_while_waiting));
	AWAIT(scene("abort_while_waiting", abort_while_waiting));
	AWAIT(scene("other_side_goes", other_side_goes));
	AWAIT(scene("limits_changed", limits_changed));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

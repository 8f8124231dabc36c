#ifndef PROTOCOLS_H
#define PROTOCOLS_H

/* For suites on transports: a protocol that notes what it is called for, and a server of it. */

#include <string.h>
#include <sys/socket.h>

#include "suite.h"

/* What such a protocol is to do, and a future that is done when it has lost its connection. */
struct noting_plan {
	const char *name;
	bool echoes;			/* sends back what it gets */
	bool keeps_open;		/* at the end of what the other side sends */
	bool quiet;			/* notes nothing, but counts */
	struct async_transport *transport;	/* of the last that was made */
	char text[64];			/* what came, as far as it fits */
	size_t received;		/* how much that was */
	int made, lost;
};

struct noting {
	struct async_protocol protocol;		/* first */
	struct noting_plan *plan;
	struct async_transport *transport;
};

static void noting_made(struct async_protocol *protocol, struct async_transport *transport)
{
	struct noting *self = (struct noting *)protocol;

	self->plan->transport = self->transport = transport;
	self->plan->made++;
	if (!self->plan->quiet)
		note("%s:made", self->plan->name);
}

/* In how many pieces bytes come is chance, so that only the first is noted. */
static void noting_data(struct async_protocol *protocol, const void *data, size_t size)
{
	struct noting *self = (struct noting *)protocol;
	struct noting_plan *plan = self->plan;

	if (!plan->quiet && plan->received == 0)
		note("%s:data", plan->name);
	for (size_t i = 0; i < size && plan->received + i < sizeof plan->text - 1; i++)
		plan->text[plan->received + i] = ((const char *)data)[i];
	plan->received += size;
	if (plan->echoes)
		async_transport_write(self->transport, data, size);
}

static bool noting_eof(struct async_protocol *protocol)
{
	struct noting *self = (struct noting *)protocol;

	if (!self->plan->quiet)
		note("%s:eof", self->plan->name);
	return self->plan->keeps_open;
}

static void noting_lost(struct async_protocol *protocol, const struct async_exception *e)
{
	struct noting *self = (struct noting *)protocol;

	self->plan->lost++;
	if (!self->plan->quiet)
		note("%s:lost(%s)", self->plan->name, e != NULL ? e->type->name : "");
}

static void noting_pause(struct async_protocol *protocol)
{
	note("%s:pause", ((struct noting *)protocol)->plan->name);
}

static void noting_resume(struct async_protocol *protocol)
{
	note("%s:resume", ((struct noting *)protocol)->plan->name);
}

static const struct async_protocol_methods noting_methods = {
	.connection_made = noting_made,
	.data_received = noting_data,
	.eof_received = noting_eof,
	.connection_lost = noting_lost,
	.pause_writing = noting_pause,
	.resume_writing = noting_resume,
};

/* A factory: [arg] is a struct noting_plan. */
static inline struct async_protocol *noting(void *arg)
{
	struct noting *self = async_alloc(sizeof *self);

	if (self == NULL)
		return NULL;
	self->protocol.methods = &noting_methods;
	self->plan = arg;
	return &self->protocol;
}

/* ---- Two sides of a connection ---- */

struct pair {
	struct noting_plan client, server;
	bool is_narrow;				/* the kernel keeps little of what is sent */
	struct async_server *listening;
	struct async_transport *transport;	/* the client's */
};

static inline void narrow(const int *fd, int option)
{
	int size = 4096;

	setsockopt(*fd, SOL_SOCKET, option, &size, sizeof size);
}

ASYNC static inline int join(struct pair *pair)
{
	size_t count;

	pair->client.name = "client";
	pair->server.name = "server";
	pair->listening =
		AWAIT(async_loop_create_server(noting, &pair->server, "127.0.0.1", 0));
	if (pair->is_narrow)
		narrow(async_server_sockets(pair->listening, &count), SO_RCVBUF);
	pair->transport = AWAIT(async_loop_create_connection(
		noting, &pair->client, "127.0.0.1", async_server_port(pair->listening)));
	if (pair->is_narrow)
		narrow(async_transport_get_extra_info(pair->transport, "socket"), SO_SNDBUF);
	AWAIT(async_sleep(0.001));
	return 0;
}

static inline void send_text(struct async_transport *transport, const char *text)
{
	async_transport_write(transport, text, strlen(text));
}

/* More than a narrow connection takes at once. */
enum { MUCH = 128 * 1024 };

#endif

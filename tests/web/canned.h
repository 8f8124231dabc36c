#ifndef CANNED_H
#define CANNED_H

/* For the suites of the HTTP client: a server that answers each request with bytes that were
 * written down beforehand, right or wrong. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "web/http.h"

struct canned_plan {
	const char *answers[4];			/* of the first request, the second, ...; the last
						 * is that of all others; NULL: none */
	bool closes;				/* the connection, behind each answer */
	bool resets;				/* it, in place of an answer */
	bool resets_next;			/* the same, once */
	int connections, requests;		/* how many there were */
	struct async_transport *transport;	/* the last connection */
	char text[4096];			/* what came, of the last request */
};

struct canned {
	struct async_protocol protocol;		/* first */
	struct canned_plan *plan;
	struct async_transport *transport;
};

static void canned_made(struct async_protocol *protocol, struct async_transport *transport)
{
	struct canned *self = (struct canned *)protocol;

	self->plan->transport = self->transport = transport;
	self->plan->connections++;
}

static void canned_data(struct async_protocol *protocol, const void *data, size_t size)
{
	struct canned *self = (struct canned *)protocol;
	struct canned_plan *plan = self->plan;
	const char *answer = plan->answers[plan->requests];

	snprintf(plan->text + strlen(plan->text), sizeof plan->text - strlen(plan->text), "%.*s",
		 (int)size, (const char *)data);
	if (strstr(plan->text, "\r\n\r\n") == NULL)
		return;
	if (plan->requests < 3 && plan->answers[plan->requests + 1] != NULL)
		plan->requests++;
	if (plan->resets || plan->resets_next)
		async_transport_abort(self->transport);
	else if (answer != NULL)
		async_transport_write(self->transport, answer, strlen(answer));
	if (plan->closes)
		async_transport_close(self->transport);
	plan->resets_next = false;
	note("asked:%.*s", (int)strcspn(plan->text, "\r"), plan->text);
	plan->text[0] = '\0';
}

static struct async_protocol *canned(void *arg)
{
	static const struct async_protocol_methods methods = {
		.connection_made = canned_made,
		.data_received = canned_data,
	};
	struct canned *self = async_alloc(sizeof *self);

	if (self == NULL)
		return NULL;
	self->protocol.methods = &methods;
	self->plan = arg;
	return &self->protocol;
}

/* Start such a server. Returns: its URL, "http://127.0.0.1:PORT". */
ASYNC static const char *start_canned(struct canned_plan *plan, struct async_server **server)
{
	*server = AWAIT(async_loop_create_server(canned, plan, "127.0.0.1", 0));
	return async_sprintf("http://127.0.0.1:%d", async_server_port(*server));
}

#endif

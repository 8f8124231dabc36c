/* transport.h: what a transport calls, and when; what it keeps; how it ends. */

#include "protocols.h"

#include <sys/socket.h>
#include <unistd.h>

/* Two sides of a connection. */
struct pair {
	struct noting_plan client, server;
	struct async_server *listening;
	struct async_transport *transport;	/* the client's */
};

ASYNC static int join(struct pair *pair)
{
	pair->client.name = "client";
	pair->server.name = "server";
	pair->listening =
		AWAIT(async_loop_create_server(noting, &pair->server, "127.0.0.1", 0));
	pair->transport = AWAIT(async_loop_create_connection(
		noting, &pair->client, "127.0.0.1", async_server_port(pair->listening)));
	AWAIT(async_sleep(0.001));
	return 0;
}

static void send_text(struct async_transport *transport, const char *text)
{
	async_transport_write(transport, text, strlen(text));
}

/* ---- Calls ---- */

static void *echo(void *arg)
{
	struct pair pair = { .server.echoes = true };

	AWAIT(join(&pair));
	ASSERT_NOTES("server:made client:made");
	send_text(pair.transport, "hello");
	AWAIT(async_sleep(0.001));
	ASSERT_NOTES("server:got(hello) client:got(hello)");
	async_transport_close(pair.transport);
	ASSERT(async_transport_is_closing(pair.transport));
	AWAIT(async_sleep(0.001));
	ASSERT_NOTES("client:lost() server:eof server:lost()");
	return arg;
}

static void test_transport__calls_its_protocol(void)
{
	async_run(echo);
}

static const struct test tests[] = {
	TEST(test_transport__calls_its_protocol),
};
SUITE(tests, NO_PROGRAMS)

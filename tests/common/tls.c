/* web/tls.h: two ends that talk. */

#include "tls-ends.h"

static const char *const host = "weather.example";

static void *talk(void *arg)
{
	AWAIT(meet(tls_server("server.pem"), tls_client(), host));
	say(&client, "weather?");
	AWAIT(async_sleep(1));
	say(&server, "rain");
	say(&server, ",wind");
	AWAIT(async_sleep(1));
	async_transport_close(client.transport);
	ASSERT(async_transport_is_closing(client.transport));
	AWAIT(async_sleep(1));
	ASSERT(async_transport_is_closing(server.transport));
	part();
	return arg;
}

static void test_tls__both_sides_talk_and_part(void)
{
	async_run(talk);
	ASSERT_NOTES("client:made server:made server:weather? client:rain,wind server:eof "
		     "client:eof server:lost client:lost");
}

SUITE(((const struct test[]){ TEST(test_tls__both_sides_talk_and_part) }), NO_PROGRAMS)

/* web/tls.h: two ends that talk. */

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

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
	ASSERT_STORIES("made rain,wind eof lost", "made weather? eof lost");
}

/* Neither a byte that is readable on the wire, nor one that is missing. */
static void *listen_in(void *arg)
{
	char wire[65536];
	ssize_t size;
	int fds[2];

	connect_two(fds);
	begin_end(&client, fds[0], tls_client(), host, 0);
	AWAIT(async_sleep(1));
	size = recv(fds[1], wire, sizeof wire, 0);
	ASSERT(size > 100);
	ASSERT_INT(wire[0], 22);		/* a handshake; it says whom we want */
	ASSERT(memmem(wire, (size_t)size, host, strlen(host)) != NULL);
	close(fds[1]);
	part();
	return arg;
}

static void test_tls__says_whom_it_wants(void)
{
	async_run(listen_in);
	ASSERT_STORIES("", "");
}

static void *ask_about_it(void *arg)
{
	struct async_ssl_context *context = tls_client();
	const X509 *certificate;
	const SSL *ssl;

	AWAIT(meet(tls_server("server.pem"), context, host));
	ssl = async_transport_get_extra_info(client.transport, "ssl_object");
	certificate = async_transport_get_extra_info(client.transport, "peercert");
	ASSERT_STRING(SSL_get_version(ssl), "TLSv1.3");
	ASSERT_INT(X509_check_host((X509 *)certificate, host, 0, 0, NULL), 1);
	ASSERT_CONTAINS(async_transport_get_extra_info(client.transport, "cipher"), "TLS_");
	ASSERT(async_transport_get_extra_info(client.transport, "sslcontext") == context);
	ASSERT(async_transport_get_extra_info(client.transport, "socket") != NULL);
	ASSERT(async_transport_get_extra_info(client.transport, "peername") != NULL);
	ASSERT(async_transport_get_extra_info(client.transport, "colour") == NULL);
	ASSERT(async_transport_get_extra_info(server.transport, "peercert") == NULL);
	part();
	return arg;
}

static void test_tls__extra_info(void)
{
	async_run(ask_about_it);
	ASSERT_STORIES("made", "made");
}

static void *write_an_end(void *arg)
{
	AWAIT(meet(tls_server("server.pem"), tls_client(), host));
	ASSERT(!async_transport_can_write_eof(client.transport));
	async_transport_write_eof(client.transport);
	ASSERT_RAISED(NotImplementedError, NULL);
	part();
	return arg;
}

static void test_tls__has_no_half_close(void)
{
	async_run(write_an_end);
	ASSERT_STORIES("made", "made");
}

/* ---- Much ---- */

enum { MUCH = 3 * 1024 * 1024 };

static char *much(void)
{
	char *bytes = async_alloc(MUCH);

	for (size_t i = 0; i < MUCH; i++)
		bytes[i] = (char)(i * 31 >> 3);
	return bytes;
}

/* What was received is what was sent. */
static char *expected;

static void compare(struct async_protocol *protocol, const void *data, size_t size)
{
	struct end *end = (struct end *)protocol;

	ASSERT(end->received + size <= MUCH);
	ASSERT(memcmp(data, expected + end->received, size) == 0);
	end->received += size;
}

static void *send_much(void *arg)
{
	struct async_protocol_methods methods = end_methods;

	methods.data_received = compare;
	expected = much();
	AWAIT(meet(tls_server("server.pem"), tls_client(), host));
	client.protocol.methods = server.protocol.methods = &methods;
	async_transport_write(client.transport, expected, MUCH);
	async_transport_write(server.transport, expected, MUCH);
	AWAIT(async_sleep(1));
	ASSERT_INT(client.received, MUCH);
	ASSERT_INT(server.received, MUCH);
	ASSERT_INT(async_transport_get_write_buffer_size(client.transport), 0);
	part();
	return arg;
}

static void test_tls__much_in_both_directions(void)
{
	async_run(send_much);
	ASSERT_STORIES("made", "made");
}

/* Who does not read is not sent more than a little: what its socket holds, what it has opened, and
 * what our side keeps up to its water marks. */
static void *do_not_read(void *arg)
{
	enum { PIECE = 64 * 1024 };
	size_t sent = 0, waiting, high, low;

	expected = much();
	AWAIT(meet(tls_server("server.pem"), tls_client(), host));
	async_transport_get_write_buffer_limits(client.transport, &high, &low);
	ASSERT_INT(high, 512 * 1024);
	ASSERT_INT(low, 128 * 1024);
	server.counts = true;
	async_transport_pause_reading(server.transport);
	ASSERT(!async_transport_is_reading(server.transport));
	for (; sent < MUCH && !client.transport->protocol_paused; sent += PIECE) {
		async_transport_write(client.transport, expected + sent, PIECE);
		AWAIT(async_sleep(1));
	}
	ASSERT(sent < 2 * 1024 * 1024);
	ASSERT_INT(server.received, 0);
	waiting = async_transport_get_write_buffer_size(client.transport);
	ASSERT(waiting > 512 * 1024);
	AWAIT(async_sleep(100));
	ASSERT_INT(async_transport_get_write_buffer_size(client.transport), waiting);
	async_transport_resume_reading(server.transport);
	AWAIT(async_sleep(1));
	ASSERT_INT(server.received, sent);
	ASSERT_INT(async_transport_get_write_buffer_size(client.transport), 0);
	part();
	return arg;
}

static void test_tls__who_does_not_read_is_waited_for(void)
{
	async_run(do_not_read);
	ASSERT_STORIES("made pause resume", "made");
}

/* To be paused in the middle of what has come: the rest is kept. */
static void pause_then(struct end *end)
{
	async_transport_pause_reading(end->transport);
}

static void *pause_in_between(void *arg)
{
	AWAIT(meet(tls_server("server.pem"), tls_client(), host));
	server.on_data = pause_then;
	say(&client, "one");
	AWAIT(async_sleep(1));
	say(&client, "two");
	AWAIT(async_sleep(1));
	ASSERT_STORIES("made", "made one");
	async_transport_resume_reading(server.transport);
	AWAIT(async_sleep(1));
	ASSERT_STORIES("", "two");
	part();
	return arg;
}

static void test_tls__pauses_in_between(void)
{
	async_run(pause_in_between);
}

static const struct test tests[] = {
	TEST(test_tls__both_sides_talk_and_part),
	TEST(test_tls__says_whom_it_wants),
	TEST(test_tls__extra_info),
	TEST(test_tls__has_no_half_close),
	TEST(test_tls__much_in_both_directions),
	TEST(test_tls__who_does_not_read_is_waited_for),
	TEST(test_tls__pauses_in_between),
};

SUITE(tests, NO_PROGRAMS)

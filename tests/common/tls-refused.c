/* web/tls.h: connections that do not come about, and why. */

#include "tls-ends.h"

#define NOT_TRUSTED "SSLCertVerificationError([SSL: CERTIFICATE_VERIFY_FAILED] " \
		    "certificate verify failed: "

/* A server with [certificate] is visited by a client that knows ca.pem and wants [host]. */
static const char *certificate, *host;

static void *visit(void *arg)
{
	AWAIT(meet(tls_server(certificate), tls_client(), host));
	AWAIT(async_sleep(1));
	part();
	return arg;
}

static void visits(const char *certificate_shown, const char *host_wanted, const char *of_client,
		   const char *of_server)
{
	certificate = certificate_shown;
	host = host_wanted;
	async_run(visit);
	ASSERT_STORIES(of_client, of_server);
}

static void is_not_trusted(const char *certificate_shown, const char *host_wanted,
			   const char *of_client)
{
	visits(certificate_shown, host_wanted, of_client, "ConnectionResetError()");
}

static void test_tls__names_the_certificate_is_for(void)
{
	visits("server.pem", "weather.example", "made", "made");
	visits("server.pem", "127.0.0.1", "made", "made");
}

static void test_tls__other_names(void)
{
	is_not_trusted("server.pem", "news.example",
	       NOT_TRUSTED "Hostname mismatch, certificate is not valid for 'news.example'.)");
	is_not_trusted("server.pem", "127.0.0.2",
	       NOT_TRUSTED "IP address mismatch, certificate is not valid for '127.0.0.2'.)");
}

static void test_tls__certificates_that_nobody_vouches_for(void)
{
	is_not_trusted("self.pem", "weather.example", NOT_TRUSTED "self-signed certificate)");
	is_not_trusted("stranger.pem", "weather.example",
	       NOT_TRUSTED "self-signed certificate)");
	is_not_trusted("expired.pem", "weather.example",
	       NOT_TRUSTED "certificate has expired)");
}

/* A client that trusts whom the system trusts, and so not ours. */
static void *visit_as_a_stranger(void *arg)
{
	AWAIT(meet(tls_server("server.pem"),
		   async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH), "weather.example"));
	part();
	return arg;
}

static void test_tls__authorities_that_nobody_knows(void)
{
	async_run(visit_as_a_stranger);
	ASSERT_STORIES(NOT_TRUSTED "unable to get local issuer certificate)",
		       "ConnectionResetError()");
}

static void *visit_unseen(void *arg)
{
	struct async_ssl_context *context = tls_client();

	async_ssl_context_set_check_hostname(context, false);
	async_ssl_context_set_verify_mode(context, ASYNC_CERT_NONE);
	AWAIT(meet(tls_server("self.pem"), context, "news.example"));
	part();
	return arg;
}

static void test_tls__unless_it_is_not_looked_at(void)
{
	async_run(visit_unseen);
	ASSERT_STORIES("made", "made");
}

/* ---- Clients that must say who they are ---- */

static bool shows_certificate;

static void *visit_by_name(void *arg)
{
	struct async_ssl_context *server_context = tls_server("server.pem");
	struct async_ssl_context *client_context = tls_client();

	async_ssl_context_set_verify_mode(server_context, ASYNC_CERT_REQUIRED);
	async_ssl_context_load_verify_locations(server_context, tls_file("ca.pem"));
	if (shows_certificate)
		async_ssl_context_load_cert_chain(client_context, tls_file("client.pem"), NULL);
	AWAIT(meet(server_context, client_context, "weather.example"));
	if (shows_certificate)
		ASSERT(async_transport_get_extra_info(server.transport, "peercert") != NULL);
	AWAIT(async_sleep(1));
	part();
	return arg;
}

static void test_tls__clients_that_show_a_certificate(void)
{
	shows_certificate = true;
	async_run(visit_by_name);
	ASSERT_STORIES("made", "made");
}

static void test_tls__clients_that_show_none(void)
{
	shows_certificate = false;
	async_run(visit_by_name);
	ASSERT_STRING(server.story, "SSLError([SSL: PEER_DID_NOT_RETURN_A_CERTIFICATE] peer did "
				    "not return a certificate)");
	ASSERT_CONTAINS(client.story, "made");	/* it hears of it only then */
	ASSERT_CONTAINS(client.story, "lost");
}

/* ---- Others that do not speak TLS ---- */

static const char *said;
static size_t said_size;

/* We are the client, or the server, and the other side says something. */
static void *hear(void *arg)
{
	char answer[4096];
	int fds[2];

	connect_two(fds);
	if (arg != NULL)
		begin_end(&client, fds[0], tls_client(), "weather.example", 0);
	else
		begin_end(&client, fds[0], tls_server("server.pem"), NULL, 0);
	AWAIT(async_sleep(1));
	if (said_size == 0)
		ASSERT(shutdown(fds[1], SHUT_WR) == 0);
	else
		ASSERT_INT(write(fds[1], said, said_size), said_size);
	AWAIT(shake(&client));
	AWAIT(async_sleep(1));
	while (recv(fds[1], answer, sizeof answer, 0) > 0)
		continue;
	ASSERT_INT(recv(fds[1], answer, sizeof answer, 0), 0);	/* it was closed */
	close(fds[1]);
	part();
	return NULL;
}

static void *hear_as_client(void *arg)
{
	(void)arg;
	return hear("client");
}

static void hears(const char *text, size_t size, void *(*who)(void *arg), const char *story)
{
	said = text;
	said_size = size;
	async_run(who);
	ASSERT_STRING(client.story, story);
}

static void test_tls__who_does_not_speak_it(void)
{
	static const char request[] = "GET / HTTP/1.1\r\n\r\n";
	static const char noise[] = "\x16\x03\x01\x00\x05noise";
	static const char greeting[] = "220 mail.example ESMTP\r\n";

	hears(request, sizeof request - 1, hear,
	      "SSLError([SSL: HTTP_REQUEST] http request)");
	hears(greeting, sizeof greeting - 1, hear,
	      "SSLError([SSL: WRONG_VERSION_NUMBER] wrong version number)");
	hears(greeting, sizeof greeting - 1, hear_as_client,
	      "SSLError([SSL: WRONG_VERSION_NUMBER] wrong version number)");
	hears(noise, sizeof noise - 1, hear,
	      "SSLError([SSL: UNEXPECTED_MESSAGE] unexpected message)");
}

static void test_tls__who_hangs_up(void)
{
	hears(NULL, 0, hear, "ConnectionResetError()");
	hears(NULL, 0, hear_as_client, "ConnectionResetError()");
}

static void test_tls__the_kinds_of_its_errors(void)
{
	const struct async_exception untrusted = { .type = SSLCertVerificationError };
	const struct async_exception other = { .type = SSLError };

	ASSERT(async_isinstance(&untrusted, SSLError));
	ASSERT(async_isinstance(&untrusted, OSError));
	ASSERT(async_isinstance(&untrusted, ValueError));
	ASSERT(async_isinstance(&other, OSError));
	ASSERT(!async_isinstance(&other, ValueError));
}

static const struct test tests[] = {
	TEST(test_tls__names_the_certificate_is_for),
	TEST(test_tls__other_names),
	TEST(test_tls__certificates_that_nobody_vouches_for),
	TEST(test_tls__authorities_that_nobody_knows),
	TEST(test_tls__unless_it_is_not_looked_at),
	TEST(test_tls__clients_that_show_a_certificate),
	TEST(test_tls__clients_that_show_none),
	TEST(test_tls__who_does_not_speak_it),
	TEST(test_tls__who_hangs_up),
	TEST(test_tls__the_kinds_of_its_errors),
};

SUITE(tests, NO_PROGRAMS)

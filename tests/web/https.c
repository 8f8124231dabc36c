/* web/client.h and web/server.h, by TLS. */

#include "tls-ends.h"
#include "weather.h"

/* Have a client that trusts [cafile] ask a service that shows [certificate], for one [path]; note
 * what comes of it. [scheme] is what the client thinks it is. */
struct ask { const char *certificate, *cafile, *scheme, *path; };

static void *ask(void *arg)
{
	const struct ask *self = arg;
	struct async_ssl_context *theirs = NULL, *ours;
	struct async_web_site *site;
	const char *text;
	EXCEPTION(e);

	ours = async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH,
						.cafile = tls_file(self->cafile));
	if (self->certificate != NULL) {
		theirs = async_ssl_create_default_context(ASYNC_SSL_CLIENT_AUTH);
		async_ssl_context_load_cert_chain(theirs, tls_file(self->certificate), NULL);
	}
	site = AWAIT(async_web_tcp_site(weather_app(), "127.0.0.1", 0, .ssl = theirs));
	ASYNC_WITH(site);
	session = async_client_session(.ssl = ours);
	ASYNC_WITH(session);
	base = async_sprintf("%s://127.0.0.1:%d", self->scheme, async_web_site_port(site));
	text = TRY(text_of(self->path));
	if (EXCEPT(Exception, e))
		note("%s:%s", e->type->name, strchr(e->message, '[') != NULL
			     ? strchr(e->message, '[') : e->message);
	else
		note("%zu:%.20s", strlen(text), text);
	note("@%g", async_loop_time(NULL));
	return NULL;
}

static void test_https__to_whom_we_trust(void)
{
	tls_make_files();
	async_run(ask, "server.pem", "ca.pem", "https", "/weather/Oslo?delay=2");
	ASSERT_NOTES("30:{\"city\": \"Oslo\", \"de @2");
}

static void test_https__of_much(void)
{
	tls_make_files();
	async_run(ask, "server.pem", "ca.pem", "https", "/stream");
	ASSERT_NOTES("stream@0 1000000:ssssssssssssssssssss @0");
}

static void test_https__to_whom_we_do_not_trust(void)
{
	tls_make_files();
	async_run(ask, "server.pem", "stranger.pem", "https", "/seen");
	ASSERT_CONTAINS(suite_notes(), "ClientConnectorSSLError:[certificate verify failed: unable "
				       "to get local issuer certificate] @0");
}

static void test_https__to_someone_else(void)
{
	tls_make_files();
	async_run(ask, "client.pem", "ca.pem", "https", "/seen");
	ASSERT_NOTES("ClientConnectorSSLError:[certificate verify failed: IP address mismatch] @0");
}

static void test_https__to_a_server_without_it(void)
{
	tls_make_files();
	async_run(ask, NULL, "ca.pem", "https", "/seen");
	ASSERT_NOTES("ClientConnectorSSLError:[wrong version number] @0");
}

static void test_http__to_a_server_with_TLS(void)
{
	tls_make_files();
	async_run(ask, "server.pem", "ca.pem", "http", "/seen");
	ASSERT_NOTES("ServerDisconnectedError:Server disconnected @0");
}

static void *wrong_context(void *arg)
{
	struct async_ssl_context *context =
		async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH);

	TRY(async_web_tcp_site(weather_app(), "127.0.0.1", 0, .ssl = context));
	ASSERT(async_isinstance(async_exception(), SSLError));
	ASSERT_RAISED(SSLError, NULL);
	return arg;
}

static void test_site__with_the_context_of_a_client(void)
{
	async_run(wrong_context);
}

static const struct test tests[] = {
	TEST(test_https__to_whom_we_trust),
	TEST(test_https__of_much),
	TEST(test_https__to_whom_we_do_not_trust),
	TEST(test_https__to_someone_else),
	TEST(test_https__to_a_server_without_it),
	TEST(test_http__to_a_server_with_TLS),
	TEST(test_site__with_the_context_of_a_client),
};
SUITE(tests, NO_PROGRAMS)

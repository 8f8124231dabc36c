/* Each system call fails, in turn, while a document is fetched, and while TLS is spoken. (Not those
 * of libevent, which HTTP is made of, and of OpenSSL.) */

#include "calls.h"
#include "tls-ends.h"
#include "web/client.h"
#include "web/server.h"

enum { PATIENCE = 1000 };

/* ---- HTTP ---- */

static struct async_web_response *weather(struct async_web_request *request, void *arg)
{
	const char *city = async_web_request_match_info(request, "city");

	(void)arg;
	return async_web_json_response(json_pack("{s:s, s:i}", "city", city, "degrees", 4));
}

ASYNC static int fetch(const char *scheme, struct async_ssl_context *server,
		       struct async_ssl_context *client)
{
	TIMEOUT(scope, PATIENCE);
	struct async_web_application *app = async_web_application();
	struct async_web_site *site;
	struct async_client_response *response;
	char url[64];
	json_t *document;
	json_int_t degrees;

	if (app != NULL)
		async_web_application_add_get(app, "/weather/{city}", weather, NULL);
	site = AWAIT(async_web_tcp_site(app, "127.0.0.1", 0, .ssl = server));
	ASYNC_WITH(site);
	ASYNC_WITH_AS(session, async_client_session(.ssl = client));
	snprintf(url, sizeof url, "%s://127.0.0.1:%d/weather/Oslo", scheme,
		 async_web_site_port(site));
	for (int i = 0; i < 2; i++) {
		response = AWAIT(async_client_session_get(session, url));
		ASYNC_WITH(response);
		document = AWAIT(async_client_response_json(response));
		degrees = json_integer_value(json_object_get(document, "degrees"));
		if (degrees != 4)
			return async_raise(ValueError, "%d degrees", (int)degrees) != NULL;
	}
	scene_is_over = true;
	return 0;
}

static void *fetch_by_http(void *arg)
{
	AWAIT(fetch("http", NULL, NULL));
	return arg;
}

static void *fetch_by_https(void *arg)
{
	struct async_ssl_context *server = tls_server("server.pem"), *client = tls_client();

	AWAIT(fetch("https", server, client));
	return arg;
}

/* ---- TLS ---- */

static void *echo(struct async_stream_reader *reader, struct async_stream_writer *writer, void *arg)
{
	const char *line = AWAIT(async_stream_reader_readline(reader, NULL));

	async_stream_writer_printf(writer, "%s", line);
	AWAIT(async_stream_writer_drain(writer));
	async_stream_writer_close(writer);
	return arg;
}

static void *talk_by_tls(void *arg)
{
	TIMEOUT(scope, PATIENCE);
	struct async_ssl_context *ours = tls_client(), *theirs = tls_server("server.pem");
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	struct async_server *server =
		AWAIT(async_start_server(echo, NULL, "127.0.0.1", 0, .ssl = theirs));
	const char *line;

	int port = async_server_port(server);
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", port,
				    .ssl = ours, .server_hostname = "weather.example"));
	async_stream_writer_printf(writer, "weather in Oslo\n");
	AWAIT(async_stream_writer_drain(writer));
	line = AWAIT(async_stream_reader_readline(reader, NULL));
	if (strcmp(line, "weather in Oslo\n") != 0)
		return async_raise(EOFError, "no answer");
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	scene_is_over = true;
	return arg;
}

static void test_calls__of_http(void)
{
	torture_calls(fetch_by_http);
}

static void test_calls__of_tls(void)
{
	tls_make_files();
	torture_calls(talk_by_tls);
}

static void test_calls__of_https(void)
{
	tls_make_files();
	torture_calls(fetch_by_https);
}

static const struct test tests[] = {
	TEST(test_calls__of_http),
	TEST(test_calls__of_tls),
	TEST(test_calls__of_https),
};

SUITE(tests, NO_PROGRAMS)

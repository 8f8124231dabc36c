/* web/tls.h with streams over TCP; and the server that openssl.sh visits, and the client that
 * visits its. */

#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"

/* ---- The service ---- */

static char folder[] = "/tmp/async-tls-web-XXXXXX";

static const char *in(const char *where, const char *name)
{
	return async_sprintf("%s/%s", where, name);
}

static void make_certificates(const char *where)
{
	async_ssl_make_certificate(in(where, "ca.pem"));
	async_ssl_make_certificate(in(where, "server.pem"), .issuer = in(where, "ca.pem"),
				   .names = "DNS:weather.example,IP:127.0.0.1");
}

static void remove_certificates(void)
{
	unlink(in(folder, "ca.pem"));
	unlink(in(folder, "server.pem"));
	rmdir(folder);
}

/* Says each line again, in capitals, until one is "bye". */
static void *echo(struct async_stream_reader *reader, struct async_stream_writer *writer, void *arg)
{
	const char *line;
	size_t size;

	while (line = AWAIT(async_stream_reader_readline(reader, &size)), size > 0) {
		char *text = async_strdup(line);

		for (char *c = text; *c != '\0'; c++)
			if (*c >= 'a' && *c <= 'z')
				*c -= 'a' - 'A';
		async_stream_writer_write(writer, text, size);
		AWAIT(async_stream_writer_drain(writer));
		if (strcmp(line, "bye\n") == 0)
			break;
	}
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return arg;
}

ASYNC static struct async_server *start_echo(const char *where)
{
	struct async_ssl_context *context = async_ssl_create_default_context(ASYNC_SSL_CLIENT_AUTH);

	async_ssl_context_load_cert_chain(context, in(where, "server.pem"), NULL);
	return async_start_server(echo, NULL, "127.0.0.1", 0, .ssl = context);
}

/* The program: it makes its certificates in the folder that TLS_FOLDER names, says its port, and
 * serves until it is ended. */
static void *serve(void *arg)
{
	const char *where = getenv("TLS_FOLDER");

	make_certificates(where);
	struct async_server *server = AWAIT(start_echo(where));
	printf("%d\n", async_server_port(server));
	fclose(stdout);
	AWAIT(async_server_serve_forever(server));
	return arg;
}

static void run_server(void)
{
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(serve);
}

/* The other program: it asks the server at TLS_PORT, with the authority of TLS_FOLDER, and says
 * what that says. */
static void *ask(void *arg)
{
	struct async_ssl_context *context = async_ssl_create_default_context(
		ASYNC_SSL_SERVER_AUTH, .cafile = in(getenv("TLS_FOLDER"), "ca.pem"));
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	const char *line;

	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", atoi(getenv("TLS_PORT")),
				    .ssl = context));
	async_stream_writer_printf(writer, "rain in oslo\n");
	AWAIT(async_stream_writer_drain(writer));
	line = AWAIT(async_stream_reader_readline(reader, NULL));
	printf("%s: %s",
	       SSL_get_version(async_stream_writer_get_extra_info(writer, "ssl_object")), line);
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return arg;
}

static void run_client(void)
{
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(ask);
}

/* ---- Clients ---- */

struct visit { int port, lines; struct async_ssl_context *context; };

static void *visit(void *arg)
{
	const struct visit *self = arg;
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;

	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", self->port,
				    .ssl = self->context));
	for (int i = 0; i < self->lines; i++) {
		const char *line;

		async_stream_writer_printf(writer, "weather of day %d?\n", i);
		AWAIT(async_stream_writer_drain(writer));
		line = AWAIT(async_stream_reader_readline(reader, NULL));
		ASSERT_STRING(line, async_sprintf("WEATHER OF DAY %d?\n", i));
	}
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return arg;
}

static struct async_ssl_context *client_context(void)
{
	return async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH,
						.cafile = in(folder, "ca.pem"));
}

/* A server with certificates of its own. */
static struct async_server *server;

ASYNC static int begin(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ASSERT(mkdtemp(folder) != NULL);
	make_certificates(folder);
	server = AWAIT(start_echo(folder));
	return 0;
}

ASYNC static int end(void)
{
	async_server_close(server);
	AWAIT(async_server_wait_closed(server));
	remove_certificates();
	return 0;
}

static void *visit_together(void *arg)
{
	enum { VISITORS = 30, LINES = 10 };
	struct async_task *visitors[VISITORS];

	AWAIT(begin());
	struct async_ssl_context *context = client_context();
	for (int i = 0; i < VISITORS; i++)
		visitors[i] = async_create_task(visit, async_server_port(server), LINES, context);
	AWAIT(async_gather_array(NULL, visitors, VISITORS));
	AWAIT(end());
	return arg;
}

static void test_tls_streams__many_visitors(void)
{
	async_run(visit_together);
}

/* Who is called off at any pass, of a handshake or behind it, leaves nothing; nor its server. */
static void *call_off(void *arg)
{
	AWAIT(begin());
	struct async_ssl_context *context = client_context();
	for (int passes = 0; passes < 16; passes++) {
		struct async_task *task = async_create_task(visit, async_server_port(server), 3,
							    context);

		for (int i = 0; i < passes; i++)
			AWAIT(async_sleep(0));
		async_task_cancel(task, NULL);
		AWAIT(async_sleep(1));
		ASSERT(async_task_done(task));
		async_detach(task);		/* and with it goes what it opened */
	}
	AWAIT(end());
	return arg;
}

static void test_tls_streams__called_off_at_any_pass(void)
{
	async_run(call_off);
}

static const struct test tests[] = {
	TEST(test_tls_streams__many_visitors),
	TEST(test_tls_streams__called_off_at_any_pass),
};

static const struct program programs[] = {
	PROGRAM(run_server),
	PROGRAM(run_client),
};

SUITE(tests, programs)

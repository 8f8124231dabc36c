/* The echo server of the documentation with TLS, and in which pass what comes about. */

#include <ctype.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

#include "async.h"

static int passes;

static void *count_passes(void *arg)
{
	(void)arg;
	for (;;) {
		AWAIT(async_sleep(0));
		passes++;
	}
}

__attribute__((format(printf, 1, 2)))
static void say(const char *format, ...)
{
	va_list arguments;

	printf("[%d] ", passes);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	passes = 0;
}

/* line.upper() */
static char *upper(const char *line)
{
	char *text = async_strdup(line);
	for (char *c = text; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	return text;
}

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	const char *line;
	size_t size;

	say("server: connected\n");
	while (line = AWAIT(async_stream_reader_readline(reader, &size)), size > 0) {
		say("server: %s", line);
		async_stream_writer_write(writer, upper(line), size);
		AWAIT(async_stream_writer_drain(writer));
	}
	say("server: end\n");
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	say("server: closed\n");
	return arg;
}

struct client { int port; const char *name; struct async_ssl_context *context; };

static void *client(void *arg)
{
	const struct client *self = arg;
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	struct async_task *counter = async_create_task(count_passes);

	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", self->port,
				    .ssl = self->context, .server_hostname = "weather.example"));
	say("%s %s %s\n", self->name,
	    SSL_get_version(async_stream_writer_get_extra_info(writer, "ssl_object")),
	    async_stream_writer_can_write_eof(writer) ? "True" : "False");
	for (int i = 0; i < 3; i++) {
		const char *line;

		async_stream_writer_printf(writer, "%s %d\n", self->name, i);
		AWAIT(async_stream_writer_drain(writer));
		line = AWAIT(async_stream_reader_readline(reader, NULL));
		say("%s got %s", self->name, line);
	}
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	say("%s closed %s\n", self->name, async_stream_reader_at_eof(reader) ? "True" : "False");
	async_task_cancel(counter, NULL);
	return NULL;
}

ASYNC static int serve(struct async_server *server, struct async_ssl_context *context)
{
	ASYNC_WITH(server);
	int port = async_server_port(server);

	AWAIT(async_await(async_coroutine(client, port, "Oslo", context)));
	puts("-- two at once");
	AWAIT(async_gather(NULL, async_coroutine(client, port, "Lima", context),
			   async_coroutine(client, port, "Bonn", context)));
	return 0;
}

static void *main_task(void *arg)
{
	struct async_ssl_context *server_context =
		async_ssl_create_default_context(ASYNC_SSL_CLIENT_AUTH);
	async_ssl_context_load_cert_chain(server_context, "certificates/server.pem", NULL);
	struct async_ssl_context *context = async_ssl_create_default_context(
		ASYNC_SSL_SERVER_AUTH, .cafile = "certificates/ca.pem");
	struct async_server *server = AWAIT(
		async_start_server(handle, NULL, "127.0.0.1", 0, .ssl = server_context));

	AWAIT(serve(server, context));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

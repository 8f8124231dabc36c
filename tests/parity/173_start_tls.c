/* A connection that begins in plain text, and is private from where both sides say so. */

#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

#include "async.h"
#include "bytes.h"

static struct async_ssl_context *server_context, *context;

/* What went wrong, without a word of it: the other side knows. */
ASYNC static bool go_private(struct async_stream_writer *writer)
{
	EXCEPTION(e);

	async_stream_writer_printf(writer, "220 go ahead\n");
	TRY(async_stream_writer_start_tls(writer, server_context));
	if (EXCEPT(OSError, e)) {
		printf("server: %s\n", e->type->name);
		return false;
	}
	return true;
}

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	const char *line;
	size_t size;

	async_stream_writer_printf(writer, "220 mail.example\n");
	while (line = AWAIT(async_stream_reader_readline(reader, &size)), size > 0) {
		printf("server: %s %s\n", repr(line, size),
		       py(async_stream_writer_get_extra_info(writer, "ssl_object") != NULL));
		if (strcmp(line, "STARTTLS\n") != 0) {
			char *text = async_strdup(line);
			for (char *c = text; *c; c++)
				*c = tolower((unsigned char)*c);
			async_stream_writer_printf(writer, "250 %s", text);
		} else if (!AWAIT(go_private(writer))) {
			return arg;
		}
	}
	puts("server: end");
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	puts("server: closed");
	return arg;
}

ASYNC static int visit(int port, const char *name)
{
	static const char *const words[] = { "HELLO\n", "DATA\n" };
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	EXCEPTION(e);

	printf("-- %s\n", name);
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", port));
	const char *greeting = REPR(async_stream_reader_readline(reader, &size));
	printf("client: %s %s\n", greeting, py(async_stream_writer_can_write_eof(writer)));
	async_stream_writer_printf(writer, "STARTTLS\n");
	printf("client: %s\n", REPR(async_stream_reader_readline(reader, &size)));
	TRY(async_stream_writer_start_tls(writer, context, .server_hostname = name));
	if (EXCEPT(SSLError, e)) {
		printf("client: %s %s\n", e->type->name, e->message);
		return 0;
	}
	printf("client: %s %s\n",
	       SSL_get_version(async_stream_writer_get_extra_info(writer, "ssl_object")),
	       py(async_stream_writer_can_write_eof(writer)));
	for (int i = 0; i < 2; i++) {
		async_stream_writer_printf(writer, "%s", words[i]);
		AWAIT(async_stream_writer_drain(writer));
		printf("client: %s\n", REPR(async_stream_reader_readline(reader, &size)));
	}
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	puts("client: closed");
	return 0;
}

static void *main_task(void *arg)
{
	server_context = async_ssl_create_default_context(ASYNC_SSL_CLIENT_AUTH);
	async_ssl_context_load_cert_chain(server_context, "certificates/server.pem", NULL);
	context = async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH,
						   .cafile = "certificates/ca.pem");
	struct async_server *server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0));
	int port = async_server_port(server);
	ASYNC_WITH(server);
	AWAIT(visit(port, "weather.example"));
	AWAIT(async_sleep(0.1));
	AWAIT(visit(port, "news.example"));
	AWAIT(async_sleep(0.1));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

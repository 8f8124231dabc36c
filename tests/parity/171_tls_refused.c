/* Connections with TLS that do not come about: whose certificate is refused, and who does not speak
 * it. */

#include <stdio.h>

#include "async.h"
#include "bytes.h"

static void said(const struct async_exception *e)
{
	printf("%s %s\n", e->type->name, e->message);
}

static struct async_ssl_context *trusting(const char *cafile)
{
	return async_ssl_create_default_context(
		ASYNC_SSL_SERVER_AUTH, .cafile = async_sprintf("certificates/%s", cafile));
}

static struct async_ssl_context *showing(const char *certfile)
{
	struct async_ssl_context *context = async_ssl_create_default_context(ASYNC_SSL_CLIENT_AUTH);

	async_ssl_context_load_cert_chain(context, async_sprintf("certificates/%s", certfile),
					  NULL);
	return context;
}

static void *serve_tls(struct async_stream_reader *reader, struct async_stream_writer *writer,
		       void *arg)
{
	(void)reader;
	puts("served");
	async_stream_writer_close(writer);
	return arg;
}

static void *serve_plain(struct async_stream_reader *reader, struct async_stream_writer *writer,
			 void *arg)
{
	(void)reader;
	async_stream_writer_printf(writer, "220 mail.example ESMTP\r\n");
	AWAIT(async_stream_writer_drain(writer));
	async_stream_writer_close(writer);
	return arg;
}

static void *hang_up(struct async_stream_reader *reader, struct async_stream_writer *writer,
		     void *arg)
{
	AWAIT(async_stream_reader_read(reader, 1, NULL));
	async_stream_writer_close(writer);
	return arg;
}

ASYNC static int connect_and_read(int port, struct async_ssl_context *context, const char *hostname)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;

	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", port, .ssl = context,
				    .server_hostname = hostname));
	printf("connected %s\n", REPR(async_stream_reader_read(reader, SIZE_MAX, &size)));
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return 0;
}

ASYNC static int visit(const char *title,
		       void *(*handle)(struct async_stream_reader *reader,
				       struct async_stream_writer *writer, void *arg),
		       struct async_ssl_context *server_context, struct async_ssl_context *context,
		       const char *hostname)
{
	EXCEPTION(e);

	printf("-- %s\n", title);
	struct async_server *server = AWAIT(
		async_start_server(handle, NULL, "127.0.0.1", 0, .ssl = server_context));
	int port = async_server_port(server);
	ASYNC_WITH(server);
	TRY(connect_and_read(port, context, hostname));
	if (EXCEPT(ConnectionError, e))
		puts(e->type->name);
	else if (EXCEPT(OSError, e) || EXCEPT(ValueError, e))
		said(e);
	return 0;
}

ASYNC static int visit_in_plain_text(struct async_ssl_context *server_context)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;

	puts("-- a client that speaks no TLS");
	struct async_server *server = AWAIT(
		async_start_server(serve_tls, NULL, "127.0.0.1", 0, .ssl = server_context));
	int port = async_server_port(server);
	ASYNC_WITH(server);
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", port));
	async_stream_writer_printf(writer, "GET / HTTP/1.1\r\n\r\n");
	printf("answer %s\n", REPR(async_stream_reader_read(reader, SIZE_MAX, &size)));
	async_stream_writer_close(writer);
	return 0;
}

static void *main_task(void *arg)
{
	struct async_ssl_context *known = showing("server.pem");
	struct async_ssl_context *unknown = showing("self-signed.pem");
	struct async_ssl_context *ours = trusting("ca.pem");
	EXCEPTION(e);

	AWAIT(visit("all is well", serve_tls, known, ours, "weather.example"));
	AWAIT(visit("an address", serve_tls, known, ours, "127.0.0.1"));
	AWAIT(visit("another name", serve_tls, known, ours, "news.example"));
	AWAIT(visit("another address", serve_tls, known, ours, "127.0.0.2"));
	AWAIT(visit("self-signed", serve_tls, unknown, ours, "weather.example"));
	AWAIT(visit("an unknown authority", serve_tls, known, trusting("self-signed.pem"),
		    "weather.example"));
	AWAIT(visit("who speaks no TLS", serve_plain, NULL, ours, "weather.example"));
	AWAIT(visit("who hangs up", hang_up, NULL, ours, "weather.example"));
	AWAIT(visit("no name to be checked", serve_tls, known, ours, ""));
	AWAIT(visit_in_plain_text(known));

	puts("-- not looked at");
	async_ssl_context_set_verify_mode(ours, ASYNC_CERT_NONE);
	if (EXCEPT(ValueError, e))
		said(e);
	async_ssl_context_set_check_hostname(ours, false);
	async_ssl_context_set_verify_mode(ours, ASYNC_CERT_NONE);
	AWAIT(visit("self-signed", serve_tls, unknown, ours, "news.example"));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* How connections with TLS end: in time, without a farewell, in the middle of the handshake. */

#include <stdio.h>

#include "async.h"
#include "bytes.h"

ASYNC static struct async_server *
start(void *(*handle)(struct async_stream_reader *reader, struct async_stream_writer *writer,
		      void *arg),
      bool tls)
{
	struct async_ssl_context *context = NULL;

	if (tls) {
		context = async_ssl_create_default_context(ASYNC_SSL_CLIENT_AUTH);
		async_ssl_context_load_cert_chain(context, "certificates/server.pem", NULL);
	}
	return async_start_server(handle, NULL, "127.0.0.1", 0, .ssl = context);
}

/* [timeout] 0: the default */
ASYNC static int connect_to(struct async_stream_reader **reader,
			    struct async_stream_writer **writer, struct async_server *server,
			    double timeout)
{
	struct async_ssl_context *context = async_ssl_create_default_context(
		ASYNC_SSL_SERVER_AUTH, .cafile = "certificates/ca.pem");

	return async_open_connection(reader, writer, "127.0.0.1", async_server_port(server),
				     .ssl = context, .server_hostname = "weather.example",
				     .ssl_handshake_timeout = timeout);
}

static void *say_nothing(struct async_stream_reader *reader, struct async_stream_writer *writer,
			 void *arg)
{
	const char *hello = AWAIT(async_stream_reader_read(reader, 65536, NULL));

	printf("server: a handshake: %s\n", py(hello[0] == 22));
	printf("server: then %s\n", REPR(async_stream_reader_read(reader, SIZE_MAX, &size)));
	async_stream_writer_close(writer);
	return arg;
}

ASYNC static int too_slow(void)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	EXCEPTION(e);

	puts("-- a handshake that takes too long");
	struct async_server *server = AWAIT(start(say_nothing, false));
	ASYNC_WITH(server);
	double began = async_loop_time(NULL);

	TRY(connect_to(&reader, &writer, server, 1.5));
	if (EXCEPT(ConnectionAbortedError, e))
		printf("%s %s\n", e->type->name, e->message);
	printf("after %.1f\n", async_loop_time(NULL) - began);
	AWAIT(async_sleep(0.1));
	return 0;
}

ASYNC static int connect_for_a_second(struct async_server *server)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	TIMEOUT(scope, 1);

	AWAIT(connect_to(&reader, &writer, server, 0));
	return 0;
}

ASYNC static int cancelled(void)
{
	EXCEPTION(e);

	puts("-- a handshake that is cancelled");
	struct async_server *server = AWAIT(start(say_nothing, false));
	ASYNC_WITH(server);
	TRY(connect_for_a_second(server));
	if (EXCEPT(TimeoutError, e))
		puts("timeout");
	AWAIT(async_sleep(0.1));
	return 0;
}

static void *abort_it(struct async_stream_reader *reader, struct async_stream_writer *writer,
		      void *arg)
{
	printf("server: %s\n", REPR(async_stream_reader_readline(reader, &size)));
	async_transport_abort(async_stream_writer_transport(writer));
	printf("server: closing %s\n", py(async_stream_writer_is_closing(writer)));
	return arg;
}

ASYNC static int no_farewell(void)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;

	puts("-- without a farewell");
	struct async_server *server = AWAIT(start(abort_it, true));
	ASYNC_WITH(server);
	AWAIT(connect_to(&reader, &writer, server, 0));
	async_stream_writer_printf(writer, "hello\n");
	const char *rest = REPR(async_stream_reader_read(reader, SIZE_MAX, &size));
	printf("client: %s %s\n", rest, py(async_stream_reader_at_eof(reader)));
	async_stream_writer_printf(writer, "never heard\n");
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return 0;
}

static void *greet(struct async_stream_reader *reader, struct async_stream_writer *writer,
		   void *arg)
{
	async_stream_writer_printf(writer, "welcome\n");
	printf("server: %s\n", REPR(async_stream_reader_read(reader, SIZE_MAX, &size)));
	async_stream_writer_printf(writer, "never sent\n");
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	puts("server: closed");
	return arg;
}

ASYNC static int half_close(void)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	EXCEPTION(e);

	puts("-- there is no half close");
	struct async_server *server = AWAIT(start(greet, true));
	ASYNC_WITH(server);
	AWAIT(connect_to(&reader, &writer, server, 0));
	printf("client: %s\n", REPR(async_stream_reader_readline(reader, &size)));
	async_stream_writer_write_eof(writer);
	if (EXCEPT(NotImplementedError, e))
		puts(e->type->name);
	printf("%s %s\n", py(async_stream_writer_can_write_eof(writer)),
	       py(async_stream_writer_is_closing(writer)));
	async_stream_writer_printf(writer, "the last words");
	async_stream_writer_close(writer);
	printf("%s %s\n", py(async_stream_writer_is_closing(writer)),
	       py(async_stream_reader_at_eof(reader)));
	printf("client: %s\n", REPR(async_stream_reader_read(reader, SIZE_MAX, &size)));
	AWAIT(async_stream_writer_wait_closed(writer));
	puts("client: closed");
	AWAIT(async_sleep(0.1));
	return 0;
}

static void *count(struct async_stream_reader *reader, struct async_stream_writer *writer,
		   void *arg)
{
	size_t total = 0, size;

	do {
		AWAIT(async_stream_reader_read(reader, 100000, &size));
		total += size;
	} while (size > 0);
	printf("server: %zu\n", total);
	async_stream_writer_close(writer);
	return arg;
}

ASYNC static int much(void)
{
	static const char zeros[100000];
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;

	puts("-- much");
	struct async_server *server = AWAIT(start(count, true));
	ASYNC_WITH(server);
	AWAIT(connect_to(&reader, &writer, server, 0));
	for (int i = 0; i < 40; i++) {
		async_stream_writer_write(writer, zeros, sizeof zeros);
		AWAIT(async_stream_writer_drain(writer));
	}
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	AWAIT(async_sleep(0.1));
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(too_slow());
	AWAIT(cancelled());
	AWAIT(no_farewell());
	AWAIT(half_close());
	AWAIT(much());
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

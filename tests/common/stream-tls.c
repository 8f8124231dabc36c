/* stream.h with TLS: from the beginning, and from the middle on. */

#include "tls-ends.h"

#define WEATHER "weather.example"

static void *echo(struct async_stream_reader *reader, struct async_stream_writer *writer, void *arg)
{
	ASYNC_FOR(line, reader) {
		async_stream_writer_printf(writer, "%s", (const char *)line);
		AWAIT(async_stream_writer_drain(writer));
	}
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return arg;
}

/* Echo a line, and then close all. */
ASYNC static int talk_and_close(struct async_stream_reader *reader,
				struct async_stream_writer *writer, struct async_server *listening)
{
	async_stream_writer_printf(writer, "secret\n");
	AWAIT(async_stream_writer_drain(writer));
	ASSERT_STRING(AWAIT(async_stream_reader_readline(reader, NULL)), "secret\n");
	ASSERT(!async_stream_writer_can_write_eof(writer));
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	async_server_close(listening);
	AWAIT(async_server_wait_closed(listening));
	return 0;
}

static void *talk(void *arg)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	struct async_server *listening = AWAIT(async_start_server(
		echo, NULL, "127.0.0.1", 0, .ssl = tls_server("server.pem")));

	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1",
				    async_server_port(listening), .ssl = tls_client(),
				    .server_hostname = WEATHER));
	AWAIT(talk_and_close(reader, writer, listening));
	return arg;
}

static void test_stream__with_TLS(void)
{
	async_run(talk);
}

/* The kernel has no part in TLS: a file is read, and written. */

enum { LINES = 20000, LINE = 16 };

static void *give_file(struct async_stream_reader *reader, struct async_stream_writer *writer,
		       void *arg)
{
	struct async_transport *transport = async_stream_writer_transport(writer);
	FILE *file = tmpfile();

	(void)reader;
	for (int i = 0; i < LINES; i++)
		fprintf(file, "this is %7d\n", i);
	fflush(file);
	TRY(async_loop_sendfile(transport, fileno(file), 0, SIZE_MAX, .native = true));
	ASSERT_RAISED(RuntimeError, "fallback is disabled and native sendfile is not supported "
				    "for this transport");
	ASSERT_INT(AWAIT(async_loop_sendfile(transport, fileno(file), LINE, SIZE_MAX)),
		   (LINES - 1) * LINE);
	ASSERT_INT(lseek(fileno(file), 0, SEEK_CUR), LINES * LINE);
	ASSERT_INT(AWAIT(async_loop_sendfile(transport, fileno(file), 0, LINE)), LINE);
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	fclose(file);
	return arg;
}

static void *get_file(void *arg)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	struct async_server *listening = AWAIT(async_start_server(
		give_file, NULL, "127.0.0.1", 0, .ssl = tls_server("server.pem")));
	int i = 0;

	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1",
				    async_server_port(listening), .ssl = tls_client(),
				    .server_hostname = WEATHER));
	ASYNC_FOR(line, reader) {
		char expected[LINE + 1];
		snprintf(expected, sizeof expected, "this is %7d\n", ++i % LINES);
		ASSERT_STRING(line, expected);
	}
	ASSERT_INT(i, LINES);
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	async_server_close(listening);
	AWAIT(async_server_wait_closed(listening));
	return arg;
}

static void test_sendfile__through_TLS(void)
{
	async_run(get_file);
}

static void *distrust(void *arg)
{
	EXCEPTION(e);
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	struct async_server *listening = AWAIT(async_start_server(
		echo, NULL, "127.0.0.1", 0, .ssl = tls_server("self.pem")));

	TRY(async_open_connection(&reader, &writer, "127.0.0.1",
				  async_server_port(listening), .ssl = tls_client(),
				  .server_hostname = WEATHER));
	ASSERT(EXCEPT(OSError, e));
	ASSERT_STRING(e->type->name, "SSLCertVerificationError");
	async_server_close(listening);
	AWAIT(async_server_wait_closed(listening));
	return arg;
}

static void test_open__with_TLS_to_who_cannot_be_trusted(void)
{
	async_run(distrust);
}

/* As mail does: the client asks in the clear. */
static void *upgrade_and_echo(struct async_stream_reader *reader,
			      struct async_stream_writer *writer, void *arg)
{
	AWAIT(async_stream_reader_readline(reader, NULL));
	async_stream_writer_printf(writer, "go ahead\n");
	AWAIT(async_stream_writer_start_tls(writer, arg));
	return echo(reader, writer, arg);
}

/* A connection that is about to be upgraded, and who listens. */
ASYNC static struct async_server *ask_for_tls(struct async_stream_reader **reader,
					      struct async_stream_writer **writer)
{
	struct async_server *listening = AWAIT(async_start_server(
		upgrade_and_echo, tls_server("server.pem"), "127.0.0.1", 0));

	AWAIT(async_open_connection(reader, writer, "127.0.0.1", async_server_port(listening)));
	async_stream_writer_printf(*writer, "STARTTLS\n");
	ASSERT_STRING(AWAIT(async_stream_reader_readline(*reader, NULL)), "go ahead\n");
	return listening;
}

static void *upgrade(void *arg)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	struct async_server *listening = AWAIT(ask_for_tls(&reader, &writer));

	ASSERT(async_stream_writer_get_extra_info(writer, "ssl_object") == NULL);
	AWAIT(async_stream_writer_start_tls(writer, tls_client(), .server_hostname = WEATHER));
	ASSERT(async_stream_writer_get_extra_info(writer, "ssl_object") != NULL);
	AWAIT(talk_and_close(reader, writer, listening));
	return arg;
}

static void test_start_tls__in_the_middle(void)
{
	async_run(upgrade);
}

static void *upgrade_and_leave(void *arg)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;

	AWAIT(ask_for_tls(&reader, &writer));
	AWAIT(async_stream_writer_start_tls(writer, tls_client(), .server_hostname = WEATHER));
	return arg;
}

static void test_start_tls__left_open(void)
{
	async_run(upgrade_and_leave);
	ASSERT(async_exception() == NULL);
}

static void *upgrade_in_vain(void *arg)
{
	EXCEPTION(e);
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	struct async_server *listening =
		AWAIT(async_start_server(echo, NULL, "127.0.0.1", 0));

	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1",
				    async_server_port(listening)));
	TRY(async_stream_writer_start_tls(writer, tls_client(), .server_hostname = WEATHER));
	ASSERT(EXCEPT(OSError, e));
	ASSERT(async_stream_writer_is_closing(writer));
	return arg;
}

static void test_start_tls__with_who_does_not_speak_it(void)
{
	async_run(upgrade_in_vain);
}

static const struct test tests[] = {
	TEST(test_stream__with_TLS),
	TEST(test_sendfile__through_TLS),
	TEST(test_open__with_TLS_to_who_cannot_be_trusted),
	TEST(test_start_tls__in_the_middle),
	TEST(test_start_tls__left_open),
	TEST(test_start_tls__with_who_does_not_speak_it),
};

SUITE(tests, NO_PROGRAMS)

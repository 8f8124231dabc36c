/* The echo server of the documentation, with three clients at once. */

#include <stdio.h>
#include <string.h>

#include "async.h"
#include "bytes.h"

/* line.upper() */
static char *upper(const char *line)
{
	char *text = async_strdup(line);
	for (char *c = text; *c; c++)
		*c = toupper((unsigned char)*c);
	return text;
}

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	const char *line;
	size_t size;
	while (line = AWAIT(async_stream_reader_readline(reader, &size)), size > 0) {
		printf("server: %s", line);
		async_stream_writer_write(writer, upper(line), size);
		AWAIT(async_stream_writer_drain(writer));
	}
	puts("server: end");
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return arg;
}

struct client { int port; const char *name; };

static void *client(void *arg)
{
	const struct client *self = arg;
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", self->port));
	for (int i = 0; i < 3; i++) {
		async_stream_writer_printf(writer, "%s %d\n", self->name, i);
		AWAIT(async_stream_writer_drain(writer));
		printf("%s got %s", self->name,
		       AWAIT(async_stream_reader_readline(reader, NULL)));
	}
	async_stream_writer_write_eof(writer);
	printf("%s rest %s\n", self->name, REPR(async_stream_reader_read(reader, SIZE_MAX, &size)));
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return (void *)self->name;
}

static void show(struct async_server *server)
{
	size_t count;
	async_server_sockets(server, &count);
	printf("%s %zu\n", py(async_server_is_serving(server)), count);
}

ASYNC static int serve(struct async_server *server)
{
	ASYNC_WITH(server);
	int port = async_server_port(server);
	const char *names[3];
	AWAIT(async_gather((void **)names, async_create_task(client, port, "Oslo"),
			   async_create_task(client, port, "Lima"),
			   async_create_task(client, port, "Bonn")));
	printf("['%s', '%s', '%s']\n", names[0], names[1], names[2]);
	return 0;
}

static void *main_task(void *arg)
{
	struct async_server *server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0));
	show(server);
	AWAIT(serve(server));
	show(server);
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

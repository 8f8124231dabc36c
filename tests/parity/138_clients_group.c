/* A task group of clients, of which one fails: the others are cancelled, their connections
 * closed. */
#include <stdio.h>
#include <string.h>

#include "async.h"
#include "bytes.h"

ASYNC static int report(struct async_stream_reader *reader, struct async_stream_writer *writer,
			const char *city)
{
	for (int degrees = 0; degrees < 3; degrees++) {
		async_stream_writer_printf(writer, "%s %d\n", city, degrees);
		AWAIT(async_sleep(0.7));
	}
	printf("  server: %s went away; %s\n", city,
	       REPR(async_stream_reader_read(reader, SIZE_MAX, &size)));
	return 0;
}

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	EXCEPTION(e);
	char *city = async_strdup(AWAIT(async_stream_reader_readline(reader, NULL)));
	city[strcspn(city, "\n")] = '\0';
	if (strcmp(city, "Atlantis") == 0) {
		AWAIT(async_sleep(1));
		async_stream_writer_close(writer);
		return arg;
	}
	TRY(report(reader, writer, city));
	if (EXCEPT(ConnectionError, e))
		printf("  server: %s went away; %s\n", city, e->type->name);
	async_stream_writer_close(writer);
	return arg;
}

struct watching { struct async_stream_writer *writer; const char *city; };

static void *close_it(void *arg)
{
	const struct watching *self = arg;
	async_stream_writer_close(self->writer);
	AWAIT(async_stream_writer_wait_closed(self->writer));
	printf("%s closed\n", self->city);
	return NULL;
}

ASYNC static int read_on(struct async_stream_reader *reader, const char *city)
{
	for (;;) {
		const char *line = REPR(async_stream_reader_readuntil(reader, "\n", &size));
		printf("%s read %s\n", city, line);
	}
}

struct watch { int port; const char *city; };

static void *watch(void *arg)
{
	const struct watch *self = arg;
	EXCEPTION(e);
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", self->port));
	struct watching watching = { writer, self->city };
	FINALLY(close_it, &watching);
	async_stream_writer_printf(writer, "%s\n", self->city);
	TRY(read_on(reader, self->city));
	if (EXCEPT(CancelledError, e)) {
		printf("%s cancelled\n", self->city);
		async_reraise(e);
	} else if (EXCEPT(IncompleteReadError, e)) {
		size_t size;
		async_incomplete_read_partial(e, &size);
		async_raise_from(e, ConnectionError, "%s: %zu bytes and the end", self->city, size);
	}
	return NULL;
}

ASYNC static int watch_both(int port)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, watch, port, "Oslo");
	async_task_group_create_task(group, watch, port, "Atlantis");
	return 0;
}

static void *main_task(void *arg)
{
	struct async_server *server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0));
	ASYNC_WITH(server);
	int port = async_server_port(server);
	EXCEPTION(group);
	TRY(watch_both(port));
	EXCEPT_STAR(ConnectionError, group) {
		printf("%s %zu\n", group->message, group->count);
		const struct async_exception *e = group->exceptions[0];
		printf("%s %s from %s\n", e->type->name, e->message, e->cause->type->name);
	}
	AWAIT(async_sleep(2));

	static const double seconds[] = { 0.5, 1 };
	for (int i = 0; i < 2; i++) {
		EXCEPTION(e);
		TRY(async_wait_for(async_coroutine(watch, port, "Bonn"), seconds[i]));
		if (EXCEPT(TimeoutError, e))
			puts("timeout");
	}
	AWAIT(async_sleep(2));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

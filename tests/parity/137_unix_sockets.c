/* Streams through Unix sockets: at a path, and through a pair that is connected already. */

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "async.h"
#include "bytes.h"

/* The path that writer.get_extra_info(name) is. */
static char *path_of(struct async_stream_writer *writer, const char *name)
{
	const struct sockaddr_un *address = async_stream_writer_get_extra_info(writer, name);
	return async_strdup(address->sun_path);
}

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	printf("server: sockname ends in %s\n", basename(path_of(writer, "sockname")));
	printf("server: peername '%s'\n", path_of(writer, "peername"));
	ASYNC_FOR(line, reader)
		for (size_t i = strlen(line); i > 0; i--)
			async_stream_writer_write(writer, (char *)line + i - 1, 1);
	async_stream_writer_close(writer);
	return arg;
}

struct ask { const char *path, *text; };

static void *ask(void *arg)
{
	const struct ask *self = arg;
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	AWAIT(async_open_unix_connection(&reader, &writer, self->path));
	printf("client: peername ends in %s\n", basename(path_of(writer, "peername")));
	async_stream_writer_write(writer, self->text, strlen(self->text));
	async_stream_writer_write_eof(writer);
	printf("client: %s\n", REPR(async_stream_reader_read(reader, SIZE_MAX, &size)));
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return NULL;
}

static int family(struct async_server *server)
{
	size_t count;
	struct sockaddr_un address;
	socklen_t length = sizeof address;
	getsockname(async_server_sockets(server, &count)[0], (struct sockaddr *)&address, &length);
	return address.sun_family;
}

ASYNC static int at_a_path(const char *folder)
{
	const char *path = async_sprintf("%s/ticket-desk", folder);
	{
		struct async_server *server = AWAIT(async_start_unix_server(handle, NULL, path));
		ASYNC_WITH(server);
		printf("%s %s\n", py(access(path, F_OK) == 0), py(family(server) == AF_UNIX));
		AWAIT(async_await(async_coroutine(ask, path, "1234\n5678\n")));
		AWAIT(async_gather(NULL, async_create_task(ask, path, "ab\n"),
				   async_create_task(ask, path, "cd\n")));
	}
	puts(py(access(path, F_OK) == 0));
	return 0;
}

ASYNC static int through_a_pair(void)
{
	int pair[2];
	struct async_stream_reader *reader, *other_reader;
	struct async_stream_writer *writer, *other_writer;
	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	AWAIT(async_open_connection(&reader, &writer, NULL, 0, .sock = pair[0]));
	AWAIT(async_open_unix_connection(&other_reader, &other_writer, NULL, .sock = pair[1]));
	printf("'%s'\n", path_of(writer, "peername"));
	async_stream_writer_printf(writer, "through a pair\n");
	puts(REPR(async_stream_reader_readline(other_reader, &size)));
	async_stream_writer_printf(other_writer, "and back");
	async_stream_writer_close(other_writer);
	puts(REPR(async_stream_reader_read(reader, SIZE_MAX, &size)));
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return 0;
}

static void *clean_up(void *folder)
{
	rmdir(folder);
	return NULL;
}

static void *main_task(void *arg)
{
	char folder[] = "/tmp/parity-XXXXXX";
	FINALLY(clean_up, mkdtemp(folder));
	AWAIT(at_a_path(folder));
	AWAIT(through_a_pair());
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* Connections that are not made, and servers that do not start: which error it is. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "async.h"

/* async def attempt(name, awaitable). A macro, since what is made is of two kinds. */
#define ATTEMPT(what, awaitable, close)								\
	do {											\
		EXCEPTION(e);									\
		__auto_type made = TRY(awaitable);						\
		if (EXCEPT(OSError, e)) {							\
			printf("%s: %s, %s\n", what, e->type->name,				\
			       strerrorname_np(e->error_number));				\
		} else {									\
			printf("%s: made\n", what);						\
			close(made);								\
			AWAIT(async_sleep(0.1));						\
		}										\
	} while (0)

static struct async_stream_reader *reader;
static struct async_stream_writer *writer;

static void close_writer(int made)
{
	(void)made;
	async_stream_writer_close(writer);
}

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	(void)reader;
	async_stream_writer_close(writer);
	return arg;
}

/* text.replace(str(port), "PORT") */
static const char *without_port(const char *text, int port)
{
	const char *number = async_sprintf("%d", port), *place = strstr(text, number);
	return async_sprintf("%.*sPORT%s", (int)(place - text), text, place + strlen(number));
}

ASYNC static int at_ports(void)
{
	EXCEPTION(e);
	struct async_server *server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0));
	int port = async_server_port(server);
	ATTEMPT("a second server", async_start_server(handle, NULL, "127.0.0.1", port),
		async_server_close);
	async_server_close(server);
	AWAIT(async_server_wait_closed(server));
	ATTEMPT("nobody listens", async_open_connection(&reader, &writer, "127.0.0.1", port),
		close_writer);
	TRY(async_open_connection(&reader, &writer, "127.0.0.1", port));
	if (EXCEPT(ConnectionRefusedError, e))
		puts(without_port(e->message, port));
	return 0;
}

static void leave_dead_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int dead = socket(AF_UNIX, SOCK_STREAM, 0);
	strncpy(address.sun_path, path, sizeof address.sun_path - 1);
	bind(dead, (struct sockaddr *)&address, sizeof address);
	close(dead);
}

static void *clean_up(void *folder)
{
	unlink(async_sprintf("%s/weather", (char *)folder));
	rmdir(folder);
	return NULL;
}

ASYNC static int at_paths(char *folder)
{
	FINALLY(clean_up, folder);
	const char *path = async_sprintf("%s/weather", folder);
	ATTEMPT("no such socket", async_open_unix_connection(&reader, &writer, path),
		close_writer);
	struct async_server *server = AWAIT(async_start_unix_server(handle, NULL, path));
	ATTEMPT("a server at a path", async_open_unix_connection(&reader, &writer, path),
		close_writer);
	async_server_close(server);
	AWAIT(async_server_wait_closed(server));
	if (access(path, F_OK) == 0)
		unlink(path);
	leave_dead_socket(path);
	ATTEMPT("nobody at the path", async_open_unix_connection(&reader, &writer, path),
		close_writer);
	server = AWAIT(async_start_unix_server(handle, NULL, path));
	ATTEMPT("a server in its place", async_open_unix_connection(&reader, &writer, path),
		close_writer);
	async_server_close(server);
	const char *nowhere = async_sprintf("%s/nowhere/weather", folder);
	ATTEMPT("no folder", async_start_unix_server(handle, NULL, nowhere), async_server_close);
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(at_ports());
	char folder[] = "/tmp/parity-XXXXXX";
	AWAIT(at_paths(mkdtemp(folder)));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

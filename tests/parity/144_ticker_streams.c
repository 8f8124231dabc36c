/* What happens in which pass: a ticker, and an exchange of lines through a Unix socket. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "async.h"
#include "bytes.h"

static int now, zero;

struct ticker { struct async_event *stop; };

static void *ticker(void *arg)
{
	const struct ticker *self = arg;
	while (!async_event_is_set(self->stop)) {
		AWAIT(async_sleep(0));
		now++;
	}
	return NULL;
}

__attribute__((format(printf, 1, 2)))
static void say(const char *format, ...)
{
	va_list values;
	printf("%3d ", now - zero);
	va_start(values, format);
	vprintf(format, values);
	va_end(values);
	putchar('\n');
}

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	say("handler begins");
	ASYNC_FOR(line, reader) {
		say("handler read %s", repr(line, strlen(line)));
		for (char *c = line; *c; c++)
			*c = toupper((unsigned char)*c);
		async_stream_writer_write(writer, line, strlen(line));
		AWAIT(async_stream_writer_drain(writer));
	}
	say("handler has all");
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	say("handler ends");
	return arg;
}

struct client { const char *path, *name; };

static void *client(void *arg)
{
	static const char *const lines[] = { "first\n", "second\n" };
	const struct client *self = arg;
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	AWAIT(async_open_unix_connection(&reader, &writer, self->path));
	say("%s is connected", self->name);
	for (int i = 0; i < 2; i++) {
		async_stream_writer_write(writer, lines[i], strlen(lines[i]));
		say("%s has sent %s", self->name, repr(lines[i], strlen(lines[i])));
		const char *line = REPR(async_stream_reader_readline(reader, &size));
		say("%s read %s", self->name, line);
	}
	async_stream_writer_write_eof(writer);
	const char *rest = REPR(async_stream_reader_read(reader, SIZE_MAX, &size));
	say("%s read %s", self->name, rest);
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	say("%s is closed", self->name);
	return NULL;
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
	const char *path = async_sprintf("%s/socket", folder);
	struct async_event *stop = async_event();
	struct async_server *server = AWAIT(async_start_unix_server(handle, NULL, path));
	struct async_task *task = async_create_task(ticker, stop);
	AWAIT(async_sleep(0));
	zero = now;
	AWAIT(async_await(async_coroutine(client, path, "one")));
	for (int i = 0; i < 9; i++)
		AWAIT(async_sleep(0));
	zero = now;
	AWAIT(async_gather(NULL, async_create_task(client, path, "a"),
			   async_create_task(client, path, "b"),
			   async_create_task(client, path, "c")));
	zero = now;
	async_server_close(server);
	AWAIT(async_server_wait_closed(server));
	say("server closed");
	async_event_set(stop);
	AWAIT(async_await(task));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

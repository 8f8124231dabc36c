/* A pool of two connections, shared by five tasks; one that breaks is replaced, for the server goes
 * away where a line is too long. */

#include <stdio.h>
#include <string.h>

#include "async.h"

struct pair {
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
};

struct pool {
	int port;
	struct pair free[2];
	int count, made;
	struct async_semaphore *room;
};

struct connection { struct pool *pool; };

static void *connection(void *arg)
{
	struct pool *self = ((const struct connection *)arg)->pool;
	EXCEPTION(e);
	ASYNC_WITH(self->room);
	if (self->count == 0) {
		struct pair new;
		self->made++;
		AWAIT(async_open_connection(&new.reader, &new.writer, "127.0.0.1", self->port));
		self->free[self->count++] = new;
	}
	struct pair pair = self->free[--self->count];
	TRY(async_yield(&pair));
	if (EXCEPT(Exception, e)) {
		async_stream_writer_close(pair.writer);
		return async_reraise(e);
	}
	AWAIT(0);
	self->free[self->count++] = pair;
	return NULL;
}

/* text.rstrip() */
static char *stripped(const char *text)
{
	return async_sprintf("%.*s", (int)strcspn(text, "\n"), text);
}

struct ask { struct pool *pool; const char *city; };

static void *ask(void *arg)
{
	const struct ask *self = arg;
	ASYNC_WITH_AS(pair, async_context_manager(connection, self->pool));
	const struct pair *p = pair;
	async_stream_writer_printf(p->writer, "%s\n", self->city);
	const char *answer = AWAIT(async_stream_reader_readline(p->reader, NULL));
	if (!*answer)
		return async_raise(ConnectionError, "the server went away");
	return stripped(answer);
}

ASYNC static int answer_lines(struct async_stream_reader *reader,
			      struct async_stream_writer *writer)
{
	ASYNC_FOR(line, reader) {
		const char *city = stripped(line);
		AWAIT(async_sleep(strlen(city)));
		printf("  server answers %s\n", city);
		async_stream_writer_printf(writer, "%s: 3 degrees\n", city);
	}
	return 0;
}

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	EXCEPTION(e);
	TRY(answer_lines(reader, writer));
	if (EXCEPT(ValueError, e))
		printf("  server: %s\n", e->message);
	async_stream_writer_close(writer);
	return arg;
}

ASYNC static int ask_all(struct pool *pool)
{
	static const char *const cities[] = { "Oslo", "Rio de Janeiro", "Bonn", "Lima", "Bern" };
	struct async_task *tasks[5];
	void *answers[5];
	for (int i = 0; i < 5; i++)
		tasks[i] = async_create_task(ask, pool, cities[i]);
	AWAIT(async_gather_array(answers, tasks, 5));
	for (int i = 0; i < 5; i++)
		printf("%s%s", (char *)answers[i], i < 4 ? ", " : "\n");
	return 0;
}

static void *main_task(void *arg)
{
	static const char *const cities[] = { "Llanfairpwllgwyngyll", "Oslo", "Bonn" };
	struct async_server *server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0,
							       .limit = 16));
	ASYNC_WITH(server);
	struct pool pool = { .port = async_server_port(server), .room = async_semaphore(2) };
	AWAIT(ask_all(&pool));
	printf("made %d free %d\n", pool.made, pool.count);
	for (int i = 0; i < 3; i++) {
		EXCEPTION(e);
		const char *answer =
			TRY(async_await(async_create_task(ask, &pool, cities[i])));
		if (EXCEPT(ConnectionError, e))
			printf("%s %s\n", cities[i], e->message);
		else
			puts(answer);
		printf("made %d free %d\n", pool.made, pool.count);
	}
	for (int i = 0; i < pool.count; i++)
		async_stream_writer_close(pool.free[i].writer);
	AWAIT(async_sleep(1));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

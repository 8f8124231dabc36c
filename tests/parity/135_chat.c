/* A chat: what one says, all the others are told, through a queue for each. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"

struct member {
	const char *name;
	struct async_queue *queue;
};

static struct member clients[3];
static int count;

static void put(struct async_queue *queue, const char *text)
{
	async_queue_put_nowait(queue, async_strdup(text));
}

static void broadcast(const char *text, const char *but)
{
	for (int i = 0; i < count; i++)
		if (but == NULL || strcmp(clients[i].name, but) != 0)
			put(clients[i].queue, text);
}

struct deliver { struct async_queue *queue; struct async_stream_writer *writer; };

static void *deliver(void *arg)
{
	const struct deliver *self = arg;
	const char *text;
	while (text = AWAIT(async_queue_get(self->queue)), *text) {
		async_stream_writer_printf(self->writer, "%s\n", text);
		AWAIT(async_stream_writer_drain(self->writer));
	}
	return NULL;
}

static char *without_newline(const char *line)
{
	char *text = async_strdup(line);
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct member *)a)->name, ((const struct member *)b)->name);
}

static const char *who(void)
{
	struct member sorted[3];
	const char *text = "*";
	memcpy(sorted, clients, sizeof sorted);
	qsort(sorted, count, sizeof *sorted, by_name);
	for (int i = 0; i < count; i++)
		text = async_sprintf("%s %s", text, sorted[i].name);
	return text;
}

struct leaving {
	struct member member;
	struct async_task *sender;
	struct async_stream_writer *writer;
};

static void *leave(void *arg)
{
	struct leaving *self = arg;
	int i = 0;
	while (clients[i].queue != self->member.queue)
		i++;
	memmove(&clients[i], &clients[i + 1], (--count - i) * sizeof *clients);
	broadcast(async_sprintf("* %s left", self->member.name), NULL);
	put(self->member.queue, "");
	AWAIT(async_await(self->sender));
	async_stream_writer_close(self->writer);
	AWAIT(async_stream_writer_wait_closed(self->writer));
	return NULL;
}

static void *serve(struct async_stream_reader *reader, struct async_stream_writer *writer,
		   void *arg)
{
	const char *name = without_newline(AWAIT(async_stream_reader_readline(reader, NULL)));
	struct async_queue *queue = async_queue(0);
	clients[count++] = (struct member){ name, queue };
	broadcast(async_sprintf("* %s is here", name), name);
	struct async_task *sender = async_create_task(deliver, queue, writer);
	struct leaving leaving = { { name, queue }, sender, writer };
	FINALLY(leave, &leaving);
	ASYNC_FOR(line, reader) {
		const char *text = without_newline(line);
		if (strcmp(text, "/who") == 0)
			put(queue, who());
		else
			broadcast(async_sprintf("%s: %s", name, text), name);
	}
	return arg;
}

struct hear { const char *name; struct async_stream_reader *reader; };

static void *hear(void *arg)
{
	const struct hear *self = arg;
	ASYNC_FOR(line, self->reader)
		printf("   [%s] %s", self->name, (char *)line);
	printf("   [%s] end\n", self->name);
	return NULL;
}

struct client {
	struct async_stream_writer *writer;
	struct async_task *listener;
};

ASYNC static int join(struct client *client, int port, const char *name)
{
	struct async_stream_reader *reader;
	AWAIT(async_open_connection(&reader, &client->writer, "127.0.0.1", port));
	async_stream_writer_printf(client->writer, "%s\n", name);
	client->listener = async_create_task(hear, name, reader);
	AWAIT(async_sleep(1));
	return 0;
}

ASYNC static int say(struct client *client, const char *text)
{
	puts(text);
	async_stream_writer_printf(client->writer, "%s\n", text);
	AWAIT(async_sleep(1));
	return 0;
}

ASYNC static int talk(int port)
{
	struct client ann, bob, cat;
	AWAIT(join(&ann, port, "ann"));
	AWAIT(join(&bob, port, "bob"));
	AWAIT(join(&cat, port, "cat"));
	AWAIT(say(&ann, "good morning"));
	AWAIT(say(&bob, "hello ann\nhow is the weather in Oslo?"));
	AWAIT(say(&cat, "/who"));
	async_stream_writer_close(bob.writer);
	AWAIT(async_await(bob.listener));
	AWAIT(async_sleep(1));
	AWAIT(say(&ann, "cold\n/who"));
	async_stream_writer_write_eof(ann.writer);
	async_stream_writer_write_eof(cat.writer);
	AWAIT(async_gather(NULL, ann.listener, cat.listener));
	return 0;
}

static void *main_task(void *arg)
{
	struct async_server *server = AWAIT(async_start_server(serve, NULL, "127.0.0.1", 0));
	{
		ASYNC_WITH(server);
		AWAIT(talk(async_server_port(server)));
	}
	puts(count ? "{...}" : "{}");
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* A small key-value server, one line a request, and clients that share few connections. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "bytes.h"

static double start;
static char oslo[8] = "?", lima[8] = "?";		/* the store */

static char *value_of(const char *key)
{
	return strcmp(key, "oslo") == 0 ? oslo : lima;
}

static void *serve(struct async_stream_reader *reader, struct async_stream_writer *writer,
		   void *arg)
{
	ASYNC_FOR(line, reader) {
		char word[8], key[8], value[8];
		const char *answer = word;
		sscanf(line, "%7s %7s %7s", word, key, value);
		if (strcmp(word, "SET") == 0) {
			strcpy(value_of(key), value);
			answer = "OK";
		} else if (strcmp(word, "GET") == 0) {
			answer = value_of(key);
		} else if (strcmp(word, "SLOW") == 0) {
			AWAIT(async_sleep(atoi(key)));
			answer = "AWAKE";
		} else if (strcmp(word, "QUIT") == 0) {
			break;
		} else {
			answer = async_sprintf("ERROR %s", word);
		}
		async_stream_writer_printf(writer, "%s\n", answer);
		AWAIT(async_stream_writer_drain(writer));
	}
	async_stream_writer_printf(writer, "BYE\n");
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return arg;
}

struct client {
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	struct async_lock *lock;
};

ASYNC static struct client *client_connect(int port)
{
	struct client *self = async_alloc(sizeof *self);
	AWAIT(async_open_connection(&self->reader, &self->writer, "127.0.0.1", port));
	self->lock = async_lock();
	return self;
}

struct client_ask { struct client *client; const char *request; };

static void *client_ask(void *arg)
{
	const struct client_ask *ask = arg;
	struct client *self = ask->client;
	ASYNC_WITH(self->lock);
	async_stream_writer_printf(self->writer, "%s\n", ask->request);
	char *answer = async_strdup(AWAIT(async_stream_reader_readline(self->reader, NULL)));
	answer[strcspn(answer, "\n")] = '\0';
	return answer;
}

ASYNC static const char *ask(struct client *self, const char *request)
{
	return AWAIT(async_await(async_coroutine(client_ask, self, request)));
}

ASYNC static int client_close(struct client *self)
{
	const char *answer = AWAIT(ask(self, "QUIT"));
	printf("%s %s\n", answer, REPR(async_stream_reader_read(self->reader, SIZE_MAX, &size)));
	async_stream_writer_close(self->writer);
	AWAIT(async_stream_writer_wait_closed(self->writer));
	return 0;
}

struct limited { int port; struct async_semaphore *limit; int seconds; };

static void *limited(void *arg)
{
	const struct limited *self = arg;
	ASYNC_WITH(self->limit);
	struct client *client = AWAIT(client_connect(self->port));
	printf("connected at %.0f\n", round(async_loop_time(NULL) - start));
	const char *answer = AWAIT(ask(client, async_sprintf("SLOW %d", self->seconds)));
	async_stream_writer_close(client->writer);
	return (void *)answer;
}

/* print([...]) */
static void print_list(void *const *texts, int n)
{
	for (int i = 0; i < n; i++)
		printf("%s'%s'", i ? ", " : "[", (char *)texts[i]);
	puts("]");
}

ASYNC static int one_client(int port)
{
	static const char *const first[] = { "GET oslo", "SET oslo -3", "GET oslo", "PUT oslo 4" };
	static const char *const requests[] = { "SLOW 1", "SET lima 19", "GET lima", "GET oslo" };
	struct async_task *tasks[4];
	void *answers[4];
	EXCEPTION(e);
	struct client *client = AWAIT(client_connect(port));
	for (int i = 0; i < 4; i++)
		printf("%s -> %s\n", first[i], AWAIT(ask(client, first[i])));
	for (int i = 0; i < 4; i++)
		tasks[i] = async_create_task(client_ask, client, requests[i]);
	AWAIT(async_gather_array(answers, tasks, 4));
	print_list(answers, 4);
	TRY(async_wait_for(async_coroutine(client_ask, client, "SLOW 2"), 1));
	if (EXCEPT(TimeoutError, e)) {
		printf("too slow; the next one gets its answer: %s\n",
		       AWAIT(ask(client, "GET oslo")));
		printf("and so on: %s\n",
		       REPR(async_stream_reader_readline(client->reader, &size)));
	}
	AWAIT(client_close(client));
	return 0;
}

static void *main_task(void *arg)
{
	start = async_loop_time(NULL);
	struct async_server *server = AWAIT(async_start_server(serve, NULL, "127.0.0.1", 0));
	ASYNC_WITH(server);
	int port = async_server_port(server);
	AWAIT(one_client(port));
	struct async_semaphore *limit = async_semaphore(2);
	static const int seconds[] = { 1, 2, 3, 1, 1 };
	struct async_task *tasks[5];
	void *answers[5];
	for (int i = 0; i < 5; i++)
		tasks[i] = async_create_task(limited, port, limit, seconds[i]);
	AWAIT(async_gather_array(answers, tasks, 5));
	print_list(answers, 5);
	AWAIT(async_sleep(1));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

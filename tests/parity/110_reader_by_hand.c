/* A StreamReader that the program feeds itself: what each kind of read takes, and when it waits. */

#include <stdio.h>
#include <string.h>

#include "async.h"
#include "bytes.h"

static void feed(struct async_stream_reader *reader, const char *text)
{
	async_stream_reader_feed_data(reader, text, strlen(text));
}

struct feed_later { struct async_stream_reader *reader; };

static void *feed_later(void *arg)
{
	const struct feed_later *self = arg;
	static const char *const pieces[] = { "war", "m\nwi", "ndy\nco", "ld" };
	for (int i = 0; i < 4; i++) {
		AWAIT(async_sleep(1));
		printf("  fed %s\n", repr(pieces[i], strlen(pieces[i])));
		feed(self->reader, pieces[i]);
	}
	AWAIT(async_sleep(1));
	async_stream_reader_feed_eof(self->reader);
	puts("  fed the end");
	return NULL;
}

static void *main_task(void *arg)
{
	struct async_stream_reader *reader = async_stream_reader(0);
	feed(reader, "Oslo;-3.5\nLima;19.0\nrest");
	printf("%s ", REPR(async_stream_reader_read(reader, 0, &size)));
	printf("%s ", REPR(async_stream_reader_read(reader, 4, &size)));
	printf("%s\n", REPR(async_stream_reader_readexactly(reader, 1, &size)));
	printf("%s\n", REPR(async_stream_reader_readline(reader, &size)));
	printf("%s ", REPR(async_stream_reader_readuntil(reader, "19", &size)));
	printf("%s\n", REPR(async_stream_reader_readexactly(reader, 0, &size)));
	printf("%s ", REPR(async_stream_reader_read(reader, 100, &size)));
	printf("%s\n", py(async_stream_reader_at_eof(reader)));

	struct async_task *feeder = async_create_task(feed_later, reader);
	printf("%s\n", REPR(async_stream_reader_read(reader, 100, &size)));
	printf("%s\n", REPR(async_stream_reader_readline(reader, &size)));
	printf("%s\n", REPR(async_stream_reader_readuntil(reader, "dy", &size)));
	printf("%s\n", REPR(async_stream_reader_readexactly(reader, 4, &size)));
	printf("%s\n", py(async_stream_reader_at_eof(reader)));
	printf("%s\n", REPR(async_stream_reader_read(reader, SIZE_MAX, &size)));
	printf("%s ", py(async_stream_reader_at_eof(reader)));
	printf("%s ", REPR(async_stream_reader_read(reader, SIZE_MAX, &size)));
	printf("%s ", REPR(async_stream_reader_read(reader, 5, &size)));
	printf("%s\n", REPR(async_stream_reader_readline(reader, &size)));
	AWAIT(async_await(feeder));

	reader = async_stream_reader(0);
	feed(reader, "one\n\ntwo\nthree");
	async_stream_reader_feed_eof(reader);
	printf("%s\n", py(async_stream_reader_at_eof(reader)));
	ASYNC_FOR(line, reader)
		puts(repr(line, strlen(line)));
	printf("%s\n", py(async_stream_reader_at_eof(reader)));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

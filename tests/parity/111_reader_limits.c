/* What is longer than a reader's limit: which error it is, and what is left to be read. */

#include <stdio.h>
#include <string.h>

#include "async.h"
#include "bytes.h"

/* async def attempt(name, awaitable). A macro, since to await is a different call for each. */
#define ATTEMPT(name, call)									\
	do {											\
		EXCEPTION(e);									\
		size_t size;									\
		const char *data = TRY(call);							\
		if (EXCEPT(LimitOverrunError, e))						\
			printf("%s: LimitOverrunError: %s (%zu consumed)\n", name, e->message,	\
			       async_limit_overrun_consumed(e));				\
		else if (EXCEPT(IncompleteReadError, e))					\
			print_incomplete(name, e);						\
		else if (EXCEPT(ValueError, e))							\
			printf("%s: ValueError: %s\n", name, e->message);			\
		else										\
			printf("%s: %s\n", name, repr(data, size));				\
	} while (0)

static void print_incomplete(const char *name, const struct async_exception *e)
{
	size_t size;
	const char *partial = async_incomplete_read_partial(e, &size);
	size_t expected = async_incomplete_read_expected(e);
	printf("%s: IncompleteReadError: %s %s ", name, e->message, repr(partial, size));
	puts(expected ? async_sprintf("%zu", expected) : "None");
}

static void feed(struct async_stream_reader *reader, const char *text)
{
	async_stream_reader_feed_data(reader, text, strlen(text));
}

static struct async_stream_reader *fed(const char *text, size_t limit)
{
	struct async_stream_reader *reader = async_stream_reader(limit);
	feed(reader, text);
	async_stream_reader_feed_eof(reader);
	return reader;
}

ASYNC static int readline(void)
{
	static const char *const texts[] = { "1234\nnext\n", "12345\nnext\n", "123456789", "1234",
					     "12345", "123456" };
	puts("-- readline");
	for (int i = 0; i < 6; i++) {
		struct async_stream_reader *reader = fed(texts[i], 4);
		ATTEMPT(repr(texts[i], strlen(texts[i])),
			async_stream_reader_readline(reader, &size));
		ATTEMPT("  then", async_stream_reader_readline(reader, &size));
	}
	return 0;
}

ASYNC static int readuntil(void)
{
	static const char *const texts[] = { "1234--next--", "12345--next--", "123456789",
					     "12345-", "123456-", "1234-" };
	puts("-- readuntil");
	for (int i = 0; i < 6; i++) {
		struct async_stream_reader *reader = fed(texts[i], 4);
		ATTEMPT(repr(texts[i], strlen(texts[i])),
			async_stream_reader_readuntil(reader, "--", &size));
		ATTEMPT("  then", async_stream_reader_read(reader, 3, &size));
		ATTEMPT("  then", async_stream_reader_read(reader, SIZE_MAX, &size));
	}
	return 0;
}

struct slow { struct async_stream_reader *reader; };

static void *slow(void *arg)
{
	const struct slow *self = arg;
	ATTEMPT("slow", async_stream_reader_readline(self->reader, &size));
	return NULL;
}

static void *main_task(void *arg)
{
	AWAIT(readline());
	AWAIT(readuntil());

	puts("-- without a limit");
	struct async_stream_reader *reader = fed("012345678901234567890123456789", 4);
	ATTEMPT("readexactly", async_stream_reader_readexactly(reader, 20, &size));
	ATTEMPT("read", async_stream_reader_read(reader, SIZE_MAX, &size));
	ATTEMPT("empty separator", async_stream_reader_readuntil(reader, "", &size));

	puts("-- a line that becomes too long while it is awaited");
	reader = async_stream_reader(4);
	feed(reader, "123");
	struct async_task *task = async_create_task(slow, reader);
	static const char *const pieces[] = { "4", "5", "6789", "\nshort\n" };
	for (int i = 0; i < 4; i++) {
		AWAIT(async_sleep(0));
		printf("feeding %s\n", repr(pieces[i], strlen(pieces[i])));
		feed(reader, pieces[i]);
	}
	async_stream_reader_feed_eof(reader);
	AWAIT(async_await(task));
	ATTEMPT("then", async_stream_reader_readline(reader, &size));
	ATTEMPT("then", async_stream_reader_readline(reader, &size));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

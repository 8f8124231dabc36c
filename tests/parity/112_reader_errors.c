/* A reader's errors: two that read at a time, an end too early, an error of the connection. */

#include <stdio.h>
#include <string.h>

#include "async.h"
#include "bytes.h"

static const char *told(const struct async_exception *e)
{
	if (e->type == IncompleteReadError) {
		size_t size, expected = async_incomplete_read_expected(e);
		const char *partial = async_incomplete_read_partial(e, &size);
		return async_sprintf("%s: %s | %s of %s", e->type->name, e->message,
				     repr(partial, size),
				     expected ? async_sprintf("%zu", expected) : "None");
	}
	return async_sprintf("%s: %s", e->type->name, e->message);
}

/* async def attempt(name, awaitable). A macro, since to await is a different call for each. */
#define ATTEMPT(name, call)									\
	do {											\
		EXCEPTION(e);									\
		size_t size;									\
		const char *data = TRY(call);							\
		if (EXCEPT(Exception, e))							\
			printf("%s: %s\n", name, told(e));					\
		else										\
			printf("%s: %s\n", name, repr(data, size));				\
	} while (0)

static void feed(struct async_stream_reader *reader, const char *text)
{
	async_stream_reader_feed_data(reader, text, strlen(text));
}

enum kind { READ, READEXACTLY, READUNTIL, READLINE };

struct attempt {
	const char *name;
	struct async_stream_reader *reader;
	enum kind kind;
	size_t n;
};

/* attempt(), for a task of its own */
static void *attempt(void *arg)
{
	const struct attempt *self = arg;
	if (self->kind == READ)
		ATTEMPT(self->name, async_stream_reader_read(self->reader, self->n, &size));
	else if (self->kind == READEXACTLY)
		ATTEMPT(self->name, async_stream_reader_readexactly(self->reader, self->n, &size));
	else if (self->kind == READUNTIL)
		ATTEMPT(self->name, async_stream_reader_readuntil(self->reader, ";", &size));
	else
		ATTEMPT(self->name, async_stream_reader_readline(self->reader, &size));
	return NULL;
}

ASYNC static int two_readers(void)
{
	puts("-- two readers");
	struct async_stream_reader *reader = async_stream_reader(0);
	struct async_task *first = async_create_task(attempt, "first", reader, READLINE, 0);
	AWAIT(async_sleep(0));
	ATTEMPT("read", async_stream_reader_read(reader, 5, &size));
	ATTEMPT("readline", async_stream_reader_readline(reader, &size));
	ATTEMPT("readexactly", async_stream_reader_readexactly(reader, 2, &size));
	ATTEMPT("readuntil", async_stream_reader_readuntil(reader, ";", &size));
	ATTEMPT("nothing", async_stream_reader_read(reader, 0, &size));
	feed(reader, "a line\nmore");
	ATTEMPT("what is there", async_stream_reader_read(reader, 2, &size));
	AWAIT(async_await(first));
	ATTEMPT("rest", async_stream_reader_readexactly(reader, 3, &size));
	return 0;
}

ASYNC static int end_too_early(void)
{
	puts("-- the end too early");
	static const struct { const char *call; enum kind kind; size_t n; } calls[] = {
		{ "readexactly", READEXACTLY, 9 }, { "readuntil", READUNTIL, 0 },
		{ "readexactly", READEXACTLY, 1 }, { "readline", READLINE, 0 },
	};
	for (int i = 0; i < 4; i++) {
		struct async_stream_reader *reader = async_stream_reader(0);
		struct async_task *task = async_create_task(attempt, calls[i].call, reader,
							    calls[i].kind, calls[i].n);
		AWAIT(async_sleep(0));
		feed(reader, "Oslo");
		AWAIT(async_sleep(0));
		async_stream_reader_feed_eof(reader);
		AWAIT(async_await(task));
		puts(py(async_stream_reader_at_eof(reader)));
	}
	return 0;
}

ASYNC static int an_error(void)
{
	puts("-- an error");
	struct async_stream_reader *reader = async_stream_reader(0);
	struct async_task *waiting = async_create_task(attempt, "waiting", reader, READLINE, 0);
	AWAIT(async_sleep(0));
	feed(reader, "half a li");
	AWAIT(async_sleep(0));
	puts(async_stream_reader_exception(reader) ? "..." : "None");
	async_stream_reader_set_exception(reader,
					  async_exception_new(ConnectionResetError, "gone"));
	const struct async_exception *e = async_stream_reader_exception(reader);
	printf("%s('%s')\n", e->type->name, e->message);
	AWAIT(async_await(waiting));
	ATTEMPT("again", async_stream_reader_read(reader, 4, &size));
	ATTEMPT("exactly", async_stream_reader_readexactly(reader, 4, &size));
	ATTEMPT("until", async_stream_reader_readuntil(reader, "l", &size));
	ATTEMPT("nothing", async_stream_reader_read(reader, 0, &size));
	puts(py(async_stream_reader_at_eof(reader)));

	puts("-- an error for one who waits");
	reader = async_stream_reader(0);
	waiting = async_create_task(attempt, "waiting", reader, READ, SIZE_MAX);
	AWAIT(async_sleep(0));
	async_stream_reader_set_exception(reader, async_exception_new(OSError, "line is down"));
	AWAIT(async_await(waiting));
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(two_readers());
	AWAIT(end_too_early());
	AWAIT(an_error());
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

/* Writing where nobody reads any more: what is dropped without a word, and what raises. */

#include <stdio.h>
#include <sys/socket.h>

#include "async.h"
#include "bytes.h"

static void print_error(const char *name, const struct async_exception *e)
{
	printf("%s: %s: %s\n", name, e->type->name, e->message);
}

/* async def attempt(name, call): of a call that gives nothing, of one that reads, and of one that
 * does not suspend */
#define ATTEMPT(what, call)									\
	do {											\
		EXCEPTION(e);									\
		TRY(call);									\
		if (EXCEPT(Exception, e))							\
			print_error(what, e);							\
		else										\
			printf("%s: None\n", what);						\
	} while (0)

#define ATTEMPT_READ(what, call)								\
	do {											\
		EXCEPTION(e);									\
		size_t size;									\
		const char *data = TRY(call);							\
		if (EXCEPT(Exception, e))							\
			print_error(what, e);							\
		else										\
			printf("%s: %s\n", what, repr(data, size));				\
	} while (0)

#define ATTEMPT_NOW(what, call) ATTEMPT(what, ((call), 0))

static struct async_stream_reader *reader, *other_reader;
static struct async_stream_writer *writer, *other_writer;

ASYNC static int pair(void)
{
	int ends[2];
	socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
	AWAIT(async_open_connection(&reader, &writer, NULL, 0, .sock = ends[0]));
	AWAIT(async_open_connection(&other_reader, &other_writer, NULL, 0, .sock = ends[1]));
	return 0;
}

ASYNC static int closed_by_us(void)
{
	puts("-- closed by us");
	AWAIT(pair());
	async_stream_writer_write(writer, "before, ", 8);
	async_stream_writer_close(writer);
	async_stream_writer_close(writer);
	async_stream_writer_write(writer, "after", 5);
	printf("closing %s reading %s\n", py(async_stream_writer_is_closing(writer)),
	       py(async_transport_is_reading(async_stream_writer_transport(writer))));
	ATTEMPT("drain", async_stream_writer_drain(writer));
	ATTEMPT("drain", async_stream_writer_drain(writer));
	ATTEMPT_NOW("write_eof", async_stream_writer_write_eof(writer));
	ATTEMPT_READ("our read", async_stream_reader_read(reader, SIZE_MAX, &size));
	printf("their read %s\n", REPR(async_stream_reader_read(other_reader, SIZE_MAX, &size)));
	ATTEMPT("wait_closed", async_stream_writer_wait_closed(writer));
	async_stream_writer_close(other_writer);
	return 0;
}

ASYNC static int aborted_by_us(void)
{
	puts("-- aborted by us");
	AWAIT(pair());
	async_transport_abort(async_stream_writer_transport(writer));
	async_transport_abort(async_stream_writer_transport(writer));
	ATTEMPT_NOW("write", async_stream_writer_write(writer, "into nothing", 12));
	ATTEMPT("drain", async_stream_writer_drain(writer));
	ATTEMPT("wait_closed", async_stream_writer_wait_closed(writer));
	ATTEMPT_READ("our read", async_stream_reader_read(reader, SIZE_MAX, &size));
	printf("their read %s\n", REPR(async_stream_reader_read(other_reader, SIZE_MAX, &size)));
	async_stream_writer_close(other_writer);
	return 0;
}

ASYNC static int closed_by_them(void)
{
	puts("-- closed by them");
	AWAIT(pair());
	async_stream_writer_close(other_writer);
	AWAIT(async_stream_writer_wait_closed(other_writer));
	ATTEMPT_NOW("write", async_stream_writer_write(writer, "into nothing", 12));
	printf("closing %s\n", py(async_stream_writer_is_closing(writer)));
	ATTEMPT("drain", async_stream_writer_drain(writer));
	ATTEMPT("drain", async_stream_writer_drain(writer));
	ATTEMPT_READ("our read", async_stream_reader_read(reader, SIZE_MAX, &size));
	ATTEMPT("wait_closed", async_stream_writer_wait_closed(writer));
	return 0;
}

ASYNC static int heard_of_it(void)
{
	puts("-- closed by them, and we had heard of it");
	AWAIT(pair());
	async_stream_writer_close(other_writer);
	ATTEMPT_READ("our read", async_stream_reader_read(reader, SIZE_MAX, &size));
	printf("closing %s at_eof %s\n", py(async_stream_writer_is_closing(writer)),
	       py(async_stream_reader_at_eof(reader)));
	ATTEMPT_NOW("write", async_stream_writer_write(writer, "", 0));
	ATTEMPT("drain", async_stream_writer_drain(writer));
	ATTEMPT_NOW("write", async_stream_writer_write(writer, "into nothing", 12));
	ATTEMPT("drain", async_stream_writer_drain(writer));
	ATTEMPT_READ("our read", async_stream_reader_read(reader, SIZE_MAX, &size));
	ATTEMPT("wait_closed", async_stream_writer_wait_closed(writer));
	return 0;
}

ASYNC static int write_eof(void)
{
	puts("-- write_eof");
	AWAIT(pair());
	async_stream_writer_write(writer, "all", 3);
	ATTEMPT_NOW("write_eof", async_stream_writer_write_eof(writer));
	ATTEMPT_NOW("write_eof", async_stream_writer_write_eof(writer));
	ATTEMPT_NOW("write", async_stream_writer_write(writer, "more", 4));
	ATTEMPT("drain", async_stream_writer_drain(writer));
	printf("their read %s\n", REPR(async_stream_reader_read(other_reader, SIZE_MAX, &size)));
	async_stream_writer_write(other_writer, "answer", 6);
	printf("our read %s\n", REPR(async_stream_reader_readexactly(reader, 6, &size)));
	async_stream_writer_close(other_writer);
	async_stream_writer_close(writer);
	ATTEMPT("wait_closed", async_stream_writer_wait_closed(writer));
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(closed_by_us());
	AWAIT(aborted_by_us());
	AWAIT(closed_by_them());
	AWAIT(heard_of_it());
	AWAIT(write_eof());
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}

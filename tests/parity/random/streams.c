/* The words of streams.py. */

#include "play.h"

#include <string.h>
#include <sys/socket.h>

#include "../bytes.h"

enum { READERS = 2, ENDS = 2, FLOOD = 300000 };

static const char *const pieces[] = { "a", "bc\n", "-", "--", "\n", "defg", "h--i\n",
				      "jklmnopqrstu" };

static struct async_stream_reader *readers[READERS + ENDS];
static struct async_stream_writer *writers[ENDS];

void create_readers(void)
{
	readers[0] = async_stream_reader(4);
	readers[1] = async_stream_reader(16);
}

/* ---- Readers ---- */

static struct async_stream_reader *reader_of(const struct step *step)
{
	return readers[step->arguments[0]];
}

static struct async_stream_reader *reader_of_end(const struct step *step)
{
	return readers[READERS + step->arguments[0]];
}

static void tell_read(const struct step *step, const char *data, size_t size)
{
	tell("%d.%d read %s", step->task, step->number, repr(data, size));
}

static int play_feed(const struct step *step)
{
	const char *piece = pieces[step->arguments[1]];

	async_stream_reader_feed_data(reader_of(step), piece, strlen(piece));
	return 0;
}

static int play_feed_eof(const struct step *step)
{
	async_stream_reader_feed_eof(reader_of(step));
	return 0;
}

ASYNC static int read_some(const struct step *step, struct async_stream_reader *reader)
{
	size_t size;
	const char *data = AWAIT(async_stream_reader_read(reader, step->arguments[1], &size));

	tell_read(step, data, size);
	return 0;
}

ASYNC static int read_exactly(const struct step *step, struct async_stream_reader *reader)
{
	size_t size;
	const char *data =
		AWAIT(async_stream_reader_readexactly(reader, step->arguments[1], &size));

	tell_read(step, data, size);
	return 0;
}

ASYNC static int read_line(const struct step *step, struct async_stream_reader *reader)
{
	size_t size;
	const char *data = AWAIT(async_stream_reader_readline(reader, &size));

	tell_read(step, data, size);
	return 0;
}

ASYNC static int read_until(const struct step *step, struct async_stream_reader *reader)
{
	size_t size;
	const char *data = AWAIT(async_stream_reader_readuntil(reader, "--", &size));

	tell_read(step, data, size);
	return 0;
}

static int play_read(const struct step *step)
{
	return read_some(step, reader_of(step));
}

static int play_exactly(const struct step *step)
{
	return read_exactly(step, reader_of(step));
}

static int play_line(const struct step *step)
{
	return read_line(step, reader_of(step));
}

static int play_through(const struct step *step)
{
	return read_until(step, reader_of(step));
}

static int play_lines(const struct step *step)
{
	ASYNC_FOR(line, reader_of(step))
		tell_read(step, line, strlen(line));
	return 0;
}

static int play_at_eof(const struct step *step)
{
	tell("%d.%d %s", step->task, step->number,
	     py(async_stream_reader_at_eof(reader_of(step))));
	return 0;
}

/* ---- The connection ---- */

static struct async_stream_writer *writer_of(const struct step *step)
{
	return writers[step->arguments[0]];
}

static void tell_that(const struct step *step, const char *what)
{
	tell("%d.%d %s", step->task, step->number, what);
}

static int play_read_end(const struct step *step)
{
	return read_some(step, reader_of_end(step));
}

static int play_exactly_end(const struct step *step)
{
	return read_exactly(step, reader_of_end(step));
}

static int play_line_end(const struct step *step)
{
	return read_line(step, reader_of_end(step));
}

static int play_through_end(const struct step *step)
{
	return read_until(step, reader_of_end(step));
}

static int play_skip(const struct step *step)
{
	size_t size;

	AWAIT(async_stream_reader_read(reader_of_end(step), FLOOD, &size));
	tell("%d.%d skipped %s", step->task, step->number, py(size > FLOOD / 2));
	return 0;
}

static int play_write(const struct step *step)
{
	const char *piece = pieces[step->arguments[1]];

	async_stream_writer_write(writer_of(step), piece, strlen(piece));
	return 0;
}

static int play_flood(const struct step *step)
{
	static char flood[FLOOD];

	memset(flood, 'x', sizeof flood);
	async_stream_writer_write(writer_of(step), flood, sizeof flood);
	return 0;
}

static int play_drain_end(const struct step *step)
{
	AWAIT(async_stream_writer_drain(writer_of(step)));
	tell_that(step, "drained");
	return 0;
}

static int play_write_eof(const struct step *step)
{
	async_stream_writer_write_eof(writer_of(step));
	return 0;
}

static int play_close(const struct step *step)
{
	async_stream_writer_close(writer_of(step));
	return 0;
}

static int play_abort_end(const struct step *step)
{
	async_transport_abort(async_stream_writer_transport(writer_of(step)));
	return 0;
}

static int play_wait_closed(const struct step *step)
{
	AWAIT(async_stream_writer_wait_closed(writer_of(step)));
	tell_that(step, "closed");
	return 0;
}

static int play_state(const struct step *step)
{
	struct async_transport *transport = async_stream_writer_transport(writer_of(step));
	struct async_stream_reader *reader = reader_of_end(step);

	tell("%d.%d sees %d%d%d%d%d", step->task, step->number,
	     async_transport_is_closing(transport), async_transport_is_reading(transport),
	     async_stream_reader_at_eof(reader),
	     async_transport_get_write_buffer_size(transport) > 0,
	     async_stream_reader_exception(reader) != NULL);
	return 0;
}

const struct word stream_words[] = {
	{ "feed", play_feed },
	{ "feed_eof", play_feed_eof },
	{ "read", play_read },
	{ "exactly", play_exactly },
	{ "line", play_line },
	{ "through", play_through },
	{ "lines", play_lines },
	{ "at_eof", play_at_eof },
	{ NULL, NULL },
};

const struct word connection_words[] = {
	{ "read_end", play_read_end },
	{ "exactly_end", play_exactly_end },
	{ "line_end", play_line_end },
	{ "through_end", play_through_end },
	{ "skip", play_skip },
	{ "write", play_write },
	{ "flood", play_flood },
	{ "drain_end", play_drain_end },
	{ "write_eof", play_write_eof },
	{ "close", play_close },
	{ "abort_end", play_abort_end },
	{ "wait_closed", play_wait_closed },
	{ "state", play_state },
	{ NULL, NULL },
};

/* ---- The connection is made ---- */

static bool is_of_connection(const struct word *word)
{
	for (const struct word *of = connection_words; of->name != NULL; of++)
		if (of == word)
			return true;
	return false;
}

static bool has_word_of_connection(void)
{
	for (int i = 0; i < scenario.script_count; i++)
		for (int j = 0; j < scenario.scripts[i].step_count; j++)
			if (is_of_connection(scenario.scripts[i].steps[j].word))
				return true;
	return false;
}

int create_connection(void)
{
	int ends[ENDS];

	if (!has_word_of_connection())
		return 0;
	socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
	for (int i = 0; i < ENDS; i++)
		AWAIT(async_open_connection(&readers[READERS + i], &writers[i], NULL, 0,
					    .sock = ends[i], .limit = 8));
	for (int i = 0; i < ENDS; i++)
		async_transport_set_write_buffer_limits(async_stream_writer_transport(writers[i]),
							1000, 250);
	return 0;
}

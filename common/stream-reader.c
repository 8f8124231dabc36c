/* Readers: what has arrived and was not taken yet, and the one task that waits for more. When whom
 * what wakes, and what a limit means, follows CPython's streams.py. */

#include <string.h>

#include "stream-internal.h"
#include "transport.h"

enum { DEFAULT_LIMIT = 64 * 1024 };

/* ---- Waiting ---- */

struct stream_waiter {				/* lies on the stack of the task that waits */
	struct async_future future;		/* first, so that one pointer is both */
	struct async_task *task;
	struct async_stream_reader *reader;	/* NULL: it has ended */
};

/* Its task is dropped. */
static void abandon(struct async_future *future)
{
	struct stream_waiter *waiter = (struct stream_waiter *)future;

	if (waiter->reader != NULL)
		waiter->reader->waiter = NULL;
	future_fini(future);
}

static void describe(struct async_future *future, char *text, size_t size)
{
	const struct stream_waiter *waiter = (const struct stream_waiter *)future;

	if (waiter->reader == NULL)
		snprintf(text, size, "what has ended");
	else
		snprintf(text, size, "data of the stream created at %s:%d",
			 waiter->reader->site->file, waiter->reader->site->line);
}

static const struct future_methods waiter_methods = { .abandon = abandon, .describe = describe };

static void resume_transport(struct async_stream_reader *reader)
{
	reader->paused = false;
	async_transport_resume_reading(reader->transport);
}

static void maybe_resume_transport(struct async_stream_reader *reader)
{
	if (reader->paused && buffer_size(&reader->buffer) <= reader->limit)
		resume_transport(reader);
}

bool stream_reader_raise_error(struct async_stream_reader *reader)
{
	if (reader->exception == NULL)
		return false;
	exception_cut_traceback(reader->exception, reader->depth);
	error_put(exception_keep(reader->exception));
	return true;
}

/* Have [task] wait for what is fed next. [function] is the caller's name in asyncio. Returns: false
 * if an exception is raised; the reader may have ended then. */
static bool wait_for_data(struct async_stream_reader *reader, struct async_task *task,
			  const char *function)
{
	struct stream_waiter waiter = { .task = task, .reader = reader };

	if (reader->waiter != NULL) {
		error_raise(RuntimeError,
			    "%s() called while another coroutine is already waiting for incoming "
			    "data", function);
		return false;
	}
	if (stream_reader_raise_error(reader))		/* it came when data had woken the task */
		return false;
	if (reader->paused)			/* else nothing would come any more */
		resume_transport(reader);
	future_init(&waiter.future, reader->loop, reader->site, &waiter_methods);
	reader->waiter = &waiter;
	task_wait(task, &waiter.future, "data", 0);
	if (waiter.reader != NULL) {
		reader->waiter = NULL;
		buffer_settle(&reader->buffer);	/* another task may have read meanwhile */
	}
	future_exception(&waiter.future);	/* the reader keeps it, and raises it again */
	future_fini(&waiter.future);
	return async_exception() == NULL;
}

/* What every reading call begins with. Returns: NULL if an exception is raised. */
static struct async_task *begin(struct async_stream_reader *reader, const char *function)
{
	struct async_task *task;

	if (reader == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	task = task_may_suspend(function);
	if (task == NULL)
		return NULL;
	if (reader == NULL)
		error_misuse("%s was given NULL in place of a reader", function);
	buffer_settle(&reader->buffer);
	return stream_reader_raise_error(reader) ? NULL : task;
}

static const char *take(struct async_stream_reader *reader, size_t n, size_t *size)
{
	const char *bytes = buffer_take(&reader->buffer, n);

	reader->takes++;
	maybe_resume_transport(reader);
	if (size != NULL)
		*size = n;
	return bytes;
}

/* Raise IncompleteReadError with all that is there, which it takes out; [expected] 0: unknown. If
 * memory is short the bytes stay, and MemoryError is raised. Returns: NULL. */
static const char *raise_incomplete(struct async_stream_reader *reader, size_t expected)
{
	struct exception *e = stream_incomplete_read(&reader->buffer, expected);

	if (e->seen.type == IncompleteReadError)
		buffer_drop(&reader->buffer, buffer_size(&reader->buffer));
	error_put(e);
	return NULL;
}

/* ---- Pieces of a known size ---- */

/* Wait for the end, and leave all in the reader until then: so a cancellation loses none of it. */
static bool wait_for_end(struct async_stream_reader *reader, struct async_task *task)
{
	while (!reader->eof)
		if (!wait_for_data(reader, task, "read"))
			return false;
	return true;
}

const char *async_stream_reader_read(struct async_stream_reader *reader, size_t n, size_t *size)
{
	struct async_task *task = begin(reader, "async_stream_reader_read()");
	size_t held;

	if (task == NULL)
		return NULL;
	if (n == SIZE_MAX) {
		if (!wait_for_end(reader, task))
			return NULL;
	} else if (n > 0) {
		/* again, where another task has taken what came: nothing would mean the end */
		while (buffer_size(&reader->buffer) == 0 && !reader->eof)
			if (!wait_for_data(reader, task, "read"))
				return NULL;
	}
	held = buffer_size(&reader->buffer);
	return take(reader, n < held ? n : held, size);
}

const char *async_stream_reader_readexactly(struct async_stream_reader *reader, size_t n,
					    size_t *size)
{
	struct async_task *task = begin(reader, "async_stream_reader_readexactly()");

	if (task == NULL)
		return NULL;
	while (buffer_size(&reader->buffer) < n) {
		if (reader->eof)
			return raise_incomplete(reader, n);
		if (!wait_for_data(reader, task, "readexactly"))
			return NULL;
	}
	return take(reader, n, size);
}

/* ---- Up to a separator ---- */

struct search {
	const void *separator;
	size_t length;
	size_t offset;				/* in front of it there is none; or where it is */
	enum { FOUND, FOUND_TOO_FAR, NOT_WITHIN_LIMIT, NOT_BEFORE_END, FAILED } outcome;
};

/* Look on where the last look ended. Returns: whether it is there. */
static bool find(const struct buffer *buffer, struct search *search)
{
	size_t held = buffer_size(buffer);
	const char *found;

	if (held < search->offset + search->length)
		return false;
	found = memmem(buffer_bytes(buffer) + search->offset, held - search->offset,
		       search->separator, search->length);
	search->offset = found != NULL ? (size_t)(found - buffer_bytes(buffer))
				       : held + 1 - search->length;
	return found != NULL;
}

static void search_on(struct async_stream_reader *reader, struct async_task *task,
		      struct search *search)
{
	size_t takes = reader->takes;

	while (!find(&reader->buffer, search)) {
		if (search->offset > reader->limit) {
			search->outcome = NOT_WITHIN_LIMIT;
			return;
		}
		if (reader->eof) {
			search->outcome = NOT_BEFORE_END;
			return;
		}
		if (!wait_for_data(reader, task, "readuntil")) {
			search->outcome = FAILED;
			return;
		}
		if (takes != reader->takes) {	/* another task has read meanwhile */
			takes = reader->takes;
			search->offset = 0;
		}
	}
	search->outcome = search->offset > reader->limit ? FOUND_TOO_FAR : FOUND;
}

static struct exception *limit_overrun(const struct search *search)
{
	return stream_limit_overrun(search->outcome == FOUND_TOO_FAR
					    ? "Separator is found, but chunk is longer than limit"
					    : "Separator is not found, and chunk exceed the limit",
				    search->offset);
}

const char *async_stream_reader_readuntil_bytes(struct async_stream_reader *reader,
						const void *separator, size_t length, size_t *size)
{
	struct search search = { .separator = separator, .length = length };
	struct async_task *task;

	if (length == 0)
		return error_raise(ValueError, "Separator should be at least one-byte string");
	task = begin(reader, "async_stream_reader_readuntil()");
	if (task == NULL)
		return NULL;
	search_on(reader, task, &search);
	switch (search.outcome) {
	case FOUND:
		return take(reader, search.offset + length, size);
	case NOT_BEFORE_END:
		return raise_incomplete(reader, 0);
	case FAILED:
		return NULL;
	default:
		error_put(limit_overrun(&search));
		return NULL;
	}
}

const char *async_stream_reader_readuntil(struct async_stream_reader *reader,
					  const char *separator, size_t *size)
{
	return async_stream_reader_readuntil_bytes(reader, separator, strlen(separator), size);
}

/* A line that is too long is taken out, or what there is of it. If memory is short it stays. */
static const char *refuse_line(struct async_stream_reader *reader, const struct search *search)
{
	struct exception *overrun = limit_overrun(search);
	struct exception *e = exception_new(NULL, ValueError, overrun->seen.message);

	exception_set_context(e, overrun);
	exception_release(overrun);
	if (e->seen.type == ValueError)
		buffer_drop(&reader->buffer, search->outcome == FOUND_TOO_FAR
						     ? search->offset + 1
						     : buffer_size(&reader->buffer));
	maybe_resume_transport(reader);
	error_put(e);
	return NULL;
}

const char *async_stream_reader_readline(struct async_stream_reader *reader, size_t *size)
{
	struct search search = { .separator = "\n", .length = 1 };
	struct async_task *task = begin(reader, "async_stream_reader_readline()");

	if (task == NULL)
		return NULL;
	search_on(reader, task, &search);
	switch (search.outcome) {
	case FOUND:
		return take(reader, search.offset + 1, size);
	case NOT_BEFORE_END:
		return take(reader, buffer_size(&reader->buffer), size);
	case FAILED:
		return NULL;
	default:
		return refuse_line(reader, &search);
	}
}

/* For ASYNC_FOR. */
static void *next_line(struct async_iterator *iterator)
{
	size_t size = 0;
	const char *line =
		async_stream_reader_readline((struct async_stream_reader *)iterator, &size);

	if (async_exception() == NULL && size == 0)
		error_put(exception_new(NULL, StopAsyncIteration, NULL));
	return (void *)line;
}

/* ---- Feeding ---- */

static void maybe_pause_transport(struct async_stream_reader *reader)
{
	if (reader->transport == NULL || reader->paused ||
	    (buffer_size(&reader->buffer) + 1) / 2 <= reader->limit)
		return;
	async_transport_pause_reading(reader->transport);
	reader->paused = true;
}

void async_stream_reader_feed_data(struct async_stream_reader *reader, const void *data,
				   size_t size)
{
	if (reader->eof) {
		error_raise(AssertionError, "feed_data after feed_eof");
	} else if (!buffer_add(&reader->buffer, data, size)) {
		error_raise(MemoryError, "%zu bytes for a stream", size);
	} else if (size > 0) {
		if (reader->waiter != NULL)
			future_set_result(&reader->waiter->future, NULL);
		maybe_pause_transport(reader);
	}
}

void stream_reader_receive(struct async_stream_reader *reader, const void *data, size_t size)
{
	struct exception *e;

	async_stream_reader_feed_data(reader, data, size);
	e = error_take();
	if (e == NULL)
		return;
	async_stream_reader_set_exception(reader, &e->seen);
	error_put_back(e);
}

void async_stream_reader_feed_eof(struct async_stream_reader *reader)
{
	reader->eof = true;
	if (reader->waiter != NULL)
		future_set_result(&reader->waiter->future, NULL);
}

void async_stream_reader_set_exception(struct async_stream_reader *reader,
				       struct async_exception *e)
{
	struct exception *former = reader->exception;

	reader->exception = exception_keep((struct exception *)e);
	reader->depth = reader->exception->depth;
	exception_release(former);
	if (reader->waiter != NULL)
		future_set_exception(&reader->waiter->future, exception_keep(reader->exception));
}

const struct async_exception *
async_stream_reader_exception(const struct async_stream_reader *reader)
{
	return reader->exception != NULL ? &reader->exception->seen : NULL;
}

bool async_stream_reader_at_eof(const struct async_stream_reader *reader)
{
	return reader->eof && buffer_size(&reader->buffer) == 0;
}

/* ---- Its life ---- */

void stream_reader_set_transport(struct async_stream_reader *reader,
				 struct async_transport *transport)
{
	reader->transport = transport;
	reader->paused = false;
}

void stream_reader_init(struct async_stream_reader *reader, struct async_loop *loop,
			const struct async_site *site, size_t limit)
{
	*reader = (struct async_stream_reader){
		.iterator.anext = next_line,
		.loop = loop,
		.site = site,
		.limit = limit > 0 ? limit : DEFAULT_LIMIT,
	};
}

void stream_reader_fini(struct async_stream_reader *reader)
{
	struct stream_waiter *waiter = reader->waiter;

	if (waiter != NULL) {
		bool cancelled = waiter->future.state == FUTURE_CANCELLED ||
				 waiter->task->must_cancel;

		if (waiter->future.loop == loop_running() && !cancelled)
			waiters_misuse("stream", reader->site, waiter->task);
		waiter->reader = NULL;
	}
	exception_release(reader->exception);
	buffer_fini(&reader->buffer);
}

static void end_reader(void *memory)
{
	stream_reader_fini(memory);
}

struct async_stream_reader *async_stream_reader_(const struct async_site *site, size_t limit)
{
	struct async_loop *loop = loop_or_running(NULL);
	struct async_stream_reader *reader;

	if (loop == NULL)
		return NULL;
	reader = sync_new(sizeof *reader, end_reader, "a stream", site);
	if (reader != NULL)
		stream_reader_init(reader, loop, site, limit);
	return reader;
}

/* Readers, beside a model. A feeder and a reader share the input: each takes from it what to do
 * next. What a call gives is compared with what a few lines say that it must give, of all bytes
 * that were fed and not taken when it returned. */

#include <string.h>

#include "fuzz.h"

/* ---- The input ---- */

static const uint8_t *input;
static size_t input_left;

static uint8_t next_byte(void)
{
	return input_left > 0 ? (input_left--, *input++) : 0;
}

static const uint8_t *next_bytes(size_t *size)
{
	const uint8_t *bytes = input;

	if (*size > input_left)
		*size = input_left;
	input += *size;
	input_left -= *size;
	return bytes;
}

/* ---- The model: all that was fed, and how much of it was taken ---- */

static char fed[256 * 1024];
static size_t fed_size, taken, limit;
static bool ended;
static struct async_stream_reader *reader;
static struct async_task *reading;

static const char *there(void)
{
	return fed + taken;
}

static size_t there_size(void)
{
	return fed_size - taken;
}

/* What the last call gave, which must stay as it is until the next one. */
static const char *given;
static size_t given_size;

static void check_given(void)
{
	if (given == NULL)
		return;
	CHECK(memcmp(given, fed + taken - given_size, given_size) == 0);
	CHECK(given[given_size] == '\0');
}

static void gives(const char *bytes, size_t size, size_t expected)
{
	CHECK(bytes != NULL);
	CHECK(size == expected);
	taken += size;
	given = bytes;
	given_size = size;
	check_given();
}

static void gives_incomplete(const struct async_exception *e, size_t expected)
{
	size_t size;
	const char *partial = async_incomplete_read_partial(e, &size);

	CHECK(ended);
	CHECK(size == there_size());
	CHECK(memcmp(partial, there(), size) == 0);
	CHECK(async_incomplete_read_expected(e) == expected);
	taken += size;
}

ASYNC static int read_some(size_t n);

/* ---- Feeding ---- */

/* Read what is there, while the reader may wait for more. */
ASYNC static int take_some(size_t n)
{
	AWAIT(read_some(n));
	given = NULL;				/* it is the reader's turn */
	return 0;
}

static void feed(size_t size)
{
	const uint8_t *bytes = next_bytes(&size);

	if (size > sizeof fed - fed_size)
		return;
	memcpy(fed + fed_size, bytes, size);
	fed_size += size;
	async_stream_reader_feed_data(reader, bytes, size);
}

static void *feed_all(void *arg)
{
	(void)arg;
	while (input_left > 0) {
		uint8_t action = next_byte();

		if (action < 0xc0)
			feed(action & 0x3f);
		else if (action < 0xd0)
			feed((size_t)next_byte() << 4);
		else if (action < 0xe0)
			async_task_cancel(reading);
		else if (action >= 0xf0 && there_size() > 0)
			AWAIT(take_some(1 + (action & 7)));
		if ((action & 1) != 0)
			AWAIT(async_sleep(0));
		check_given();
	}
	ended = true;
	async_stream_reader_feed_eof(reader);
	return NULL;
}

/* ---- Reading ---- */

ASYNC static int read_some(size_t n)
{
	size_t size = 0;
	const char *bytes = AWAIT(async_stream_reader_read(reader, n, &size));

	if (n == SIZE_MAX)
		CHECK(ended);
	if (n > 0 && size == 0)
		CHECK(ended);
	gives(bytes, size, n < there_size() ? n : there_size());
	return 0;
}

ASYNC static int read_exactly(size_t n)
{
	EXCEPTION(e);
	size_t size = 0;
	const char *bytes = TRY(async_stream_reader_readexactly(reader, n, &size));

	if (EXCEPT(IncompleteReadError, e)) {
		CHECK(there_size() < n);
		gives_incomplete(e, n);
	} else if (async_exception() == NULL) {
		gives(bytes, size, n);
	}
	return 0;
}

/* What CPython's rules say of the bytes that are there. */
struct verdict { enum { FOUND, TOO_FAR, NOT_WITHIN, NOT_BEFORE_END, NOT_YET } is; size_t at; };

static struct verdict judge(const void *separator, size_t length)
{
	size_t size = there_size();

	for (size_t at = 0; at + length <= size; at++)
		if (memcmp(there() + at, separator, length) == 0)
			return (struct verdict){ at > limit ? TOO_FAR : FOUND, at };
	if (size >= length && size + 1 - length > limit)
		return (struct verdict){ NOT_WITHIN, size + 1 - length };
	return (struct verdict){ ended ? NOT_BEFORE_END : NOT_YET, 0 };
}

ASYNC static int read_line(void)
{
	EXCEPTION(e);
	size_t size = 0;
	const char *bytes = TRY(async_stream_reader_readline(reader, &size));
	struct verdict verdict = judge("\n", 1);

	if (EXCEPT(ValueError, e)) {
		CHECK(verdict.is == TOO_FAR || verdict.is == NOT_WITHIN);
		CHECK(async_limit_overrun_consumed(e->context) == verdict.at);
		taken = verdict.is == TOO_FAR ? taken + verdict.at + 1 : fed_size;
	} else if (async_exception() == NULL) {
		CHECK(verdict.is == FOUND || verdict.is == NOT_BEFORE_END);
		gives(bytes, size, verdict.is == FOUND ? verdict.at + 1 : there_size());
	}
	return 0;
}

ASYNC static int read_until(const void *separator, size_t length)
{
	EXCEPTION(e);
	size_t size = 0;
	const char *bytes = TRY(async_stream_reader_readuntil_bytes(reader, separator, length,
								    &size));
	struct verdict verdict = judge(separator, length);

	if (EXCEPT(LimitOverrunError, e)) {
		CHECK(verdict.is == TOO_FAR || verdict.is == NOT_WITHIN);
		CHECK(async_limit_overrun_consumed(e) == verdict.at);
	} else if (EXCEPT(IncompleteReadError, e)) {
		CHECK(verdict.is == NOT_BEFORE_END);
		gives_incomplete(e, 0);
	} else if (async_exception() == NULL) {
		CHECK(verdict.is == FOUND);
		gives(bytes, size, verdict.at + length);
	}
	return 0;
}

ASYNC static int read_as_told(uint8_t action)
{
	size_t length = 1 + (action >> 6);
	const uint8_t *separator;

	switch (action & 7) {
	case 0:
		return TRY(read_some(action >> 3));
	case 1:
		return TRY(read_some(SIZE_MAX));
	case 2:
		return TRY(read_exactly(action >> 3));
	case 3:
		return TRY(read_exactly((size_t)next_byte() << 3));
	case 4:
		separator = next_bytes(&length);
		return length > 0 ? TRY(read_until(separator, length)) : 0;
	default:
		return TRY(read_line());
	}
}

static void *read_all(void *arg)
{
	while (!async_stream_reader_at_eof(reader)) {
		EXCEPTION(e);
		uint8_t action = input_left > 0 ? next_byte() : 0xf8;

		check_given();
		given = NULL;
		TRY(read_as_told(action));
		if (!EXCEPT(CancelledError, e))
			AWAIT(0);
	}
	CHECK(ended);
	CHECK(taken == fed_size);
	return arg;
}

static void *feed_and_read(void *arg)
{
	fed_size = taken = 0;
	ended = false;
	given = NULL;
	limit = 1 + next_byte();
	reader = async_stream_reader(limit);
	reading = async_create_task(read_all);
	AWAIT(async_gather(NULL, async_coroutine(feed_all), reading));
	return arg;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	input = data;
	input_left = size;
	fuzz_run(feed_and_read);
	return 0;
}

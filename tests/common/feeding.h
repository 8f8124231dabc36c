#ifndef FEEDING_H
#define FEEDING_H

/* For the suites of stream.h: readers that are fed by hand. A suite need not use all of it. */

#include "suite.h"

#include <string.h>

__attribute__((unused))
static struct async_stream_reader *reader_with(const char *text)
{
	struct async_stream_reader *reader = async_stream_reader(0);

	async_stream_reader_feed_data(reader, text, strlen(text));
	return reader;
}

__attribute__((unused))
static void feed(struct async_stream_reader *reader, const char *text)
{
	async_stream_reader_feed_data(reader, text, strlen(text));
}

/* Feed the words of a text, one a second, and then say that it has ended. */
struct feed_words { struct async_stream_reader *reader; const char *text; };

__attribute__((unused))
static void *feed_words(void *arg)
{
	const struct feed_words *self = arg;
	const char *word = self->text;

	while (*word != '\0') {
		size_t length = strcspn(word, "|");

		AWAIT(async_sleep(1));
		async_stream_reader_feed_data(self->reader, word, length);
		word += length + (word[length] == '|');
	}
	AWAIT(async_sleep(1));
	async_stream_reader_feed_eof(self->reader);
	return NULL;
}

#endif

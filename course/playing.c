#include "playing.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "async.h"
#include "words.h"

static const char *const *environment(int record, const char *trace)
{
	struct words words = { 0 };

	for (char **variable = environ; *variable; variable++)
		if (strncmp(*variable, "ASYNC_RECORD=", 13) != 0 &&
		    (!trace || strncmp(*variable, "ASYNC_TRACE=", 12) != 0))
			words_add(&words, *variable);
	words_add(&words, async_sprintf("ASYNC_RECORD=%d", record));
	if (trace)
		words_add(&words, async_sprintf("ASYNC_TRACE=%s", trace));
	if (!getenv("ASYNC_CLOCK"))
		words_add(&words, "ASYNC_CLOCK=virtual");
	return words.list;
}

static void close_record(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

int playing_run(struct process *process, const char *trace, struct record *record)
{
	uint64_t key[2];
	int fd __attribute__((cleanup(close_record))) = record_create(key), error;

	if (fd < 0)
		async_raise(OSError, "cannot make a record: %s", strerror(-fd));
	process->keep = fd;
	process->environment = environment(fd, trace);
	AWAIT(process_run(process));
	error = record_read(fd, key, record);
	if (error < 0)
		async_raise(OSError, "cannot read the record: %s", strerror(-error));
	return 0;
}

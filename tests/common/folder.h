#ifndef FOLDER_H
#define FOLDER_H

/* Files for tests: they lie in memory, have no name but in /proc, and go with their descriptors. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "suite.h"

struct scratch {
	int fd;
	char path[32];
};

/* A file with [size] bytes of [text] in it. */
__attribute__((unused))
static struct scratch scratch_of(const char *text, size_t size)
{
	struct scratch scratch = { memfd_create("scratch", MFD_CLOEXEC), "" };

	snprintf(scratch.path, sizeof scratch.path, "/proc/self/fd/%d", scratch.fd);
	ASSERT(scratch.fd >= 0);
	ASSERT_INT(pwrite(scratch.fd, text, size, 0), size);
	return scratch;
}

__attribute__((unused))
static struct scratch scratch(const char *text)
{
	return scratch_of(text, strlen(text));
}

/* What is in it; to be freed. */
__attribute__((unused))
static char *scratch_read(struct scratch scratch, size_t *size)
{
	struct stat status = { 0 };
	char *text;

	fstat(scratch.fd, &status);
	text = calloc(1, (size_t)status.st_size + 1);
	ASSERT_INT(pread(scratch.fd, text, (size_t)status.st_size, 0), status.st_size);
	if (size != NULL)
		*size = (size_t)status.st_size;
	return text;
}

/* Assert that it holds [expected], and be done with it. */
__attribute__((unused))
static void scratch_end(struct scratch scratch, const char *expected)
{
	char *text = scratch_read(scratch, NULL);

	ASSERT_STRING(text, expected);
	free(text);
	close(scratch.fd);
}

#endif

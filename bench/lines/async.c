/* Ours: ASYNC_FOR over an open file. */

#include "async.h"

#include <stdio.h>

#include "../seconds.h"

struct count_lines { const char *path; };

static void *count_lines(void *arg)
{
	const struct count_lines *self = arg;
	struct async_file *file = AWAIT(async_open(self->path, "r"));
	double began = seconds();
	size_t lines = 0;

	ASYNC_FOR(line, file)
		lines++;
	printf("time %.2f\n", (seconds() - began) * 1e9 / (double)lines);
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: async FILE\n");
		return 1;
	}
	async_run(count_lines, argv[1]);
	return 0;
}

/* bench: runs the benchmarks, and tells what came of it. ../README.md explains how; the Makefile
 * builds what is run.
 *
 *      driver FOLDER PROGRAMS OUT [RUNS [ONLY]]
 *
 * FOLDER has a folder for each benchmark, PROGRAMS what was built of them, and OUT gets the
 * results. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "bench.h"
#include "files.h"
#include "measure.h"
#include "report.h"

struct request {
	const char *folder, *programs, *out, *only;
	int runs;
};

/* ---- Files ---- */

static int write_tables(const struct measured *measured, const char *out)
{
	const char *path = async_sprintf("%s/%s.txt", out, measured->bench->name);
	FILE *file = files_begin(path);

	if (!file)
		return -1;
	table_write(measured, file);
	return files_finish(file, path);
}

static int write_results(json_t *results, const char *out)
{
	const char *path = async_sprintf("%s/results.json", out);
	FILE *file = files_begin(path);

	if (!file)
		return -1;
	json_dumpf(results, file, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	fputc('\n', file);
	return files_finish(file, path);
}

/* ---- The whole ---- */

struct main_task { const struct request *request; };

static void *main_task(void *arg)
{
	const struct request *request = ((struct main_task *)arg)->request;
	struct benches benches = bench_find(request->folder, request->programs, request->only);
	json_t *results = json_array();

	AWAIT(0);
	files_make_path(request->out);
	for (size_t i = 0; i < benches.count; i++) {
		struct measured *measured = AWAIT(measure(&benches.list[i], request->runs));

		table_write(measured, stdout);
		fflush(stdout);
		results_add(results, measured);
		write_tables(measured, request->out);
	}
	AWAIT(0);
	write_results(results, request->out);
	json_decref(results);
	return NULL;
}

static bool parse(int argc, char **argv, struct request *request)
{
	char *end = "";

	if (argc < 4 || argc > 6) {
		fputs("Usage: driver FOLDER PROGRAMS OUT [RUNS [ONLY]]\n", stderr);
		return false;
	}
	*request = (struct request){ argv[1], argv[2], argv[3], argc > 5 ? argv[5] : "", 5 };
	if (argc > 4)
		request->runs = (int)strtol(argv[4], &end, 10);
	if (request->runs < 1 || request->runs > 1000 || *end) {
		fprintf(stderr, "bench: RUNS is a number from 1 to 1000, not \"%s\"\n", argv[4]);
		return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct request request;

	signal(SIGPIPE, SIG_IGN);
	if (!parse(argc, argv, &request))
		return 2;
	async_use_clock(ASYNC_CLOCK_REAL);
	async_use_schedule(NULL);
	async_use_trace(NULL);
	async_run(main_task, &request);
	EXCEPTION(e);
	if (EXCEPT(Exception, e)) {
		fprintf(stderr, "bench: %s\n", e->message);
		return 1;
	}
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fputs("bench: its output cannot be written\n", stderr);
		return 1;
	}
	return 0;
}

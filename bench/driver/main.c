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

static int write_file(const struct measured *measured, const char *out, const char *ending,
		      void (*write)(const struct measured *measured, FILE *file))
{
	const char *path = async_sprintf("%s/%s.%s", out, measured->bench->name, ending);
	FILE *file = files_begin(path);

	if (!file)
		return -1;
	write(measured, file);
	return files_finish(file, path);
}

/* ---- The whole ---- */

struct whole {
	struct measured **list;
	size_t count;
};

static int write_results(const struct whole *whole, const char *out)
{
	const char *path = async_sprintf("%s/results.json", out);
	FILE *file = files_begin(path);
	json_t *results;

	if (!file)
		return -1;
	results = json_array();
	for (size_t i = 0; i < whole->count; i++)
		results_add(results, whole->list[i]);
	json_dumpf(results, file, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	json_decref(results);
	fputc('\n', file);
	return files_finish(file, path);
}

/* After each benchmark all is written, so that whoever has to stop has what was measured so far. */
static int write_all(const struct whole *whole, const char *out)
{
	const struct measured *last = whole->list[whole->count - 1];

	table_write(last, stdout);
	fflush(stdout);
	write_file(last, out, "txt", table_write);
	write_file(last, out, "svg", chart_write);
	return write_results(whole, out);
}

struct main_task { const struct request *request; };

static void *main_task(void *arg)
{
	const struct request *request = ((struct main_task *)arg)->request;
	struct benches benches = bench_find(request->folder, request->programs, request->only);
	struct whole whole = { 0 };

	AWAIT(files_make_path(request->out));
	whole.list = async_alloc(benches.count * sizeof(struct measured *));
	for (size_t i = 0; i < benches.count; i++) {
		whole.list[whole.count++] = AWAIT(measure(&benches.list[i], request->runs));
		AWAIT(write_all(&whole, request->out));
	}
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

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
#include "machine.h"
#include "measure.h"
#include "report.h"
#include "summary.h"

struct request {
	const char *folder, *programs, *out, *only;
	int runs;
};

/* ---- Files ---- */

static void write_table(void *measured, FILE *file)
{
	table_write(measured, file);
}

static void write_chart(void *measured, FILE *file)
{
	chart_write(measured, file);
}

static void write_summary_table(void *summary, FILE *file)
{
	summary_table_write(summary, file);
}

static void write_summary_chart(void *summary, FILE *file)
{
	summary_chart_write(summary, file);
}

static void write_results(void *arg, FILE *file)
{
	const struct summary *summary = arg;
	json_t *results = json_array();

	for (size_t i = 0; i < summary->count; i++)
		results_add(results, summary->list[i]);
	json_dumpf(results, file, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	json_decref(results);
	fputc('\n', file);
}

/* Whole, or not at all. */
static int write_file(const char *path, void (*write)(void *arg, FILE *file), void *arg)
{
	FILE *file = path ? files_begin(path) : NULL;

	if (!file)
		return -1;
	write(arg, file);
	return files_finish(file, path);
}

/* After each benchmark all is written, so that whoever has to stop has what was measured so far. */
static int write_all(struct summary *summary, const char *out)
{
	struct measured *last = summary->list[summary->count - 1];
	const char *name = last->bench->name;

	table_write(last, stdout);
	fflush(stdout);
	write_file(async_sprintf("%s/%s.txt", out, name), write_table, last);
	write_file(async_sprintf("%s/%s.svg", out, name), write_chart, last);
	write_file(async_sprintf("%s/summary.md", out), write_summary_table, summary);
	write_file(async_sprintf("%s/summary.svg", out), write_summary_chart, summary);
	return write_file(async_sprintf("%s/results.json", out), write_results, summary);
}

/* ---- The whole ---- */

static void say_end(const struct summary *summary, const char *out)
{
	double seconds = 0;

	for (size_t i = 0; i < summary->count; i++)
		seconds += summary->list[i]->seconds;
	if (*summary->noise)
		folded_write(stdout, summary->noise);
	printf("It took %.0f seconds:", seconds);
	for (size_t i = 0; i < summary->count; i++)
		printf(" %s %.0f%s", summary->list[i]->bench->name, summary->list[i]->seconds,
		       i + 1 < summary->count ? "," : ".\n");
	printf("All this lies in %s: as text, as charts, and as JSON.\n", out);
}

struct main_task { const struct request *request; };

static void *main_task(void *arg)
{
	const struct request *request = ((struct main_task *)arg)->request;
	struct benches benches = bench_find(request->folder, request->programs, request->only);
	struct summary summary = { 0 };
	double waited = machine_waited();

	AWAIT(files_make_path(request->out));
	const char *languages = AWAIT(machine_languages(&benches));
	summary.machine = async_sprintf("Measured on %s, with %s; %d run%s of each.",
					machine_text(), languages, request->runs,
					request->runs == 1 ? "" : "s");
	summary.list = async_alloc(benches.count * sizeof(struct measured *));
	folded_write(stdout, summary.machine);
	putchar('\n');
	fflush(stdout);
	for (size_t i = 0; i < benches.count; i++) {
		summary.list[summary.count++] = AWAIT(measure(&benches.list[i], request->runs));
		summary_judge(&summary, machine_waited() - waited);
		AWAIT(write_all(&summary, request->out));
	}
	say_end(&summary, request->out);
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

/* What we are set to do is not for those whom we measure. */
static void forget_settings(void)
{
	static const char *const settings[] = {
		"ASYNC_CLOCK", "ASYNC_SCHEDULE", "ASYNC_TRACE", "ASYNC_RECORD", "ASYNC_DEBUG",
		"ASYNC_CENSUS",
	};

	async_use_clock(ASYNC_CLOCK_REAL);
	async_use_schedule(NULL);
	async_use_trace(NULL);
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		unsetenv(settings[i]);
}

int main(int argc, char **argv)
{
	struct request request;

	signal(SIGPIPE, SIG_IGN);
	if (!parse(argc, argv, &request))
		return 2;
	forget_settings();
	async_run(main_task, &request);
	EXCEPTION(e);
	if (EXCEPT(KeyboardInterrupt, e)) {
		fprintf(stderr, "bench: interrupted; what was measured lies in %s\n", request.out);
		return 130;
	}
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

/* course trace: a run as a timeline. */

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "async.h"
#include "command.h"
#include "files.h"
#include "playing.h"
#include "screen.h"
#include "text.h"
#include "trace.h"

enum { MOST_SECONDS = 10, MOST_TRACE = 32 << 20 };

/* One that was played. */
struct played {
	const char *title;		/* "chapters/03-gather/2-gathered.c" */
	const char *trace;		/* Chrome's, in a file that may not be there */
	const char *ending;		/* how it ended, if not well; else NULL */
	struct timeline *timeline;
};

/* ---- Playing ---- */

static const char *ending_of(const struct process *process)
{
	int status = process->status;

	if (process->end == PROCESS_TIMED_OUT)
		return async_sprintf("It did not come to its end in %d seconds, and was ended.",
				     MOST_SECONDS);
	if (process->end == PROCESS_FLOODED)
		return "It wrote without end, and was ended.";
	if (WIFSIGNALED(status))
		return async_sprintf("It was ended by signal %d, %s.", WTERMSIG(status),
				     strsignal(WTERMSIG(status)));
	return WEXITSTATUS(status) == 0 ? NULL :
	       async_sprintf("It ended with exit status %d.", WEXITSTATUS(status));
}

/* What the trace in [file] knows is an addition: if it is too long, it can be done without. */
static void add_trace(struct played *played)
{
	FILE *file = fopen(played->trace, "re");
	json_t *trace = NULL;

	if (file && fseek(file, 0, SEEK_END) == 0 && ftell(file) < MOST_TRACE) {
		rewind(file);
		trace = json_loadf(file, 0, NULL);
	}
	if (file)
		fclose(file);
	if (trace)
		timeline_add_trace(played->timeline, trace);
}

static void set_timeline(struct played *played, const struct record *record)
{
	played->timeline = timeline_new(record);
	if (played->timeline)
		add_trace(played);
	else if (!async_exception())
		async_raise(Complaint, "%s runs no event loop of async.h, so that there is "
			    "nothing to trace.", played->title);
}

ASYNC static int play_program(const struct tree *tree, const struct chapter_program *program,
			      struct played *played)
{
	bool real = getenv("ASYNC_CLOCK") && strcmp(getenv("ASYNC_CLOCK"), "real") == 0;
	struct record record = { 0 };
	struct process process = {
		.argv = (const char *const[]){ program->binary, NULL }, .directory = tree->root,
		.limits = { .seconds = real ? 0 : MOST_SECONDS, .output_bytes = 1 << 20 },
	};

	if (access(program->binary, X_OK) != 0)
		async_raise(Complaint, "%s is not built yet: type make.", program->source);
	played->title = program->source;
	AWAIT(playing_run(&process, played->trace, &record));
	played->ending = ending_of(&process);
	set_timeline(played, &record);
	record_free(&record);
	return async_exception() ? -1 : 0;
}

/* ---- Showing ---- */

static int screen_columns(void)
{
	struct winsize size;

	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
	    size.ws_col > 0)
		return size.ws_col;
	return 80;
}

/* Only a terminal can tell us what it shows. */
static bool is_ascii(const struct options *options)
{
	setlocale(LC_CTYPE, "");
	return options->plain || !isatty(STDOUT_FILENO) ||
	       strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

static void print_head(const struct played *played)
{
	const struct timeline *timeline = played->timeline;
	size_t tasks = timeline->count;

	for (size_t i = 0; i < timeline->count; i++)
		tasks -= timeline->rows[i].task == 0;
	printf("%s%s%s: %zu task%s, %s on the %s clock\n", paint(PAINT_BOLD), played->title,
	       paint(PAINT_OFF), tasks, tasks == 1 ? "" : "s", words_of_time(timeline->end),
	       timeline->virtual_clock ? "virtual" : "real");
}

static void print_notes(const struct played *played)
{
	const struct timeline *timeline = played->timeline;

	for (size_t i = 0; timeline->notes[i]; i++)
		printf("%s\n", timeline->notes[i]);
	if (timeline->full)
		printf("The record is full: what came behind its 16,000 events is not shown.\n");
	if (played->ending)
		printf("%s%s%s\n", paint(PAINT_BAD), played->ending, paint(PAINT_OFF));
}

static void show(const struct played *played, const struct options *options)
{
	struct picture picture = {
		.timeline = played->timeline, .title = played->title,
		.length = played->timeline->end, .mark = -1,
	};

	print_head(played);
	putchar('\n');
	if (options->text)
		timeline_tell(played->timeline, stdout);
	else
		trace_draw(&picture, screen_columns(), is_ascii(options), stdout);
	print_notes(played);
}

/* ---- The command ---- */

int command_trace(const struct tree *tree, const struct options *options)
{
	const char *folder = AWAIT(files_make_folder());
	FINALLY(files_remove_folder, (void *)folder);
	struct played played = { .trace = async_sprintf("%s/trace.json", folder) };
	struct chapter_programs programs;

	AWAIT(tree_programs(tree, options->arguments[0], &programs));
	AWAIT(play_program(tree, &programs.list[0], &played));
	show(&played, options);
	return 0;
}

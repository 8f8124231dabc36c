#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "async.h"
#include "files.h"
#include "judging.h"
#include "playing.h"
#include "text.h"
#include "tracing.h"

enum { MOST_SECONDS = 10, MOST_CPU_SECONDS = 3, MOST_TRACE = 32 << 20 };

static const char *ending_of(const struct process *process)
{
	int status = process->status;

	if (process->end == PROCESS_TIMED_OUT)
		return async_sprintf("It did not come to its end in %d seconds, and was ended.",
				     MOST_SECONDS);
	if (process->end == PROCESS_FLOODED)
		return "It wrote without end, and was ended.";
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return async_sprintf("It did not come to its end in %d seconds of computing, and "
				     "was ended.", MOST_CPU_SECONDS);
	if (WIFSIGNALED(status))
		return async_sprintf("It was ended by signal %d, %s.", WTERMSIG(status),
				     strsignal(WTERMSIG(status)));
	return WEXITSTATUS(status) == 0 ? NULL :
	       async_sprintf("It ended with exit status %d.", WEXITSTATUS(status));
}

/* What the trace in its file knows is an addition: if it is too long, it can be done without. */
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

static int set_timeline(struct played *played, const struct record *record)
{
	played->timeline = timeline_new(record);
	if (played->timeline)
		add_trace(played);
	else if (!async_exception())
		async_raise(Complaint, "%s has run no event loop of async.h, so there is nothing "
			    "to show.", played->title);
	return 0;
}

/* ---- Programs ---- */

ASYNC static int play_program(const struct play *play, struct played *played)
{
	const struct chapter_program *program = play->program;
	bool real = getenv("ASYNC_CLOCK") && strcmp(getenv("ASYNC_CLOCK"), "real") == 0;
	struct record record = { 0 };
	struct process process = {
		.argv = (const char *const[]){ program->binary, NULL },
		.directory = play->tree->root,
		.limits = {
			.seconds = real ? 0 : MOST_SECONDS, .cpu_seconds = MOST_CPU_SECONDS,
			.output_bytes = 1 << 20,
		},
	};

	if (access(program->binary, X_OK) != 0)
		async_raise(Complaint, "%s is not built yet: type make.", program->source);
	played->title = program->source;
	played->trace = async_sprintf("%s/trace.json", play->folder);
	AWAIT(playing_run(&process, played->trace, &record));
	played->ending = ending_of(&process);
	set_timeline(played, &record);
	record_free(&record);
	return 0;
}

/* ---- Exercises ---- */

/* The frames that the judge has written to [path]. They are memory of the current task. */
static int read_frames(const char *path, struct record *record)
{
	FILE *file = fopen(path, "re");
	long size = file && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : 0;
	struct record_frame *frames = async_alloc((size_t)size + 1);

	if (file && frames) {
		rewind(file);
		record->count = fread(frames, sizeof(*frames), (size_t)size / sizeof(*frames),
				      file);
		record->frames = frames;
	}
	if (file)
		fclose(file);
	for (size_t i = 0; i < record->count; i++)
		record->returned = record->returned || frames[i].kind == RECORD_RETURNED;
	return 0;
}

/* Have the judge stage [program] once, and leave its record. */
ASYNC static int stage(const struct play *play, const char *program, const char *object,
		       struct played *played)
{
	const char *frames = async_sprintf("%s/frames", play->folder);
	struct record record = { 0 };
	struct process process = {
		.argv = (const char *const[]){
			async_sprintf("%s/judge", play->exercise->folder),
			"--source", play->source, "--object", object,
			"--seed", play->seed ?: "1", "--trace", frames, "--", program, NULL,
		},
		.directory = play->tree->work,
		.limits = { .seconds = 60, .output_bytes = 1 << 20 },
	};

	AWAIT(process_run(&process));
	json_t *staged = process_succeeded(&process) ? json_loads(process.out.text, 0, NULL) : NULL;
	if (!staged)
		async_raise(Complaint, "The judge of %s has not staged it: %s",
			    play->exercise->name, text_line(process.err.text));
	played->how = json_string_value(json_object_get(staged, "run"));
	played->ending = json_string_value(json_object_get(staged, "found"));
	if (played->ending)
		played->ending = async_sprintf("The run is not as it should be: %s.",
					       text_line(played->ending));
	record.full = json_is_true(json_object_get(staged, "full"));
	played->trace = async_sprintf("%s.json", frames);
	AWAIT(read_frames(frames, &record));
	return set_timeline(played, &record);
}

ASYNC static int play_exercise(const struct play *play, struct played *played)
{
	struct exercise exercise = *play->exercise;
	struct submission submission = {
		.tree = play->tree, .exercise = &exercise, .folder = play->folder,
	};
	const char *program, *object;

	exercise.source = play->source;
	played->title = play->source == play->exercise->source ? tree_path_shown(play->source) :
			play->source;
	AWAIT(files_make_path(play->folder));
	struct verdict *verdict = AWAIT(judge_build(&submission, &program, &object));
	if (verdict) {
		verdict_print(verdict, stdout);
		return 1;
	}
	return AWAIT(stage(play, program, object, played));
}

int trace_play(const struct play *play, struct played *played)
{
	return AWAIT(play->exercise ? play_exercise(play, played) : play_program(play, played));
}

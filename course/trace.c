/* course trace: a run as a timeline. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "async.h"
#include "command.h"
#include "files.h"
#include "judging.h"
#include "progress.h"
#include "screen.h"
#include "terminal.h"
#include "text.h"
#include "tracing.h"

struct request {
	const struct options *options;
	struct play play;
	struct exercise exercise;	/* see play */
	struct played played;		/* by the learner, or the program */
	struct played solution;		/* with timeline NULL: none */
	struct difference difference;
};

/* ---- What is meant ---- */

static bool is_one(const char *word, size_t count, const char *what)
{
	if (count > 1)
		async_raise(Complaint, "\"%s\" means %zu %s: name one of them.", text_line(word),
			    count, what);
	return count == 1;
}

static bool knows_better(const struct async_exception *complaint)
{
	return strstr(complaint->message, "did you mean") != NULL;
}

static void take_exercise(struct request *request, const struct exercise *exercise)
{
	request->exercise = *exercise;
	request->play.exercise = &request->exercise;
	request->play.source = exercise->source;
}

/* The exercise at hand. */
ASYNC static int choose_current(struct request *request)
{
	struct progress progress;
	struct exercise exercise;

	AWAIT(progress_load(&progress, request->play.tree));
	AWAIT(progress_find(&progress, NULL, "trace", &exercise));
	take_exercise(request, &exercise);
	return 0;
}

/* An exercise, or else a program. */
ASYNC static int choose(struct request *request)
{
	const char *word = request->options->arguments[0];
	const struct tree *tree = request->play.tree;
	struct chapter_programs programs = { 0 };
	struct exercises exercises = { 0 };
	EXCEPTION(no_exercise);
	EXCEPTION(no_program);

	if (!word)
		return AWAIT(choose_current(request));
	TRY(tree_exercises(tree, request->options->arguments, &exercises));
	if (!EXCEPT(Complaint, no_exercise)) {
		AWAIT(is_one(word, exercises.count, "exercises"));
		take_exercise(request, &exercises.list[0]);
		return 0;
	}
	TRY(tree_programs(tree, word, &programs));
	if (!EXCEPT(Complaint, no_program)) {
		AWAIT(is_one(word, programs.count, "programs"));
		request->play.program = &programs.list[0];
		return 0;
	}
	if (knows_better(no_exercise))
		async_raise(Complaint, "%s", no_exercise->message);
	else if (knows_better(no_program))
		async_raise(Complaint, "%s", no_program->message);
	else
		async_raise(Complaint, "There is no exercise and no program \"%s\".",
			    text_line(word));
	return 0;
}

/* ---- Showing ---- */

/* What is not a terminal does not say what it can show. */
static bool is_ascii(void)
{
	return screen_is_plain() || !isatty(STDOUT_FILENO) || !terminal_has_unicode();
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
	if (played->how)
		printf("%s%s%s\n", paint(PAINT_DIM), text_line(played->how), paint(PAINT_OFF));
	putchar('\n');
}

static void print_notes(const struct played *played)
{
	const struct timeline *timeline = played->timeline;

	for (size_t i = 0; timeline->notes[i]; i++)
		printf("%s\n", timeline->notes[i]);
	if (timeline->full)
		printf("There were more events than are recorded: the last are not shown.\n");
	if (played->ending)
		printf("%s%s%s\n", paint(PAINT_BAD), played->ending, paint(PAINT_OFF));
}

static struct picture picture_of(const struct request *request, const struct played *played)
{
	const struct timeline *ours = request->played.timeline;
	const struct timeline *other = request->solution.timeline;
	const struct difference *difference = &request->difference;
	struct picture picture = {
		.timeline = played->timeline, .title = played->title,
		.beside = played == &request->played ? other : ours,
		.length = ours->shown, .mark = -1, .mark_text = "first difference",
	};

	if (other && other->shown > picture.length)
		picture.length = other->shown;
	if (difference->any) {
		picture.mark = played == &request->played ? difference->here : difference->there;
		picture.mark_lines[0] = async_sprintf("yours: %s", difference->words_here);
		picture.mark_lines[1] = async_sprintf("solution: %s", difference->words_there);
	}
	return picture;
}

static void show(const struct request *request, const struct played *played)
{
	struct picture picture = picture_of(request, played);

	print_head(played);
	if (request->options->text)
		timeline_tell(played->timeline, stdout);
	else
		trace_draw(&picture, terminal_size().columns, is_ascii(), stdout);
	print_notes(played);
}

static void tell_difference(const struct request *request)
{
	const struct difference *difference = &request->difference;

	putchar('\n');
	if (!difference->any) {
		puts("No difference: the same happens at the same times.");
		return;
	}
	printf("%sThe first difference, at %s%s\n", paint(PAINT_BOLD),
	       words_of_time(difference->here), paint(PAINT_OFF));
	screen_wrapped(stdout, "  yours:    ", difference->words_here);
	screen_wrapped(stdout, "  solution: ", difference->words_there);
}

/* ---- Files ---- */

/* A file takes the place of what bears its name: a device is not to be lost by that. */
static FILE *begin_file(const char *path)
{
	struct stat status;

	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
		return async_raise(Complaint, "%s is there already, and is no file: name another.",
				   text_line(path));
	return files_begin(path);
}

static int write_svg(const struct request *request)
{
	const char *path = request->options->svg;
	struct picture picture = picture_of(request, &request->played);
	FILE *file = AWAIT(begin_file(path));

	trace_write_svg(&picture, file);
	AWAIT(files_finish(file, path));
	printf("%s: written. A browser shows it.\n", text_line(path));
	return 0;
}

static int write_chrome(const struct request *request)
{
	const char *path = request->options->chrome;

	if (access(request->played.trace, R_OK) != 0)
		async_raise(Complaint, "The program was ended before it could write a trace for "
			    "Chrome; course trace shows what is known without --chrome.");
	char *text = AWAIT(tree_read_file(request->played.trace));
	FILE *file = AWAIT(begin_file(path));
	fputs(text, file);
	AWAIT(files_finish(file, path));
	printf("%s: written. https://ui.perfetto.dev and chrome://tracing show it.\n",
	       text_line(path));
	return 0;
}

/* ---- The solution ---- */

/* Solutions, and what a program does that a learner is to foretell, are for who has passed. */
ASYNC static int see_to_pass(const struct request *request)
{
	const char *name = request->play.exercise->name;
	struct progress progress;

	if (request->options->anyway)
		return 0;
	AWAIT(progress_load(&progress, request->play.tree));
	if (!progress_of(&progress, name).first_passed)
		async_raise(Complaint, "%s has not passed yet, and this would give its answer "
			    "away: pass  %s check %s  first, or say --anyway.", name, tree_command,
			    name);
	return 0;
}

ASYNC static int play_solution(struct request *request, const char *folder)
{
	struct play play = request->play;
	struct tree tree = *play.tree;
	const char *name = play.exercise->name;

	tree.work = tree.root;
	play.tree = &tree;
	play.source = async_sprintf("solutions/%s.c", name);
	play.folder = folder;
	if (access(async_sprintf("%s/%s", tree.root, play.source), R_OK) != 0)
		async_raise(Complaint, "There is no solution of %s to compare with: %s.", name,
			    strerror(errno));
	if (AWAIT(trace_play(&play, &request->solution)) != 0)
		async_raise(Complaint, "The solution of %s does not build.", name);
	request->difference = timeline_compare(request->played.timeline,
					       request->solution.timeline);
	return 0;
}

/* ---- The command ---- */

/* The run is the answer where it is what one is asked for; a schedule is not to be seen in it. */
static bool gives_away(const struct request *request)
{
	const struct exercise *exercise = request->play.exercise;
	json_t *description = exercise ? exercise->description : NULL;
	const char *mechanism = json_string_value(json_object_get(description, "mechanism"));

	return request->options->against_solution ||
		(mechanism && strcmp(mechanism, "answers") == 0);
}

ASYNC static int play_all(struct request *request, const char *folder)
{
	AWAIT(choose(request));
	if (request->options->against_solution && !request->play.exercise)
		async_raise(Complaint, "%s is a program, and has no solution to compare with.",
			    request->play.program->source);
	if (request->play.exercise)
		AWAIT(judging_prepare(request->play.tree, false));
	if (request->play.exercise && gives_away(request))
		AWAIT(see_to_pass(request));
	request->play.folder = async_sprintf("%s/played", folder);
	AWAIT(files_make_path(request->play.folder));
	if (AWAIT(trace_play(&request->play, &request->played)) != 0)
		return 1;
	if (request->options->against_solution)
		AWAIT(play_solution(request, async_sprintf("%s/solution", folder)));
	return 0;
}

int command_trace(const struct tree *tree, const struct options *options)
{
	struct request request = {
		.options = options,
		.play = { .tree = tree, .seed = options->seed },
	};
	char *folder = AWAIT(files_make_folder());
	FINALLY(files_remove_folder, folder);

	if (AWAIT(play_all(&request, folder)) != 0)
		return 1;
	if (options->svg)
		AWAIT(write_svg(&request));
	if (options->chrome)
		AWAIT(write_chrome(&request));
	if (options->svg || options->chrome)
		return 0;
	show(&request, &request.played);
	if (request.solution.timeline) {
		putchar('\n');
		show(&request, &request.solution);
		tell_difference(&request);
	}
	return 0;
}

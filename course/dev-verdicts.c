/* course dev check: starter, solution and mistakes are judged as a learner's file is, several at
 * once, and each has to get the verdict that it is there for. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "async.h"
#include "crew.h"
#include "dev.h"
#include "files.h"
#include "judging.h"
#include "screen.h"

enum { MOST_AT_ONCE = 8 };

enum role { STARTER, SOLUTION, MISTAKE };

struct piece {				/* something to be judged */
	struct exercise exercise;	/* whose source is this one */
	enum role role;
	struct verdict *verdict;
};

struct judging {
	struct dev *dev;
	const char *folder;
	struct piece *pieces;
	size_t count, done;
	double told;			/* when progress was printed last */
};

/* ---- Judging ---- */

static void add(struct judging *judging, const struct exercise *exercise, enum role role,
		const char *source)
{
	if (access(async_sprintf("%s/%s", judging->dev->tree->root, source), R_OK) != 0)
		return;			/* that it is missing has been told */
	struct piece *piece = &judging->pieces[judging->count++];

	*piece = (struct piece){ .exercise = *exercise, .role = role };
	piece->exercise.source = source;
}

/* What is wrong with a mistake that does not say what it is. */
static void add_mistake(struct judging *judging, const struct exercise *exercise,
			const char *source)
{
	if (dev_feedback_of(judging->dev, source))
		add(judging, exercise, MISTAKE, source);
	else
		dev_tell(judging->dev, source, "does not say in its first line which feedback it "
			 "must get: begin it with /* feedback: ID */");
}

static void add_all(struct judging *judging)
{
	const struct exercises *chosen = &judging->dev->chosen;

	judging->pieces = async_alloc((2 * chosen->count + judging->dev->mistakes + 1) *
				      sizeof(*judging->pieces));
	for (size_t i = 0; i < chosen->count && !async_exception(); i++) {
		const struct exercise *exercise = &chosen->list[i];
		const struct words mistakes = dev_mistakes(judging->dev, exercise);

		add(judging, exercise, STARTER, exercise->starter);
		add(judging, exercise, SOLUTION, dev_solution(exercise));
		for (size_t k = 0; k < mistakes.count; k++)
			add_mistake(judging, exercise, mistakes.list[k]);
	}
}

/* At most a line a second: who is done in one sees none. */
static void show_progress(struct judging *judging)
{
	double now = async_loop_time(NULL);

	judging->done++;
	if (now - judging->told < 1)
		return;
	judging->told = now;
	fprintf(stderr, "%s%zu of %zu judged%s", screen_is_live() ? "\r" : "", judging->done,
		judging->count, screen_is_live() ? "" : "\n");
}

ASYNC static int judge_piece(void *arg, size_t index, int place)
{
	struct judging *judging = arg;
	struct piece *piece = &judging->pieces[index];
	char *folder = async_sprintf("%s/%zu", judging->folder, index);

	(void)place;
	FINALLY(files_remove_folder, folder);
	AWAIT(files_make_path(folder));
	piece->verdict = AWAIT(judge_submission(&(struct submission){
		.tree = judging->dev->tree, .exercise = &piece->exercise, .folder = folder,
	}));
	show_progress(judging);
	return 0;
}

/* ---- What should have become of them ---- */

/* Tell of the first line that the compiler said. */
static void check_compiler(struct dev *dev, const struct piece *piece)
{
	const char *said = piece->verdict->compiler;
	const char *warning = said ? strstr(said, "warning: ") : NULL;

	if (warning)
		dev_tell(dev, piece->exercise.source, "makes the compiler warn, \"%.*s\": a "
			 "learner would look for the fault in his own lines",
			 (int)strcspn(warning + 9, "\n"), warning + 9);
}

static void check_starter(struct dev *dev, const struct piece *piece)
{
	const char *wanted =
		json_string_value(json_object_get(piece->exercise.description, "starter")) ?: "";
	const struct verdict *verdict = piece->verdict;
	const char *source = piece->exercise.source;

	if (verdict->outcome == OUTCOME_PASSED)
		dev_tell(dev, source, "passes as it is handed out: leave something to be done");
	else if (verdict->outcome == OUTCOME_UNJUDGED)
		dev_tell(dev, source, "cannot be judged (%s): repair the judge", verdict->feedback);
	else if (strcmp(verdict->feedback, "did-not-compile") == 0)
		dev_tell(dev, source, "does not compile: the first thing that a learner sees "
			 "must not be an error of ours");
	else if (strcmp(verdict->feedback, wanted) != 0)
		dev_tell(dev, source, "gets the feedback \"%s\", and its judge says \"%s\": "
			 "correct one of them", verdict->feedback, wanted);
	check_compiler(dev, piece);
}

static void check_solution(struct dev *dev, const struct piece *piece)
{
	const struct verdict *verdict = piece->verdict;

	if (verdict->outcome != OUTCOME_PASSED)
		dev_tell(dev, piece->exercise.source, "does not pass (%s, %s%s%s): correct it, or "
			 "the judge", outcome_name(verdict->outcome), verdict->feedback,
			 verdict->found ? "; found: " : "", verdict->found ?: "");
	else if (verdict->points != piece->exercise.points)
		dev_tell(dev, piece->exercise.source, "earns %d of %d points: all are earned, or "
			 "none", verdict->points, piece->exercise.points);
	check_compiler(dev, piece);
}

static void check_mistake(struct dev *dev, const struct piece *piece)
{
	const char *wanted = dev_feedback_of(dev, piece->exercise.source);
	const struct verdict *verdict = piece->verdict;

	if (verdict->outcome == OUTCOME_PASSED)
		dev_tell(dev, piece->exercise.source, "passes, and is to get the feedback \"%s\": "
			 "have the judge look for it", wanted);
	else if (strcmp(verdict->feedback, wanted) != 0)
		dev_tell(dev, piece->exercise.source, "gets the feedback \"%s\", and its first "
			 "line says \"%s\": correct the line, or the judge", verdict->feedback,
			 wanted);
}

int dev_check_verdicts(struct dev *dev)
{
	static void (*const checks[])(struct dev *dev, const struct piece *piece) = {
		check_starter, check_solution, check_mistake,
	};
	struct judging judging = { .dev = dev, .told = async_loop_time(NULL) };
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	AWAIT(judging_prepare(dev->tree, false));
	judging.folder = AWAIT(files_make_folder());
	FINALLY(files_remove_folder, (void *)judging.folder);
	add_all(&judging);
	if (!async_exception())
		AWAIT(crew_work(judging.count, (int)(processors < 1 ? 1 : processors > MOST_AT_ONCE
						     ? MOST_AT_ONCE : processors),
				judge_piece, &judging));
	if (screen_is_live())
		fputs("\r\033[K", stderr);
	for (size_t i = 0; i < judging.count && !async_exception(); i++)
		checks[judging.pieces[i].role](dev, &judging.pieces[i]);
	return async_exception() ? -1 : 0;
}

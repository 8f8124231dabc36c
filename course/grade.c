/* course grade: a class. Each submission to each exercise is copied, built and judged in a room of
 * its own (sandbox.h); what goes wrong with one, on their side or on ours, stays its own. */

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "async.h"
#include "command.h"
#include "crew.h"
#include "files.h"
#include "gradebook.h"
#include "judging.h"
#include "sandbox.h"
#include "text.h"

enum { AT_ONCE = 2 };

struct grading {
	const struct tree *tree;
	const struct options *options;
	struct exercises exercises;
	struct class class;
	struct sandbox sandbox;
	uid_t users[AT_ONCE];
	struct verdict **verdicts;
	const char *seed;
	size_t done;
};

ASYNC static struct verdict *grade_in_room(struct grading *grading, const struct student *student,
					   const struct exercise *exercise, uid_t user)
{
	struct room room = { 0 };
	struct verdict *verdict;

	FINALLY(room_close, &room);
	AWAIT(room_open(&room, &grading->sandbox, exercise, user));
	char *source = AWAIT(async_sprintf("%s/%s", room.work, exercise->source));
	char *slash = strrchr(source, '/');
	*slash = '\0';
	AWAIT(files_make_path(source));
	*slash = '/';
	verdict = AWAIT(handin_copy(&grading->class, student, exercise, source));
	if (verdict)
		return verdict;
	return AWAIT(judge_submission(&(struct submission){
		.tree = grading->tree, .exercise = exercise, .seed = grading->seed,
		.folder = room.work, .room = &room,
	}));
}

ASYNC static int grade_one(void *arg, size_t index, int place)
{
	struct grading *grading = arg;
	const struct student *student = &grading->class.students[index / grading->exercises.count];
	const struct exercise *exercise =
		&grading->exercises.list[index % grading->exercises.count];
	size_t all = grading->class.count * grading->exercises.count;
	struct verdict *verdict;

	EXCEPTION(e);
	verdict = TRY(grade_in_room(grading, student, exercise, grading->users[place]));
	if (EXCEPT(Exception, e))
		verdict = verdict_new(
			exercise->name, exercise->points, OUTCOME_UNJUDGED, "grader-failed",
			async_sprintf("Something went wrong here, which is not the "
				      "submission's fault: %s.", e->message));
	if (!verdict)
		return -1;
	grading->verdicts[index] = verdict;
	fprintf(stderr, "%zu of %zu: %s %s: %s%s%s\n", ++grading->done, all,
		text_line(student->folder), exercise->name, outcome_name(verdict->outcome),
		verdict->feedback ? ", " : "", verdict->feedback ?: "");
	return 0;
}

/* Everything that can be known to fail is tried before the first submission is judged. */
ASYNC static int prepare(struct grading *grading, const char *out, const char *folder)
{
	AWAIT(handin_open(&grading->class, grading->options->arguments[0]));
	AWAIT(tree_exercises(grading->tree, (const char *const[]){ NULL }, &grading->exercises));
	AWAIT(judging_prepare(grading->tree, true));
	AWAIT(files_make_path(out));
	if (access(out, W_OK) != 0)
		async_raise(Complaint, "The grades cannot be written to %s: choose another place "
			    "with --out.", text_line(out));
	AWAIT(sandbox_open(&grading->sandbox, grading->tree, &grading->exercises, folder));
	for (int i = 0; i < AT_ONCE; i++)
		grading->users[i] = AWAIT(sandbox_user(i));

	/* One seed for all, which nobody could know before. */
	unsigned random = 0;
	if (getrandom(&random, sizeof(random), 0) < 0)
		random = (unsigned)getpid();
	grading->seed = grading->options->seed ?: async_sprintf("%u", random % 1000000000);
	size_t all = grading->class.count * grading->exercises.count;
	grading->verdicts = AWAIT(async_alloc(all * sizeof(*grading->verdicts)));
	return 0;
}

static int summarize(const struct grading *grading, const struct gradebook *gradebook,
		     const char *out)
{
	size_t counts[4] = { 0 }, all = grading->class.count * grading->exercises.count;

	for (size_t i = 0; i < all; i++)
		counts[grading->verdicts[i]->outcome]++;
	if (grading->options->json) {
		json_dumpf(gradebook_to_json(gradebook), stdout, JSON_INDENT(2));
		putchar('\n');
	} else {
		printf("%zu students, %zu exercises: %zu passed, %zu wrong, %zu over a limit, "
		       "%zu could not be judged\n", grading->class.count, grading->exercises.count,
		       counts[OUTCOME_PASSED], counts[OUTCOME_WRONG], counts[OUTCOME_LIMIT],
		       counts[OUTCOME_UNJUDGED]);
		printf("Written: %s/gradebook.csv, %s/verdicts.json\n", text_line(out),
		       text_line(out));
	}
	return counts[OUTCOME_UNJUDGED] > 0 ? 1 : 0;
}

int command_grade(const struct tree *tree, const struct options *options)
{
	struct grading grading = { .tree = tree, .options = options, .class = { .fd = -1 } };
	const char *out = options->out ?: "grades";
	mode_t mask = umask(022);	/* for what other users have to read */

	char *folder = AWAIT(files_make_folder());
	FINALLY(files_remove_folder, folder);
	FINALLY(handin_close, &grading.class);
	AWAIT(prepare(&grading, out, folder));
	AWAIT(crew_work(grading.class.count * grading.exercises.count, AT_ONCE, grade_one,
			&grading));
	umask(mask);

	struct gradebook gradebook = {
		.class = &grading.class, .exercises = &grading.exercises, .seed = grading.seed,
		.verdicts = grading.verdicts,
	};
	AWAIT(gradebook_write(&gradebook, out));
	return summarize(&grading, &gradebook, out);
}

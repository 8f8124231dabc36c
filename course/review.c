/* course review: what was learned weeks ago, asked again.
 *
 * One exercise a call, of those that were passed and can be answered right here: question.h. When
 * each is due says due.h. The answer is judged as a learner's file is, against the real run. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "async.h"
#include "command.h"
#include "due.h"
#include "files.h"
#include "judging.h"
#include "question.h"
#include "screen.h"
#include "text.h"

enum { RIGHT = 0, WRONG = 1, NO_ANSWER = 2 };		/* exit status */

struct candidate {
	const struct exercise *exercise;
	struct question question;
	const char *due;		/* NULL: it was never passed */
	int interval;
};

struct review {
	const struct tree *tree;
	struct exercises exercises;
	struct progress progress;
	const char *today;
	struct candidate *candidates;
	size_t count;
	struct async_stream_reader *answers;
};

/* ---- Which ---- */

ASYNC static int find_candidates(struct review *review)
{
	review->candidates = AWAIT(async_alloc((review->exercises.count + 1) *
					       sizeof(*review->candidates)));
	for (size_t i = 0; i < review->exercises.count; i++) {
		const struct exercise *exercise = &review->exercises.list[i];
		struct candidate *candidate = &review->candidates[review->count];
		char *path = AWAIT(async_sprintf("%s/%s", review->tree->root, exercise->starter));

		if (access(path, R_OK) != 0)
			continue;
		candidate->exercise = exercise;
		candidate->due =
			due_of(&review->progress, exercise->name, &candidate->interval);
		if (question_read(&candidate->question, exercise->kind,
				  AWAIT(tree_read_file(path))))
			review->count++;
	}
	return 0;
}

static bool is_due(const struct review *review, const struct candidate *candidate)
{
	return candidate->due && strcmp(candidate->due, review->today) <= 0;
}

/* Whether [a] is to be asked rather than [b]. First those of chapters before the one at hand, which
 * is fresh in memory; then those that are due for the longest time. */
static bool goes_first(const struct review *review, const struct candidate *a,
		       const struct candidate *b)
{
	const char *current = progress_current(&review->progress) ?: "~";
	bool a_before = strncmp(a->exercise->name, current, strcspn(current, "/")) < 0;
	bool b_before = strncmp(b->exercise->name, current, strcspn(current, "/")) < 0;

	return a_before != b_before ? a_before : strcmp(a->due, b->due) < 0;
}

/* The candidate to be asked today, or NULL; [next]: gets the first that will be due, or NULL. */
static const struct candidate *choose(const struct review *review, const struct candidate **next)
{
	const struct candidate *chosen = NULL;

	*next = NULL;
	for (size_t i = 0; i < review->count; i++) {
		const struct candidate *one = &review->candidates[i];

		if (is_due(review, one) && (!chosen || goes_first(review, one, chosen)))
			chosen = one;
		if (one->due && (!*next || strcmp(one->due, (*next)->due) < 0))
			*next = one;
	}
	return chosen;
}

static int tell_that_none_is_due(const struct candidate *next)
{
	if (next)
		printf("Nothing is due today. The next one is %s, on %s.\n", next->exercise->name,
		       next->due);
	else
		screen_wrapped(stdout, "", "There is nothing to review yet. What you predict and "
			       "put in order, and pass, comes back here: after 1 day, and while "
			       "you know it after 3, 7, 16 and 35 more.");
	return RIGHT;
}

/* The first of those that were asked for, whenever it is due. Whoever has not passed it would see
 * here what he is to find out. Raises: Complaint; and returns NULL. */
static const struct candidate *named(const struct review *review)
{
	const char *name = review->exercises.list[0].name;

	for (size_t i = 0; i < review->count; i++)
		if (review->candidates[i].due)
			return &review->candidates[i];
	if (review->count > 0)
		return async_raise(Complaint, "%s is to be passed first: %s check %s", name,
				   tree_command, name);
	return async_raise(Complaint, "%s cannot be asked here: what can is to predict, or to put "
			   "in order.", name);
}

/* ---- Asking ---- */

/* Print a line of a program, a tab being 8 blanks from where the program begins. */
static void print_code(const char *line, size_t length)
{
	size_t tabs = strspn(line, "\t");

	printf("    %*s%.*s\n", (int)tabs * 8, "", (int)(length - tabs), line + tabs);
}

/* Print what the starter tells: prose in lines that fit the screen, programs as they stand. */
static void print_told(const char *told)
{
	char *paragraph = async_strdup("");

	for (size_t length; *told && paragraph; told += length + 1) {
		length = strcspn(told, "\n");
		if (length > 0 && *told != '\t' && *told != ' ') {
			paragraph = async_sprintf("%s %.*s", paragraph, (int)length, told);
			continue;
		}
		screen_wrapped(stdout, "", paragraph);
		paragraph = async_strdup("");
		if (*told == '\t')
			print_code(told + 1, length - 1);
		else
			printf("%.*s\n", (int)length, told);
	}
	screen_wrapped(stdout, "", paragraph);
}

/* One line, without its end; NULL where there is none any more, or nothing is in it. */
ASYNC static const char *read_answer(struct review *review, const char *prompt)
{
	size_t size;

	printf("%s:%c", prompt, isatty(STDIN_FILENO) ? ' ' : '\n');
	fflush(stdout);
	EXCEPTION(e);
	const char *line = TRY(async_stream_reader_readline(review->answers, &size));
	if (EXCEPT(ValueError, e))
		async_raise(Complaint, "An answer is a short line, and this one has no end.");
	AWAIT(0);
	if (size > 0 && line[size - 1] == '\n')
		size--;
	return size == 0 ? NULL : async_sprintf("%.*s", (int)size, line);
}

/* Ask until something has been answered that is of the right form. Returns: whether it has. */
ASYNC static bool ask(struct review *review, const struct question *question, const char *prompt,
		      struct words *answers)
{
	for (;;) {
		const char *typed = AWAIT(read_answer(review, prompt));
		const char *wrong = typed ? question_take(question, typed, answers) : NULL;

		AWAIT(0);
		if (!wrong)
			return typed != NULL;
		printf("%s\n", text_line(wrong));
	}
}

ASYNC static bool ask_all(struct review *review, const struct candidate *candidate,
			  struct words *answers)
{
	const struct question *question = &candidate->question;

	printf("%s%s%s: %s\n\n", paint(PAINT_BOLD), candidate->exercise->name, paint(PAINT_OFF),
	       candidate->exercise->title);
	print_told(question->told);
	fputs(paint(PAINT_DIM), stdout);
	screen_wrapped(stdout, "", "Here it is answered by typing; your file stays as it is. An "
		       "empty line ends it without an answer.");
	printf("%s\n", paint(PAINT_OFF));
	if (question->form != QUESTION_VALUES) {
		for (size_t i = 0; i < question->items.count; i++)
			printf("    %c  %s\n", (int)('a' + i), question->items.list[i]);
		return AWAIT(ask(review, question, "\nThe letters, in the right order",
				 answers));
	}
	for (size_t i = 0; i < question->items.count; i++)
		if (!AWAIT(ask(review, question, question->items.list[i], answers)))
			return false;
	return true;
}

/* ---- Judging ---- */

/* Have [source], as seen from the folder [work], judged as the exercise, and built in [folder]. */
ASYNC static struct verdict *judge(struct review *review, const struct exercise *exercise,
				   const char *work, const char *source, const char *folder)
{
	const struct tree here = {
		.root = review->tree->root, .build = review->tree->build,
		.self = review->tree->self, .work = work,
	};
	struct exercise answered = *exercise;

	answered.source = source;
	AWAIT(files_make_path(folder));
	return AWAIT(judge_submission(&(struct submission){
		.tree = &here, .exercise = &answered, .folder = folder,
	}));
}

ASYNC static struct verdict *judge_answers(struct review *review, const struct candidate *candidate,
					   const struct words *answers, const char *folder)
{
	char *source = AWAIT(async_sprintf("%s/answers.c", folder));
	FILE *file = AWAIT(files_begin(source));

	fputs(question_file(&candidate->question, answers) ?: "", file);
	AWAIT(files_finish(file, source));
	return AWAIT(judge(review, candidate->exercise, folder, "answers.c",
			   async_sprintf("%s/answers", folder)));
}

static void print_detail(const struct verdict *verdict)
{
	size_t size = verdict->detail ? strlen(verdict->detail) : 0;

	while (size > 0 && verdict->detail[size - 1] == '\n')
		size--;
	if (size > 0)
		printf("\n%s\n\n", text_fit(verdict->detail, size, TEXT_BLOCK));
}

/* What really happens: the judge shows the run to whoever has it right, as the solution has. */
ASYNC static int show_run(struct review *review, const struct exercise *exercise,
			  const char *folder)
{
	const struct verdict *verdict = AWAIT(judge(
		review, exercise, review->tree->root,
		async_sprintf("solutions/%s.c", exercise->name),
		async_sprintf("%s/solution", folder)));

	if (verdict->outcome == OUTCOME_PASSED)
		print_detail(verdict);
	return 0;
}

ASYNC static int tell(struct review *review, const struct exercise *exercise,
		      const struct verdict *verdict, const char *folder)
{
	if (verdict->outcome == OUTCOME_PASSED) {
		printf("\n%sRight.%s\n", paint(PAINT_GOOD), paint(PAINT_OFF));
		print_detail(verdict);
		return 0;
	}
	printf("\n%sNot right.%s\n", paint(PAINT_BAD), paint(PAINT_OFF));
	screen_wrapped(stdout, "  expected: ", text_line(verdict->expected));
	screen_wrapped(stdout, "  found:    ", text_line(verdict->found));
	screen_wrapped(stdout, "  rule:     ", text_line(verdict->rule));
	if (verdict->tutorial && *verdict->tutorial)
		printf("  read:     tutorial.md, \"%s\"\n", text_line(verdict->tutorial));
	AWAIT(show_run(review, exercise, folder));
	return 0;
}

/* Who knows it before it is due has not shown that it stays. */
ASYNC static int remember(struct review *review, const struct candidate *candidate, bool known)
{
	int interval = due_next(candidate->interval, known);
	const char *day = AWAIT(due_after(review->today, interval));

	if (known && !is_due(review, candidate)) {
		if (candidate->due)
			printf("It is due on %s, as before.\n", candidate->due);
		return 0;
	}
	EXCEPTION(e);
	TRY(progress_set(&review->progress, "review", candidate->exercise->name,
			 json_pack("{s:s, s:i}", "due", day, "interval_days", interval)));
	if (EXCEPT(OSError, e))
		fprintf(stderr, "course: your progress is not kept: %s\n", e->message);
	else
		printf("It comes back in %d day%s, on %s.\n", interval, interval == 1 ? "" : "s",
		       day);
	return 0;
}

ASYNC static int ask_and_judge(struct review *review, const struct candidate *candidate)
{
	struct words answers = { 0 };

	AWAIT(judging_prepare(review->tree, false));
	EXCEPTION(e);
	review->answers = TRY(async_open_read_pipe(STDIN_FILENO));
	if (EXCEPT(ValueError, e) || EXCEPT(OSError, e))
		async_raise(Complaint, "No answer can be read: give course review a terminal, a "
			    "pipe or a file as its standard input.");
	if (!AWAIT(ask_all(review, candidate, &answers))) {
		printf("No answer: it stays due.\n");
		return NO_ANSWER;
	}
	char *folder = AWAIT(files_make_folder());
	FINALLY(files_remove_folder, folder);
	const struct verdict *verdict =
		AWAIT(judge_answers(review, candidate, &answers, folder));
	if (verdict->outcome == OUTCOME_UNJUDGED)
		async_raise(Complaint, "The answer could not be judged, and it stays due: %s",
			    text_line(verdict->rule));
	AWAIT(tell(review, candidate->exercise, verdict, folder));
	AWAIT(remember(review, candidate, verdict->outcome == OUTCOME_PASSED));
	return verdict->outcome == OUTCOME_PASSED ? RIGHT : WRONG;
}

/* ---- The command ---- */

static int print_json(const struct review *review)
{
	json_t *all = json_array();

	for (size_t i = 0; i < review->count; i++) {
		const struct candidate *one = &review->candidates[i];

		if (one->due)
			json_array_append_new(all, json_pack("{s:s, s:s, s:i, s:b}",
				"exercise", one->exercise->name, "due", one->due,
				"interval_days", one->interval, "is_due", is_due(review, one)));
	}
	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
	return RIGHT;
}

int command_review(const struct tree *tree, const struct options *options)
{
	struct review review = { .tree = tree };
	const struct candidate *next;

	review.today = AWAIT(due_today());
	AWAIT(tree_exercises(tree, options->arguments, &review.exercises));
	AWAIT(progress_load(&review.progress, tree));
	if (review.progress.notice)
		fprintf(stderr, "course: %s\n", review.progress.notice);
	AWAIT(find_candidates(&review));
	if (options->json)
		return print_json(&review);
	const struct candidate *chosen = choose(&review, &next);
	/* Who names an exercise has it asked, whenever it is due. */
	if (!chosen && options->arguments[0])
		chosen = AWAIT(named(&review));
	return chosen ? AWAIT(ask_and_judge(&review, chosen)) : tell_that_none_is_due(next);
}

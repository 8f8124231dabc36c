#ifndef JUDGE_H
#define JUDGE_H

/* The judge library: what the judge of an exercise is written in.
 *
 * A judge says whether a program does what its exercise asks, and if not, which rule its author has
 * missed. It never shares a process with that program. It stages it, as a play is staged: starts it
 * with arguments, a standard input, a clock and limits, waits for its end, and then looks at what
 * came out: the record that the runtime wrote (record.h), the two outputs, and how it ended. The
 * record comes first. What a program prints is looked at only where printing is the task.
 *
 * The judge of 03-gather/7-overlap is the model to copy. In short, a judge is test functions and
 * one EXERCISE block:
 *
 *      #include "judge.h"
 *
 *      static void test_takes_as_long_as_the_slowest(void)
 *      {
 *              const char *oslo = say("%d", pick(1, 9)), *lima = say("%d", pick(10, 19));
 *              const struct run *run = stage(.arguments = { oslo, lima });
 *
 *              expect_seconds("one-after-the-other", atof(lima), run_seconds(run),
 *                             "until both are there");
 *              expect_order("lima-first", run, "fetched Oslo", "fetched Lima");
 *      }
 *
 *      EXERCISE(
 *              .title = "Let the fetches overlap",
 *              .kind = KIND_MODIFY,
 *              .minutes = 15,
 *              .points = 10,
 *              .tutorial = "Several at once",
 *              .hints = { "Where to look.", "Which rule.", "Almost the code." },
 *              .feedbacks = {
 *                      { "one-after-the-other", "To await a call is to wait for its end. ..." },
 *                      { "lima-first", "..." },
 *              },
 *              .starter = "one-after-the-other",
 *              .tests = { TEST(test_takes_as_long_as_the_slowest, 2) },
 *      )
 *
 * To add an exercise "CHAPTER/N-NAME", write four files and the mistakes; the Makefile finds them:
 *      chapters/CHAPTER/exercises/N-NAME.c      the starter
 *      solutions/CHAPTER/N-NAME.c               the solution
 *      tests/exercises/CHAPTER/N-NAME.c         the judge
 *      tests/exercises/CHAPTER/N-NAME.scene.c   the scene: main() and what the learner's functions
 *                                               may call. Its last act is record_returned(). Leave
 *                                               it out where the learner writes main().
 *      tests/mistakes/CHAPTER/N-NAME/SLUG.c     wrong answers, each beginning with the feedback
 *                                               that it must get: a comment "feedback: ID"
 *
 * Rules
 * - All or nothing: the points are earned when every assertion of every test held, for every seed.
 * - The first assertion that fails makes the verdict: its feedback's rule, and what was expected
 *   and found. So the order of assertions is the order of diagnosis: put the narrow misconception
 *   before the general "the result is wrong".
 * - Every stage() makes one assertion itself, before the test's own: that the program came to its
 *   end by itself, caught its exceptions, awaited its coroutines, and kept within its limits. Those
 *   mistakes have built-in feedbacks (see BUILT_IN below); a judge that declares a feedback of the
 *   same id gives it a text of its own.
 * - Let the seed choose the inputs (pick(), shuffle()) and hand them over as arguments, so that no
 *   constant passes.
 * - TEST() says how many expect...() calls the test makes for one seed. If all of them hold but
 *   their number is another, the judge is wrong, not the learner: it says so and gives no verdict.
 *   So make the same calls whatever the program did: never loop over what you found. After an
 *   expect...() that was false a test may return early.
 * - Never a CU_..._FATAL macro, and no other CU_ASSERT either: a failure without a feedback
 *   helps nobody.
 * - All that the library returns is freed by the library, at the end of the judge.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record.h"

/* ---- The exercise ---- */

/* The rungs of the ladder, and the number that an exercise's name begins with. */
enum exercise_kind {
	KIND_PREDICT = 1,	/* say what a program does; mechanism: answers */
	KIND_ORDER,		/* put what happens in order; mechanism: answers */
	KIND_BREAK,		/* break a program by a schedule; mechanism: schedule */
	KIND_PARSONS,		/* put given lines in order */
	KIND_FIX,
	KIND_COMPLETE,
	KIND_MODIFY,
	KIND_MAKE,
};

struct feedback {
	const char *id;		/* "one-after-the-other" */
	const char *rule;	/* the rule behind the mistake, in one to three simple sentences */
	const char *untried;	/* why no file in tests/mistakes gets it; NULL: the starter or one
				 * of them does */
};

struct exercise_test {
	const char *name;
	void (*run)(void);
	int assertions;
};

#define TEST(function, assertions) { #function, function, assertions }

struct exercise {
	const char *file;		/* set by EXERCISE(); the exercise is named after it */
	const char *title;
	enum exercise_kind kind;
	int minutes;			/* that it takes a learner */
	int points;
	int seeds;			/* how many the tests are run with; 0: three */
	bool network;			/* the program may make sockets, and talk to itself */
	const char *tutorial;		/* the heading in tutorial.md where it is taught */
	const char *hints[3];		/* where to look, which rule, almost the code */
	const char *starter;		/* the feedback that the untouched starter gets */
	struct feedback feedbacks[16];
	struct exercise_test tests[8];
};

/* Declare the exercise and be its judge: to be written once, at the end of the file. */
#define EXERCISE(...)										\
	static const struct exercise exercise_ = { .file = __FILE__, __VA_ARGS__ };		\
	int main(int argc, char **argv)								\
	{											\
		return judge_main(&exercise_, argc, argv);					\
	}

/* What a judge's command line does. Prints the description or the verdict as JSON.
 *
 *      judge --describe
 *      judge [--source FILE] [--object FILE] [--seed N] [--at-once N] [--sanitized]
 *            [--trace FILE] -- PROGRAM [ARGUMENT ...]
 *
 * PROGRAM may be a whole sandbox command line; the arguments of each staging are put behind it. It
 * is started with an environment of the judge's making and three descriptors besides the record's.
 * --seed is the first of the seeds: the verdict names the one that failed, and giving that one
 * fails at once in the same way. With --at-once the tests are played with so many seeds at the same
 * time; the verdict is the same. --sanitized: the program has sanitizers, and so no limit of
 * memory. With --trace there is no verdict: the first staging is played, the frames of its record
 * are written to FILE, and what ASYNC_TRACE makes of it to FILE.json. Printed is what was staged,
 * and "found" if it ended as a program should not. Returns: 0 if a verdict or that was printed,
 * whatever it says; 1 if there is none, because the judge is wrong or the machine failed it; 2 if
 * it was called wrongly. Each with one sentence on stderr. */
int judge_main(const struct exercise *exercise, int argc, char **argv);

/* BUILT_IN: the feedbacks that stage() and the calls below give by themselves.
 *
 *      not-started           nor could it be: the only one with the outcome "unjudged"
 *      ended-early           exit() in the middle, or whatever else ends a process without a signal
 *      crashed               a signal, or a report of a sanitizer
 *      hangs                 nothing was left that could ever wake the program
 *      out-of-time           over the limit of processor time, or of time by the wall clock
 *      too-much-output       over 64 KiB on one of the outputs, or a file of over 1 MiB
 *      too-many-events       over about 16,000 events in the record
 *      misuse                the runtime ended the program: a call was made that is never allowed
 *      unhandled-exception   an exception that nobody caught
 *      never-awaited         a coroutine was made and never awaited
 *      never-retrieved       a task failed and nobody asked
 *      other-lines           expect_lines(): not the given lines, each once
 *      no-answers            the learner's array is missing or is not made of constants
 *      other-answers         expect_answers(): not the given answers, each once
 *      not-predicted         expect_predictions(): one is still empty
 *      other-schedule        a schedule names a task that is not ready, or no task at all
 *
 * (did-not-compile is given by `course`, which builds before it judges.) */

/* ---- Staging ---- */

enum stage_clock { STAGE_VIRTUAL, STAGE_REAL };

/* What a staging lets pass, where the exercise is about exactly that. */
enum stage_allow {
	ALLOW_EARLY_END = 1 << 0,
	ALLOW_CRASH = 1 << 1,
	ALLOW_DEADLOCK = 1 << 2,
	ALLOW_MISUSE = 1 << 3,
	ALLOW_UNHANDLED = 1 << 4,
	ALLOW_NEVER_AWAITED = 1 << 5,
	ALLOW_NEVER_RETRIEVED = 1 << 6,
};

struct staging {
	const char *arguments[32];	/* up to the first NULL */
	const char *input;		/* its standard input, up to 64 KiB; NULL: nothing */
	const char *schedule;		/* as ASYNC_SCHEDULE has it: "order:3,2"; NULL: asyncio's */
	enum stage_clock clock;
	unsigned int allow;		/* enum stage_allow, or-ed */
};

enum run_end {
	RUN_RETURNED,			/* from main() */
	RUN_ENDED_EARLY,		/* by exit() or the like; status: its exit status */
	RUN_SIGNAL,			/* status: which */
	RUN_OUT_OF_TIME,
	RUN_TOO_MUCH_OUTPUT,
	RUN_NOT_STARTED,		/* it could not be started, or was not: see stage() */
};

struct run {
	enum run_end end;
	int status;
	struct record record;
	const char *output, *errors;	/* stdout and stderr; NUL-terminated, up to 64 KiB */
	size_t output_size, errors_size;
};

/* Run the program once, and wait for its end: stage(.arguments = { "3", "Oslo" },
 * .input = "yes\n"). Counts as an assertion: that it ended as a program should (see the rules
 * above). Never returns NULL. Once an assertion has failed the verdict is made, and nothing is
 * started any more: such a run is empty, and no query below finds anything in it. judge_stage()
 * does the same for a struct staging of one's own, whose arguments are put together in a loop. */
#define stage(...) judge_stage(&(struct staging){ __VA_ARGS__ })
const struct run *judge_stage(const struct staging *staging);

/* ---- Inputs ---- */

/* A number from [low] to [high], both included, that depends on the seed and on how often this was
 * called in the test. */
int pick(int low, int high);

/* Put [count] elements of [size] bytes in an order that depends on the seed. The array must begin
 * each round in the same order, as a local one does: else a seed would not do the same when it is
 * given alone. */
void shuffle(void *array, size_t count, size_t size);

/* What to add to a time that something takes: nothing in two rounds of three, so that times are
 * easy to read, and in the third a millisecond or some that nobody hits by chance. Whoever sleeps
 * and looks whether something is done, again and again, is late then. */
double odd_milliseconds(void);

/* The seed of this round. */
unsigned long seed(void);

/* A string, as sprintf() would write it, for arguments and for texts of expect(). */
const char *say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- What happened: queries on a run ---- */

/* Seconds on the loop's clock: from the beginning of the first loop run to the end of the last
 * one. */
double run_seconds(const struct run *run);

/* Seconds during which async_block() stopped the loop. */
double run_blocked(const struct run *run);

/* How many tasks were created of [function], and how many calls of it were given to a thread. NULL:
 * of any, those in which async_run() cleans up excepted. The main task is one too. */
int run_tasks(const struct run *run, const char *function);
int run_threads(const struct run *run, const char *function);

/* How many reports of [kind] there were. */
int run_reports(const struct run *run, enum record_report kind);

/* The first frame of [kind] behind [after], or, where that is NULL, of the record; NULL if there is
 * none. For what no other query tells. */
const struct record_frame *run_next(const struct run *run, enum record_kind kind,
				    const struct record_frame *after);

/* The lines of stdout, or the texts of all marks that begin with [prefix], in order. At most [max]
 * are put into [texts]. Returns: how many there are, which may be more than [max]. */
int run_lines(const struct run *run, const char *texts[], int max);
int run_marks(const struct run *run, const char *prefix, const char *texts[], int max);

/* Marks, by their whole text: record_mark("fetch Oslo", 17) in the scene. Where there are
 * several, the first counts. Seconds are those since the loop began to run; NAN where there is
 * no such mark. */
int mark_count(const struct run *run, const char *text);
double mark_seconds(const struct run *run, const char *text);
int64_t mark_value(const struct run *run, const char *text, int64_t otherwise);

/* Whether mark [first] was made before [second]; false unless both were made. */
bool mark_before(const struct run *run, const char *first, const char *second);

/* Whether two activities overlap, each from its mark of begin to its mark of end: neither ended
 * before the other began. False unless all four marks were made. */
bool marks_overlap(const struct run *run, const char *begin1, const char *end1, const char *begin2,
		   const char *end2);

/* The largest number of activities in flight at once, where marks that begin with [begin] start one
 * and marks that begin with [end] end one: marks_in_flight(run, "fetch ", "fetched "). */
int marks_in_flight(const struct run *run, const char *begin, const char *end);

/* Whether two times are the same: to a microsecond, since seconds are fractions. NAN is the same as
 * nothing. */
bool same_seconds(double a, double b);

/* ---- Assertions ---- */

/* Each is one assertion, for the feedback [id]; if it does not hold, the verdict shows what was
 * expected and what was found. Returns: whether it holds. */

#define expect(id, condition, expected, found)							\
	judge_expect(__FILE__, __LINE__, #condition, id, condition, expected, found)

/* "3 s until the page is shown", "6 s until the page is shown": [what] says what took so long. NAN:
 * it never happened. */
#define expect_seconds(id, expected, found, what)						\
	judge_expect_seconds(__FILE__, __LINE__, id, expected, found, what)

/* "1 fetches of Oslo": [what] says what was counted. */
#define expect_number(id, expected, found, what)						\
	judge_expect_number(__FILE__, __LINE__, id, expected, found, what)

/* Two strings; NULL is "nothing". */
#define expect_string(id, expected, found)							\
	judge_expect_string(__FILE__, __LINE__, id, expected, found)

/* That the marks with these texts were all made, first in this order: expect_order(id, run,
 * "fetched Lima", "fetched Oslo"). */
#define expect_order(id, run, ...)								\
	judge_expect_order(__FILE__, __LINE__, id, run, (const char *const[]){ __VA_ARGS__, NULL })

/* That the two lists are the same; shows the first place where they are not. [what] is what one
 * element is: "line". What was found may be NULL: nothing. */
#define expect_list(id, expected, expected_count, found, found_count, what)			\
	judge_expect_list(__FILE__, __LINE__, id, expected, expected_count, found,		\
			  found_count, what)

/* That stdout is [expected]; shows the first line that is not. White space at the end of the output
 * does not count. */
#define expect_output(id, run, expected)							\
	judge_expect_output(__FILE__, __LINE__, id, run, expected)

/* ---- Answers: exercises in which the learner fills an array ---- */

/* The learner's array, read out of the object file that --object names, without running anything:
 *
 *      const char order[][32] = { "...", "..." };      answers_text("order", 32, &count)
 *      const int seconds[] = { 2, 1, 3 };              answers_numbers("seconds", 3)
 *      const int schedule[] = { 2, 3 };                answers_list("schedule", &count)
 *
 * An array of pointers would not do: its strings are elsewhere. Returns: [count] elements, or NULL
 * if there is no such array of constants; the assertions below take NULL for an answer. Empty
 * strings, and the zeros of a list, are left out at its end. The program that is staged must not
 * contain code of the learner: let the scene be the program, and the starter show it. */
const char *const *answers_text(const char *name, size_t width, int *count);
const int *answers_numbers(const char *name, int count);
const int *answers_list(const char *name, int *count);

/* KIND_ORDER. Counts as two assertions: that [answers] are the strings of [given] in any order,
 * each as often as there (built-in feedbacks no-answers, other-answers); and that they are in the
 * order of [truth]. The feedback is that of the first of [pairs] that stands the wrong way round,
 * or else [id]; then the verdict says how many places from the start are right, and not what should
 * stand in the next. [pairs] end with one without an id; NULL: there are none. */
#define expect_answers(id, answers, answer_count, given, given_count, truth, truth_count, pairs) \
	judge_expect_answers(__FILE__, __LINE__, id, answers, answer_count, given, given_count,	\
			     truth, truth_count, pairs)

struct wrong_order {
	const char *earlier, *later;	/* two answers, as they stand in the truth */
	const char *id;			/* the feedback of who has them the other way round */
};

/* KIND_PREDICT. Counts as two assertions: that a prediction is made for each element of [truth]
 * (built-in feedbacks no-answers, not-predicted); and that all of them come true. The feedback is
 * that of the first of [guesses] that was made, or else [id]. The verdict says how many are right,
 * and neither which nor what happens: the run itself is shown only when all are. [guesses] end with
 * one without an id; NULL: there are none. */
#define expect_predictions(id, answers, answer_count, truth, truth_count, guesses)		\
	judge_expect_predictions(__FILE__, __LINE__, id, answers, answer_count, truth,		\
				 truth_count, guesses)

struct wrong_guess {
	int number;			/* of the prediction, from 1 */
	const char *answer;		/* what a wrong picture of things makes of it */
	const char *id;			/* the feedback of who predicts that */
};

/* Numbers as predictions, which are texts. A number below 0 is "": nothing is predicted yet. */
const char *const *answers_of_numbers(const int *numbers, int count);

/* KIND_BREAK: the learner's list of the numbers of tasks, as a schedule for a staging. An assertion
 * (built-in feedbacks no-answers, other-schedule). The judge stages the pristine program with it,
 * and expects that its promise is broken; and then the repaired one, with the same schedule, and
 * expects that it is kept:
 *
 *      const char *schedule = expect_schedule("schedule");
 *      const struct run *given = stage(.schedule = schedule);
 *      expect("keeps-its-promise", mark_count(given, "sold") > 1, ...);
 *      const struct run *repaired = stage(.arguments = { "repaired" }, .schedule = schedule);
 *      expect("breaks-both", mark_count(repaired, "sold") == 1, ...);
 *
 * One scene is both programs: main() does what its argument says. A schedule that names a task
 * which is not ready ends the program; then stage() gives the feedback other-schedule, and says
 * which tasks were. The list may be empty. */
#define expect_schedule(name) judge_expect_schedule(__FILE__, __LINE__, name)

/* ---- Lines: exercises in which the learner puts given lines in order (Parsons) ---- */

/* The marks in the source, each on a line of its own, between which the learner's lines stand. */
#define LINES_BEGIN "/* ---- lines begin ---- */"
#define LINES_END "/* ---- lines end ---- */"

/* That the lines between the marks, in the file that --source names, are those of [given] in any
 * order, each as often as it stands there, and besides them none but those of [distractors], which
 * may be left out. White space, blank lines, lines that are only a comment, and comments at the end
 * of a line do not count. Built-in feedback: other-lines. Both lists end in NULL. */
#define expect_lines(given, distractors)							\
	judge_expect_lines(__FILE__, __LINE__, given, distractors)

/* ---- What the macros above are made of: not for direct use ---- */

bool judge_expect(const char *file, int line, const char *text, const char *id, bool holds,
		  const char *expected, const char *found);
bool judge_expect_seconds(const char *file, int line, const char *id, double expected, double found,
			  const char *what);
bool judge_expect_number(const char *file, int line, const char *id, long expected, long found,
			 const char *what);
bool judge_expect_string(const char *file, int line, const char *id, const char *expected,
			 const char *found);
bool judge_expect_order(const char *file, int line, const char *id, const struct run *run,
			const char *const *texts);
bool judge_expect_list(const char *file, int line, const char *id, const char *const *expected,
		       int expected_count, const char *const *found, int found_count,
		       const char *what);
bool judge_expect_output(const char *file, int line, const char *id, const struct run *run,
			 const char *expected);
bool judge_expect_answers(const char *file, int line, const char *id, const char *const *answers,
			  int answer_count, const char *const *given, int given_count,
			  const char *const *truth, int truth_count,
			  const struct wrong_order *pairs);
bool judge_expect_predictions(const char *file, int line, const char *id,
			      const char *const *answers, int answer_count,
			      const char *const *truth, int truth_count,
			      const struct wrong_guess *guesses);
const char *judge_expect_schedule(const char *file, int line, const char *name);
bool judge_expect_lines(const char *file, int line, const char *const *given,
			const char *const *distractors);

#endif

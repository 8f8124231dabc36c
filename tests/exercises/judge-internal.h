#ifndef JUDGE_INTERNAL_H
#define JUDGE_INTERNAL_H

/* What the files of the judge library share; judges include judge.h alone. */

#include "judge.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define JUDGE_SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define JUDGE_SANITIZED		/* and so are the programs, which are built as the judge is */
#endif

/* ---- The judge at work: judge.c ---- */

enum outcome { OUTCOME_PASSED, OUTCOME_WRONG, OUTCOME_LIMIT, OUTCOME_UNJUDGED };

struct judge {
	const struct exercise *exercise;
	char *const *program;		/* and its arguments, up to a NULL */
	const char *source, *object;	/* what --source and --object name, or NULL */
	const char *trace;		/* what --trace names, or NULL */
	unsigned long seed;		/* of this round */

	int assertions;			/* made so far */
	int stagings;			/* of them, made by stage() in this test */
	const struct run *first, *run;	/* the first and the last one staged, or NULL */
	const char *command;		/* what it was started with, to be typed again */

	/* The verdict: the first assertion that failed. */
	enum outcome outcome;
	const struct feedback *feedback;
	const char *rule;		/* the feedback's, or one that says more */
	const char *misconception;	/* the feedback in words, or one that says more */
	const char *expected, *found, *detail, *who_waits, *replay;
};

extern struct judge judge;

/* What a staging may use up. Tests of the library set them lower. */
struct judge_limits {
	unsigned int processor_seconds;
	unsigned int wall_milliseconds;
	size_t output, file, memory;	/* bytes */
};

extern struct judge_limits judge_limits;

/* Give up, with one sentence on stderr: the judge or the machine is at fault, and there
 * is no verdict. */
_Noreturn void judge_broken(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Run all tests with each of [rounds] seeds, one after the other, until one fails. */
void judge_run_tests(unsigned long first_seed, int rounds);

/* The same with several rounds at once: the verdict is that of the first that failed. In
 * judge-rounds.c. */
void judge_run_rounds(unsigned long first_seed, int rounds, unsigned long at_once);

/* End whatever was started and still runs. In judge-stage.c. */
void judge_end_descendants(void);

/* ---- Memory and text: judge-text.c ---- */

/* [size] bytes, all zero, until judge_forget(). Never NULL. */
void *judge_keep(size_t size);
void judge_forget(void);

/* [size] bytes of a program's output as text that can be shown and put into JSON: what is not
 * UTF-8, and what would move the cursor or turn the direction of writing, is written as \xNN. Cut
 * behind [max] bytes. */
const char *judge_clean(const char *bytes, size_t size, size_t max);

/* ---- Assertions: judge-expect.c ---- */

/* judge_expect(), for an OUTCOME that may be another than OUTCOME_WRONG. */
bool judge_assert(const char *file, int line, const char *text, const char *id, bool holds,
		  enum outcome outcome, const char *expected, const char *found);

/* Whether the question is what the program does: then its story is the answer, and a verdict tells
 * it only to who has passed. */
bool judge_is_secret(void);

/* The feedback [id]: the exercise's, or else the built-in one, or else NULL. */
const struct feedback *judge_feedback(const char *id);

/* ---- Queries: judge-record.c ---- */

/* When [frame] was, in seconds since the first loop began to run; NAN where there is no frame. */
double frame_seconds(const struct run *run, const struct record_frame *frame);

/* Whether [function] is that of a task in which async_run() cleans up at its end. */
bool is_clean_up(const char *function);

/* ---- How a run ended: judge-ending.c ---- */

/* What a staging says of its schedule, and the runtime of one that cannot be played. */
#define SCHEDULE_SETTING "ASYNC_SCHEDULE="

extern const struct feedback judge_built_in[];		/* up to one without id */

/* The assertion that each stage() makes. */
void judge_check_ending(const struct run *run, unsigned int allow);

/* What happened in [run], for people: the marks on the clock, in KIND_BREAK who had a turn when,
 * what it printed. */
const char *judge_story(const struct run *run);

/* ---- Who it was: judge-waits.c ---- */

/* "Task-3 (fetch)". */
const char *judge_task_name(const struct run *run, uint32_t task);

/* The task that ran when the record ended; 0: none. */
uint32_t judge_running_task(const struct run *run);

/* What the task waits for that [frame] says of: "Task-4 (ask)", "sleep". */
const char *judge_waited_for(const struct run *run, const struct record_frame *frame);

/* A line for each task that waits at the end: "Task-3 (fetch) waits for Task-4 (ask)"; NULL: none
 * does. */
const char *judge_who_waits(const struct run *run);

/* ---- What a sanitizer has reported: judge-crash.c ---- */

struct crash {
	const char *misconception, *rule, *found;
};

/* Returns: whether there is a report that can be explained. */
bool judge_explain_crash(const struct run *run, struct crash *crash);

/* The output without the bytes of the sanitizer's own memory, which tell a learner nothing. */
const char *judge_shorten_report(const char *errors);

/* ---- One staging to look at: judge-trace.c ---- */

/* What to have in the environment of a program that is traced, or NULL. */
const char *judge_trace_setting(void);

/* Leave the record of judge.run, which was [staging], and end the judge. */
_Noreturn void judge_tell_trace(const struct staging *staging);

#endif

/* How a run ended, and what a beginner should know about that ending. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge-internal.h"

const struct feedback judge_built_in[] = {
	{ "not-started",
	  "The program could not be started here. That says nothing about it." },
	{ "ended-early",
	  "A program is over when its main() returns. exit() and its like end it in the middle, "
	  "and whatever other tasks still had to do is lost." },
	{ "crashed",
	  "The program used memory that is not its own, or did something else that ends a process "
	  "at once: a pointer that is NULL or no longer valid, an index outside of an array, a "
	  "call of abort()." },
	{ "hangs",
	  "Every task waited for something that nobody was going to do any more. Look at who waits "
	  "for what, and ask who should have done it." },
	{ "out-of-time",
	  "The program did not come to its end in time. Look for a loop that never ends, and for a "
	  "call that blocks." },
	{ "too-much-output",
	  "The program wrote far more than the task asks for. Look for a loop that never ends." },
	{ "too-many-events",
	  "The program did far more than the task asks for: over 16,000 events. Look for a loop "
	  "that never ends." },
	{ "misuse",
	  "The program made a call that is never allowed where it stands, and the runtime ended "
	  "it. The last lines that it printed say which call, and what to do instead." },
	{ "unhandled-exception",
	  "An exception that nobody catches ends the task it was raised in, then the task that "
	  "awaits that one, and in the end the program. Catch it with TRY and EXCEPT where "
	  "something can be done about it." },
	{ "never-awaited",
	  "To make a coroutine object does not run it. It runs when it is awaited, or when a task "
	  "is made of it." },
	{ "never-retrieved",
	  "A task ended with an exception, and nobody ever asked for its result. Await each task "
	  "that you create." },
	{ "other-lines",
	  "The lines that you keep are each used once, and as they are; their order is up to you. "
	  "Leave out only what the comment on top calls too many, where it does so." },
	{ "no-answers",
	  "The answers are read out of the array as it is compiled. Keep its name and type, "
	  "write its elements as constants, and leave their number as it is." },
	{ "other-answers",
	  "Use each of the given answers once, letter for letter; only their order is up to you." },
	{ "not-predicted",
	  "Write down what you expect, for each of them, before you check. Nothing is lost by a "
	  "wrong prediction: whoever has made one sees more." },
	{ "other-schedule",
	  "A number is asked for whenever more than one task is ready, and it names one of these. "
	  "The numbers are those of the tasks in the order in which they are created; Task-1 is "
	  "the one that async_run() makes. A task that waits cannot go first." },
	{ NULL, NULL },
};

/* ---- The story of a run ---- */

/* The name of the function of [task], or NULL. */
static const char *function_of(const struct run *run, uint32_t task)
{
	const struct record_frame *frame = NULL;

	while ((frame = run_next(run, RECORD_CREATE, frame)) != NULL)
		if (frame->task == task)
			return frame->text;
	return NULL;
}

static void tell_marks(const struct run *run, FILE *story)
{
	const struct record_frame *frame = NULL;
	int told = 0;

	while ((frame = run_next(run, RECORD_MARK, frame)) != NULL && told < 40)
		fprintf(story, "%s%8.3f s  %s\n", told++ ? "" : "What happened, on the clock:\n",
			frame_seconds(run, frame), frame->text);
}

/* The order in which tasks had their turns, a line for each moment. */
static void tell_turns(const struct run *run, FILE *story)
{
	const struct record_frame *frame = NULL;
	int64_t moment = -1;
	int told = 0;

	while ((frame = run_next(run, RECORD_STEP, frame)) != NULL && told++ < 60) {
		if (is_clean_up(function_of(run, frame->task) ?: ""))
			continue;
		if (frame->time != moment)
			fprintf(story, "%s%8.3f s  Task-%u",
				moment < 0 ? "Who had a turn, on the clock:\n" : "\n",
				frame_seconds(run, frame), frame->task);
		else
			fprintf(story, ", Task-%u", frame->task);
		moment = frame->time;
	}
	if (told)
		fputc('\n', story);
}

const char *judge_story(const struct run *run)
{
	char *text;
	size_t size;
	FILE *story = open_memstream(&text, &size);

	if (!story)
		judge_broken("no memory is left");
	tell_marks(run, story);
	if (judge.exercise->kind == KIND_BREAK)
		tell_turns(run, story);
	if (run->output_size)
		fprintf(story, "It printed:\n%s\n",
			judge_clean(run->output, run->output_size, 1000));
	if (run->errors_size) {
		const char *errors = judge_shorten_report(run->errors);
		bool whole = errors == run->errors;

		fprintf(story, "On stderr:\n%s\n",
			judge_clean(errors, whole ? run->errors_size : strlen(errors), 4000));
	}
	fclose(story);
	const char *clean = size ? judge_clean(text, size, 8000) : NULL;
	free(text);
	return clean;
}

/* ---- The assertion ---- */

static const struct record_frame *find_report(const struct run *run, enum record_report kind)
{
	const struct record_frame *frame = NULL;

	while ((frame = run_next(run, RECORD_REPORT, frame)) != NULL)
		if (frame->value == (int64_t)kind)
			return frame;
	return NULL;
}

struct ending {
	const char *id, *expected, *found;	/* id: NULL if there is nothing to say */
	enum outcome outcome;
};

static const struct ending fine = { .id = NULL };

static struct ending wrong(const char *id, const char *expected, const char *found)
{
	return (struct ending){ id, expected, found, OUTCOME_WRONG };
}

static struct ending over_limit(const char *id, const char *expected, const char *found)
{
	return (struct ending){ id, expected, found, OUTCOME_LIMIT };
}

/* What the runtime has said of a schedule that cannot be played, without the schedule itself. */
static const char *words_on_schedule(const struct run *run)
{
	const char *words = strstr(run->errors, SCHEDULE_SETTING);
	const char *colon = words ? strstr(words, ": ") : NULL;

	words = colon ? colon + 2 : "a schedule that cannot be played";
	return say("%.*s", (int)strcspn(words, "\n"), words);
}

/* An ending that the operating system can tell of. */
static struct ending abrupt_ending(const struct run *run, unsigned int allow)
{
	const struct record_frame *misuse = find_report(run, RECORD_MISUSE);

	if (run->end == RUN_TOO_MUCH_OUTPUT)
		return over_limit("too-much-output", "a few lines of output", "output without end");
	if (run->end == RUN_OUT_OF_TIME)
		return over_limit("out-of-time", "it ends within seconds", "it did not end");
	if (misuse && strncmp(misuse->text, SCHEDULE_SETTING, strlen(SCHEDULE_SETTING)) == 0)
		return wrong("other-schedule", "each number names a task that is ready",
			     words_on_schedule(run));
	if (misuse && !(allow & ALLOW_MISUSE))
		return wrong("misuse", "calls where they are allowed", misuse->text);
	if (run->end == RUN_SIGNAL && !misuse && !(allow & ALLOW_CRASH))
		return wrong("crashed", "main() returns",
			     say("it was ended by signal %d, %s", run->status,
				 strsignal(run->status)));
	return fine;
}

/* An ending that the record tells of. */
static struct ending recorded_ending(const struct run *run, unsigned int allow)
{
	const struct record_frame *deadlock = find_report(run, RECORD_DEADLOCK), *report;

	if (deadlock && !(allow & ALLOW_DEADLOCK))
		return wrong("hangs", "somebody wakes each task that waits",
			     say("%s waits for ever: %s", judge_task_name(run, deadlock->task),
				 judge_waited_for(run, deadlock)));
	if (run->end == RUN_ENDED_EARLY && !(allow & ALLOW_EARLY_END))
		return wrong("ended-early", "main() returns",
			     say("it ended in the middle, with exit status %d", run->status));
	report = find_report(run, RECORD_UNHANDLED);
	if (report && !deadlock && !(allow & ALLOW_UNHANDLED))	/* a deadlock raises one, too */
		return wrong("unhandled-exception", "every exception is caught", report->text);
	report = find_report(run, RECORD_NEVER_AWAITED);
	if (report && !(allow & ALLOW_NEVER_AWAITED))
		return wrong("never-awaited", "every coroutine is awaited",
			     say("the coroutine '%s' was never awaited", report->text));
	report = find_report(run, RECORD_NEVER_RETRIEVED);
	if (report && !(allow & ALLOW_NEVER_RETRIEVED))
		return wrong("never-retrieved", "somebody asks for the result of every task",
			     say("%s failed unasked: %s", judge_task_name(run, report->task),
				 report->text));
	if (run->record.full)
		return over_limit("too-many-events", "a few events", "over 16,000 events");
	return fine;
}

/* The rule is that of the exercise, where it has one. */
static void explain_crash(const struct run *run)
{
	struct crash crash;

	if (!judge_explain_crash(run, &crash))
		return;
	judge.misconception = crash.misconception;
	judge.found = judge_clean(crash.found, strlen(crash.found), 2000);
	for (const struct feedback *own = judge_built_in; own->id; own++)
		if (own == judge.feedback)
			judge.rule = crash.rule;
}

void judge_check_ending(const struct run *run, unsigned int allow)
{
	struct ending ending = { "not-started", "the program starts", "it did not start",
				 OUTCOME_UNJUDGED };

	if (run->end != RUN_NOT_STARTED) {
		ending = abrupt_ending(run, allow);
		if (!ending.id)
			ending = recorded_ending(run, allow);
	}
	judge_assert(__FILE__, __LINE__, "it ended well", ending.id ? ending.id : "not-started",
		     !ending.id, ending.outcome, ending.expected, ending.found);
	if (ending.id && strcmp(ending.id, "crashed") == 0)
		explain_crash(run);
	if (run->end == RUN_OUT_OF_TIME || run_reports(run, RECORD_DEADLOCK))
		judge.who_waits = judge_who_waits(run);
}

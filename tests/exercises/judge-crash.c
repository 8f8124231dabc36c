/* How a program crashed: what the sanitizers' reports say, in words for who meets one for the first
 * time. Without a report there is only the signal. */

#include <libgen.h>
#include <stdio.h>
#include <string.h>

#include "judge-internal.h"

struct cause {
	const char *sign;		/* in the report */
	const char *misconception;
	const char *found;
	const char *rule;
};

/* MISCONCEPTION, FOUND, RULE of several reports. */
#define GONE "memory that is gone", "it used memory that was gone", gone
#define OUTSIDE "outside of its memory",							\
	"it went outside of an array, or of what it allocated", outside
#define NOTHING "a pointer to nothing", "it followed a pointer that is NULL", nothing
#define NOT_ONES_OWN "freed what was not its own", "it freed what was not to be freed", not_ones_own

static const char gone[] =
	"Memory is gone once it is freed, and a local variable once its function has returned, or "
	"its block is left. A task runs on after that. So what a task uses has to live at least as "
	"long as the task: hand values over as its arguments, which are copied, or await the task "
	"before the variable goes.";
static const char outside[] =
	"An array of N elements ends with element N - 1, and a string needs one byte more than it "
	"has letters. Look at how far the loop goes, and at what the index may be.";
static const char nothing[] =
	"Behind NULL there is nothing. Look at where the pointer gets its value: a task has no "
	"result before it is done, and a function that raises gives NULL.";
static const char not_ones_own[] =
	"Memory has one owner, who frees it once. What async_alloc(), async_sprintf() and a task's "
	"result give belongs to the task, and goes with it: nobody frees that.";

/* The first that fits counts. */
static const struct cause causes[] = {
	{ "heap-use-after-free", GONE },
	{ "stack-use-after-return", GONE },
	{ "stack-use-after-scope", GONE },
	{ "attempting double-free", NOT_ONES_OWN },
	{ "attempting free on address", NOT_ONES_OWN },
	{ "buffer-overflow", OUTSIDE },
	{ "buffer-underflow", OUTSIDE },
	{ "use-after-poison", OUTSIDE },
	{ "out of bounds", OUTSIDE },
	{ "null pointer", NOTHING },
	{ "SEGV on unknown address 0x000000000", NOTHING },
	{ "stack-overflow", "calls without end", "its stack was full",
	  "A function that calls itself needs an end: a case in which it does not. And large "
	  "arrays do not belong on the stack of a task, which is small." },
	{ "runtime error: ", "without a meaning", "it did what C gives no meaning to",
	  "The report says what it was: a number that does not fit into its type, a shift too "
	  "far, a division by zero. C promises nothing about what happens then." },
	{ NULL },
};

static const char *base(const char *path, size_t size)
{
	return basename((char *)say("%.*s", (int)size, path));
}

/* What stands behind [at], as " FILE:LINE", if FILE is the learner's. */
static const char *own_line(const char *at)
{
	size_t file = strcspn(at, ":\n"), line = strspn(at + file + 1, "0123456789");
	const char *source = judge.source ? base(judge.source, strlen(judge.source)) : "";

	if (*at == ' ' || at[file] != ':' || line == 0 || strcmp(base(at, file), source) != 0)
		return NULL;
	return say("%s, line %.*s", source, (int)line, at + file + 1);
}

/* Where in the learner's file: the first line of the report that names it, as "FILE:LINE:COLUMN:
 * runtime error", or as "#0 ADDRESS in FUNCTION FILE:LINE". */
static const char *place(const char *report)
{
	for (const char *line = report; line; line = strchr(line, '\n')) {
		char function[80];
		int length = 0;

		line += *line == '\n';
		const char *own = own_line(line);
		if (own)
			return own;
		if (sscanf(line, " #%*u %*x in %79s %n", function, &length) != 1 || !length)
			continue;
		own = own_line(line + length);
		if (own)
			return say("%s(), %s", function, own);
	}
	return NULL;
}

bool judge_explain_crash(const struct run *run, struct crash *crash)
{
	const char *report = strstr(run->errors, "ERROR: AddressSanitizer: ");
	const struct cause *cause = causes;
	uint32_t task = judge_running_task(run);

	if (!report && strstr(run->errors, "runtime error: "))
		report = run->errors;
	while (report && cause->sign && !strstr(report, cause->sign))
		cause++;
	if (!report || !cause->sign)
		return false;
	const char *where = place(report);
	*crash = (struct crash){
		.misconception = cause->misconception, .rule = cause->rule,
		.found = say("%s%s%s%s%s", cause->found, where ? ": " : "", where ? where : "",
			     task ? ", in " : "", task ? judge_task_name(run, task) : ""),
	};
	return true;
}

const char *judge_shorten_report(const char *errors)
{
	const char *from = strstr(errors, "Shadow bytes around the buggy address:");
	const char *to = from ? strstr(from, "==ABORTING") : NULL;

	if (!to)
		return errors;
	while (to > from && to[-1] != '\n')
		to--;
	return say("%.*s%s", (int)(from - errors), errors, to);
}

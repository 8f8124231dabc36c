/* One staging for whoever wants to look at the run, and not to judge it: `course trace`. */

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "judge-internal.h"

const char *judge_trace_setting(void)
{
	return judge.trace ? say("ASYNC_TRACE=%s.json", judge.trace) : NULL;
}

static void write_frames(const struct record *record)
{
	FILE *file = fopen(judge.trace, "we");

	if (!file)
		judge_broken("%s cannot be written: %m", judge.trace);
	fwrite(record->frames, sizeof(*record->frames), record->count, file);
	if (ferror(file) || fclose(file) != 0)
		judge_broken("%s cannot be written whole", judge.trace);
}

_Noreturn void judge_tell_trace(const struct staging *staging)
{
	enum { MAX = sizeof(staging->arguments) / sizeof(*staging->arguments) };
	json_t *arguments = json_array(), *answer;

	write_frames(&judge.run->record);
	for (int i = 0; i < MAX && staging->arguments[i]; i++)
		json_array_append_new(arguments, json_string(staging->arguments[i]));
	answer = json_pack("{s:s, s:o, s:s?, s:s, s:s?, s:s?, s:b}",
			   "run", say("seed %lu: %s", judge.seed, judge.command),
			   "arguments", arguments, "input", staging->input,
			   "clock", staging->clock == STAGE_REAL ? "real" : "virtual",
			   "schedule", staging->schedule,
			   "found", judge.outcome != OUTCOME_PASSED ? judge.found : NULL,
			   "full", judge.run->record.full);
	if (!answer || json_dumpf(answer, stdout, JSON_INDENT(2)) < 0 || putchar('\n') == EOF ||
	    fflush(stdout) == EOF)
		judge_broken("what was staged cannot be written");
	json_decref(answer);
	judge_forget();
	exit(0);
}

/* Rounds: the tests are played once for each seed, and a learner who waits would rather have that
 * done at the same time.
 *
 * Each round is a child of the judge, and so has all that a judge has to itself: its stagings, its
 * children, CUnit. It tells by a pipe what came of it. The rounds are heard in order, and the first
 * one that failed makes the verdict, as if none had been played behind it. */

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "judge-internal.h"

static _Noreturn void play(unsigned long seed, int result, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	judge.assertions = 0;
	judge_run_tests(seed, 1);
	json_t *told = json_pack("{s:i, s:i, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?}",
				 "outcome", (int)judge.outcome, "assertions", judge.assertions,
				 "feedback", judge.feedback ? judge.feedback->id : NULL,
				 "rule", judge.rule, "misconception", judge.misconception,
				 "expected", judge.expected, "found", judge.found,
				 "who_waits", judge.who_waits, "detail", judge.detail,
				 "replay", judge.replay);
	_exit(told && json_dumpfd(told, result, 0) == 0 ? 0 : 1);
}

/* Returns: what the round will be told by. */
static int start(unsigned long seed)
{
	pid_t parent = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		judge_broken("no pipe can be had for a round: %s", strerror(errno));
	pid_t pid = fork();
	if (pid == 0)
		play(seed, ends[1], parent);
	if (pid < 0)
		judge_broken("no process can be had for a round: %s", strerror(errno));
	close(ends[1]);
	return ends[0];
}

static const char *keep(const json_t *told, const char *key)
{
	const char *text = json_string_value(json_object_get(told, key));

	return text ? say("%s", text) : NULL;
}

/* Wait for what a round has to tell. One that breaks has said why. */
static void hear(int result)
{
	FILE *file = fdopen(result, "r");
	json_t *told = file ? json_loadf(file, 0, NULL) : NULL;

	if (!told) {
		judge_end_descendants();
		exit(1);
	}
	fclose(file);
	judge.outcome = (enum outcome)json_integer_value(json_object_get(told, "outcome"));
	judge.assertions += (int)json_integer_value(json_object_get(told, "assertions"));
	const char *feedback = keep(told, "feedback");
	judge.feedback = feedback ? judge_feedback(feedback) : NULL;
	judge.rule = keep(told, "rule");
	judge.misconception = keep(told, "misconception");
	judge.expected = keep(told, "expected");
	judge.found = keep(told, "found");
	judge.who_waits = keep(told, "who_waits");
	judge.detail = keep(told, "detail");
	judge.replay = keep(told, "replay");
	json_decref(told);
}

void judge_run_rounds(unsigned long first_seed, int rounds, unsigned long at_once)
{
	int results[rounds], started = 0;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (int i = 0; i < rounds && judge.outcome == OUTCOME_PASSED; i++) {
		for (; started < rounds && (unsigned long)started < i + at_once; started++)
			results[started] = start(first_seed + (unsigned long)started);
		judge.seed = first_seed + (unsigned long)i;
		hear(results[i]);
	}
	judge_end_descendants();
}

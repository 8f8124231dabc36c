/* Assertions. All of them come down to judge_assert(), which tells CUnit, and keeps the first
 * that failed. */

#include <CUnit/CUnit.h>
#include <CUnit/TestRun.h>
#include <math.h>
#include <string.h>

#include "judge-internal.h"

static const struct feedback *find_feedback(const struct feedback *feedbacks, const char *id)
{
	for (; feedbacks->id; feedbacks++)
		if (strcmp(feedbacks->id, id) == 0)
			return feedbacks;
	return NULL;
}

const struct feedback *judge_feedback(const char *id)
{
	const struct feedback *own = find_feedback(judge.exercise->feedbacks, id);

	return own ? own : find_feedback(judge_built_in, id);
}

/* "one-after-the-other" with spaces. */
static const char *in_words(const char *id)
{
	char *words = judge_keep(strlen(id) + 1);

	for (size_t i = 0; id[i]; i++)
		words[i] = id[i] == '-' ? ' ' : id[i];
	return words;
}

bool judge_is_secret(void)
{
	return judge.exercise->kind == KIND_PREDICT || judge.exercise->kind == KIND_ORDER;
}

bool judge_assert(const char *file, int line, const char *text, const char *id, bool holds,
		  enum outcome outcome, const char *expected, const char *found)
{
	const struct feedback *feedback = judge_feedback(id);

	if (!feedback)
		judge_broken("%s:%d: the exercise has no feedback \"%s\"", file, line, id);
	judge.assertions++;
	CU_assertImplementation(holds, (unsigned int)line, text, file, "", CU_FALSE);
	if (holds || judge.outcome != OUTCOME_PASSED)
		return holds;
	judge.outcome = outcome;
	judge.feedback = feedback;
	judge.rule = feedback->rule;
	judge.misconception = in_words(id);
	judge.expected = expected ? judge_clean(expected, strlen(expected), 2000) : NULL;
	judge.found = found ? judge_clean(found, strlen(found), 2000) : NULL;
	judge.detail = judge.run && !judge_is_secret() ? judge_story(judge.run) : NULL;
	judge.replay = say("seed %lu", judge.seed);
	if (judge.command)
		judge.replay = say("%s: %s", judge.replay, judge.command);
	return false;
}

bool judge_expect(const char *file, int line, const char *text, const char *id, bool holds,
		  const char *expected, const char *found)
{
	return judge_assert(file, line, text, id, holds, OUTCOME_WRONG, expected, found);
}

bool same_seconds(double a, double b)
{
	return fabs(a - b) < 1e-6;
}

static const char *seconds_of(double seconds, const char *what)
{
	return isnan(seconds) ? say("never: %s", what)
		: say("%.10g s %s", round(seconds * 1e6) / 1e6, what);
}

bool judge_expect_seconds(const char *file, int line, const char *id, double expected, double found,
			  const char *what)
{
	return judge_expect(file, line, what, id, same_seconds(expected, found),
			    seconds_of(expected, what), seconds_of(found, what));
}

bool judge_expect_number(const char *file, int line, const char *id, long expected, long found,
			 const char *what)
{
	return judge_expect(file, line, what, id, expected == found, say("%ld %s", expected, what),
			    say("%ld %s", found, what));
}

bool judge_expect_string(const char *file, int line, const char *id, const char *expected,
			 const char *found)
{
	bool same = expected && found ? strcmp(expected, found) == 0 : expected == found;

	return judge_expect(file, line, "the same string", id, same,
			    expected ? say("\"%s\"", expected) : "nothing",
			    found ? say("\"%s\"", found) : "nothing");
}

/* [texts], up to a NULL, as one line: "a, b, c". */
static const char *enumerate(const char *const *texts)
{
	const char *all = "";

	for (size_t i = 0; texts[i]; i++)
		all = say("%s%s%s", all, i ? ", " : "", texts[i]);
	return *all ? all : "nothing of it";
}

bool judge_expect_order(const char *file, int line, const char *id, const struct run *run,
			const char *const *texts)
{
	size_t count = 0, found_count = 0;

	while (texts[count])
		count++;
	const char **found = judge_keep((count + 1) * sizeof(*found));
	const struct record_frame *frame = NULL;
	while ((frame = run_next(run, RECORD_MARK, frame)) != NULL) {
		size_t which = 0, before = 0;
		while (which < count && strcmp(texts[which], frame->text) != 0)
			which++;
		while (before < found_count && found[before] != texts[which])
			before++;
		if (which < count && before == found_count)
			found[found_count++] = texts[which];
	}
	bool same = memcmp(found, texts, (count + 1) * sizeof(*found)) == 0;
	return judge_expect(file, line, "marks in order", id, same, enumerate(texts),
			    enumerate(found));
}

static const char *element(const char *const *list, int count, int i, const char *what)
{
	return i >= count ? say("no %s %d", what, i + 1)
		: list[i] ? say("%s %d: \"%s\"", what, i + 1, list[i])
		: say("%s %d: nothing", what, i + 1);
}

bool judge_expect_list(const char *file, int line, const char *id, const char *const *expected,
		       int expected_count, const char *const *found, int found_count,
		       const char *what)
{
	int i = 0;

	while (i < expected_count && i < found_count && found[i] &&
	       strcmp(expected[i], found[i]) == 0)
		i++;
	return judge_expect(file, line, what, id, i == expected_count && i == found_count,
			    element(expected, expected_count, i, what),
			    element(found, found_count, i, what));
}

bool judge_expect_output(const char *file, int line, const char *id, const struct run *run,
			 const char *expected)
{
	enum { MAX = 1000 };
	const char *wanted[MAX], *found[MAX];
	const struct run imagined = { .output = expected, .output_size = strlen(expected) };
	int wanted_count = run_lines(&imagined, wanted, MAX);
	int found_count = run_lines(run, found, MAX);

	if (wanted_count > MAX)
		judge_broken("%s:%d: more than %d lines of output are expected", file, line, MAX);
	return judge_expect_list(file, line, id, wanted, wanted_count, found,
				 found_count < MAX ? found_count : MAX, "line");
}

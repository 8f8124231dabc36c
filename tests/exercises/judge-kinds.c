/* The kinds in which the learner fills an array: predict, order the trace, make it fail. Each has
 * an assertion of its own on that array. In the first two a table of misconceptions names the
 * feedback. */

#include <string.h>

#include "judge-internal.h"

/* ---- Order the trace ---- */

static int count_of(const char *text, const char *const *texts, int count)
{
	int found = 0;

	for (int i = 0; i < count; i++)
		found += strcmp(texts[i], text) == 0;
	return found;
}

/* What keeps [answers] from being [given] in another order, or NULL. */
static const char *not_a_permutation(const char *const *answers, int answer_count,
				     const char *const *given, int given_count)
{
	for (int i = 0; i < answer_count; i++) {
		int answered = count_of(answers[i], answers, answer_count);
		int wanted = count_of(answers[i], given, given_count);
		if (!*answers[i])
			return say("place %d is still empty", i + 1);
		if (!wanted)
			return say("place %d: \"%s\", which is not one of them", i + 1, answers[i]);
		if (answered > wanted)
			return say("\"%s\" stands there %d times", answers[i], answered);
	}
	return answer_count < given_count ? say("place %d is still empty", answer_count + 1) : NULL;
}

/* Where [text] first stands, from 1; 0: nowhere. */
static int place(const char *text, const char *const *texts, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(texts[i], text) == 0)
			return i + 1;
	return 0;
}

/* The first of [pairs] that [answers] have the wrong way round, or NULL. */
static const struct wrong_order *find_wrong_order(const struct wrong_order *pairs,
						  const char *const *answers, int count)
{
	for (; pairs && pairs->id; pairs++)
		if (place(pairs->earlier, answers, count) > place(pairs->later, answers, count))
			return pairs;
	return NULL;
}

bool judge_expect_answers(const char *file, int line, const char *id, const char *const *answers,
			  int answer_count, const char *const *given, int given_count,
			  const char *const *truth, int truth_count,
			  const struct wrong_order *pairs)
{
	const char *wrong = !answers ? "no such array of constants"
		: not_a_permutation(answers, answer_count, given, given_count);
	bool usable = judge_expect(file, line, "answers", answers ? "other-answers" : "no-answers",
				   !wrong, say("the %d given answers, in some order", given_count),
				   wrong);
	int right = 0;

	while (answers && right < answer_count && right < truth_count &&
	       strcmp(answers[right], truth[right]) == 0)
		right++;
	bool same = answers && right == answer_count && right == truth_count;
	const char *expected = !right ? "something else comes first"
		: right == 1 ? "the first is right; something else comes next"
		: say("the first %d are right; something else comes next", right);
	const char *found = !answers || right >= answer_count ? say("%d answers", answer_count)
		: say("place %d: \"%s\"", right + 1, answers[right]);
	const struct wrong_order *pair =
		usable && !same ? find_wrong_order(pairs, answers, answer_count) : NULL;
	if (pair) {
		id = pair->id;
		expected = say("\"%s\" comes before \"%s\"", pair->earlier, pair->later);
		found = say("place %d and place %d", place(pair->earlier, answers, answer_count),
			    place(pair->later, answers, answer_count));
	}
	return judge_expect(file, line, "answers in order", id, same, expected, found) && usable;
}

/* ---- Predict ---- */

const char *const *answers_of_numbers(const int *numbers, int count)
{
	const char **texts = judge_keep((size_t)(count + 1) * sizeof(*texts));

	for (int i = 0; numbers && i < count; i++)
		texts[i] = numbers[i] < 0 ? "" : say("%d", numbers[i]);
	return numbers ? texts : NULL;
}

/* What keeps [answers] from being [count] predictions, or NULL. */
static const char *not_predicted(const char *const *answers, int answer_count, int count)
{
	if (!answers)
		return say("no such array of %d constants", count);
	if (answer_count > count)
		return say("%d", answer_count);
	for (int i = 0; i < count; i++)
		if (i >= answer_count || !*answers[i])
			return say("none for number %d", i + 1);
	return NULL;
}

bool judge_expect_predictions(const char *file, int line, const char *id,
			      const char *const *answers, int answer_count,
			      const char *const *truth, int truth_count,
			      const struct wrong_guess *guesses)
{
	const char *wrong = not_predicted(answers, answer_count, truth_count);
	int right = 0;

	if (!judge_expect(file, line, "predictions", answers ? "not-predicted" : "no-answers",
			  !wrong, say("%d predictions", truth_count), wrong))
		answer_count = 0;
	for (int i = 0; i < answer_count; i++)
		right += strcmp(answers[i], truth[i]) == 0;
	for (; guesses && guesses->id; guesses++)
		if (guesses->number <= answer_count && right < truth_count &&
		    strcmp(answers[guesses->number - 1], guesses->answer) == 0) {
			id = guesses->id;
			break;
		}
	return judge_expect(file, line, "predictions that come true", id, right == truth_count,
			    say("%d predictions come true", truth_count), say("%d do", right));
}

/* ---- Make it fail ---- */

enum { SCHEDULE_MAX = 100 };

const char *judge_expect_schedule(const char *file, int line, const char *name)
{
	int count;
	const int *numbers = answers_list(name, &count);
	const char *schedule = "order:", *wrong = NULL;

	if (!numbers || count > SCHEDULE_MAX)
		wrong = say("no such array of up to %d constants", SCHEDULE_MAX);
	for (int i = 0; !wrong && i < count; i++)
		if (numbers[i] < 1)
			wrong = say("number %d is %d", i + 1, numbers[i]);
		else
			schedule = say("%s%s%d", schedule, i ? "," : "", numbers[i]);
	judge_expect(file, line, "a schedule", numbers ? "other-schedule" : "no-answers", !wrong,
		     "numbers of tasks, from 1", wrong);
	return schedule;
}

/* The judge of 02-coroutines/4-count-down: seeds choose who speaks and how far each counts. One
 * test gives both the same count, and looks for the known mistakes; the other gives them different
 * ones, and looks at every line. */

#include <string.h>

#include "judge.h"

enum { MAX = 64 };

static const char *const given[] = {
	"while (count > 0) {", "printf(\"%s: %d\\n\", speaker, count);", "AWAIT(async_sleep(1));",
	"count--;", "}", "printf(\"%s: lift-off\\n\", speaker);", NULL,
};
static const char *const distractors[] = { "async_block(1);", NULL };

struct speaker {
	const char *name;
	int count;
};

static const char *number(const struct speaker *speaker, int count)
{
	return say("%s: %d", speaker->name, count);
}

static const char *lift_off(const struct speaker *speaker)
{
	return say("%s: lift-off", speaker->name);
}

static const struct run *stage_speakers(struct speaker speakers[2])
{
	const char *names[] = { "Kourou", "Baikonur", "Wallops", "Jiuquan" };

	shuffle(names, 4, sizeof(names[0]));
	for (int i = 0; i < 2; i++)
		speakers[i].name = names[i];
	return stage(.arguments = {
		speakers[0].name, say("%d", speakers[0].count),
		speakers[1].name, say("%d", speakers[1].count),
	});
}

/* What [speaker] says at last. */
static const char *last_words(const struct run *run, const struct speaker *speaker)
{
	const char *lines[MAX], *last = NULL;
	int count = run_lines(run, lines, MAX);

	for (int i = 0; i < count && i < MAX; i++)
		if (strncmp(lines[i], speaker->name, strlen(speaker->name)) == 0)
			last = lines[i];
	return last;
}

/* Whether what [found] says is [expected]; [where] it is said. */
static void expect_line(const char *id, const char *where, const char *expected, const char *found)
{
	expect(id, found && strcmp(expected, found) == 0, say("%s: \"%s\"", where, expected),
	       found ? say("%s: \"%s\"", where, found) : say("%s: nothing", where));
}

/* How often [line] is said. */
static int times(const struct run *run, const char *line)
{
	const char *lines[MAX];
	int count = run_lines(run, lines, MAX), found = 0;

	for (int i = 0; i < count && i < MAX; i++)
		found += strcmp(lines[i], line) == 0;
	return found;
}

/* The line that is said next when [line] has been said; NULL if there is none. */
static const char *line_behind(const struct run *run, const char *line)
{
	const char *lines[MAX];
	int count = run_lines(run, lines, MAX);

	for (int i = 0; i + 1 < count && i + 1 < MAX; i++)
		if (strcmp(lines[i], line) == 0)
			return lines[i + 1];
	return NULL;
}

static void test_the_known_mistakes(void)
{
	int count = pick(3, 6);
	struct speaker speakers[2] = { { .count = count }, { .count = count } };
	const char *first_line = NULL;

	expect_lines(given, distractors);
	const struct run *run = stage_speakers(speakers);
	const struct speaker *first = &speakers[0], *second = &speakers[1];
	run_lines(run, &first_line, 1);

	expect_line("lift-off-comes-last", say("the last line of %s", first->name), lift_off(first),
		    last_words(run, first));
	expect_number("lift-off-comes-last", 1, times(run, lift_off(first)),
		      say("time(s) that \"%s\" is said", lift_off(first)));
	expect_seconds("blocks-the-loop", 0, run_blocked(run),
		       "during which nobody else could speak");
	expect_seconds("pause-behind-each", count, mark_seconds(run, say("%s gone", first->name)),
		       say("for a countdown from %d", count));
	expect_line("first-speak-then-count", "the first line", number(first, count), first_line);
	expect_line("first-speak-then-wait", say("behind \"%s\" comes", number(first, 1)),
		    number(second, 1), line_behind(run, number(first, 1)));
}

/* What a speaker with [count] says when [second] seconds have gone by; NULL if nothing. */
static const char *line_at(const struct speaker *speaker, int second)
{
	if (second > speaker->count)
		return NULL;
	if (second == speaker->count)
		return lift_off(speaker);
	return number(speaker, speaker->count - second);
}

static void test_every_line(void)
{
	int count = pick(2, 5);
	struct speaker speakers[2] = { { .count = count }, { .count = count + pick(1, 4) } };
	const struct run *run = stage_speakers(speakers);
	const char *expected = "";

	for (int second = 0; second <= speakers[1].count; second++) {
		for (int i = 0; i < 2; i++) {
			const char *line = line_at(&speakers[i], second);
			expected = line ? say("%s%s\n", expected, line) : expected;
		}
	}
	expect_output("other-output", run, expected);
	expect_seconds("other-output", speakers[1].count, run_seconds(run),
		       "until both rockets are gone");
}

EXERCISE(
	.title = "Count down",
	.kind = KIND_PARSONS,
	.minutes = 10,
	.points = 10,
	.tutorial = "One after the other",
	.hints = {
		"Begin with the loop. Which lines happen once for each number, and which happen "
		"once in all? Then look at the two lines that wait for a second: how do they "
		"differ for the other speaker?",
		"AWAIT(async_sleep(1)) lets others run while this function waits; async_block(1) "
		"does not. In the loop the number comes first, and its pause behind it. What "
		"happens once, at the end, stands behind the loop.",
		"while (count > 0) { ... } with three lines in the braces: the printf() of the "
		"number, the AWAIT, the count--. Behind the closing brace the printf() of the "
		"lift-off. The line with async_block() is the one too many.",
	},
	.feedbacks = {
		{ "lift-off-comes-last", "What stands in a loop happens each time; what stands "
		  "before it happens once, before; what stands behind its closing brace happens "
		  "once, when the loop is over. Lift-off comes once, at the very end." },
		{ "blocks-the-loop", "async_block() waits without returning to the loop: for that "
		  "second nobody else can speak. AWAIT(async_sleep(1)) waits as long, and "
		  "meanwhile the loop goes on with the other speaker." },
		{ "pause-behind-each", "A pause is made each time its line is reached. There is "
		  "one behind each number, so the AWAIT belongs into the loop." },
		{ "first-speak-then-count", "A line sees count as the lines before it have left "
		  "it. Say the number first, and count down behind it." },
		{ "first-speak-then-wait", "To await is to wait before the next line. If the pause "
		  "comes before the number, the first number is a second late, and between the 1 "
		  "and the lift-off there is no pause." },
		{ "too-much-output", "The loop never ends. It goes on as long as count is greater "
		  "than 0, so something in the loop has to make count smaller." },
		{ "other-output", "Play both speakers by hand: each says a number, waits for a "
		  "second, counts down, and goes on.",
		  .untried = "every other order of these lines is one of the mistakes above" },
	},
	.starter = "lift-off-comes-last",
	.tests = { TEST(test_the_known_mistakes, 7), TEST(test_every_line, 2) },
)

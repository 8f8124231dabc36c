/* Lines: whether what stands between two marks in the learner's source are the given lines, in
 * whatever order. */

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "judge-internal.h"

enum { SOURCE_MAX = 256 << 10, LINES_MAX = 500 };

static char *read_source(void)
{
	struct stat status;
	size_t size = 0;

	if (!judge.source)
		judge_broken("--source FILE is missing: its lines are compared");
	int fd = open(judge.source, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) ||
	    status.st_size > SOURCE_MAX)
		judge_broken("%s is not a source file of up to 256 KiB that can be read",
			     judge.source);
	char *text = judge_keep(SOURCE_MAX + 1);
	ssize_t more;
	while (size < SOURCE_MAX &&
	       ((more = read(fd, text + size, SOURCE_MAX - size)) > 0 ||
		(more < 0 && errno == EINTR)))
		size += more > 0 ? (size_t)more : 0;
	close(fd);
	return text;
}

/* [line] without white space and comments. */
static const char *essence(const char *line)
{
	char *bare = judge_keep(strlen(line) + 1), *end = bare;

	while (*line && strncmp(line, "//", 2) != 0) {
		const char *comment_end =
			strncmp(line, "/*", 2) == 0 ? strstr(line + 2, "*/") : NULL;
		if (comment_end) {
			line = comment_end + 2;
			continue;
		}
		if (!isspace((unsigned char)*line))
			*end++ = *line;
		line++;
	}
	return bare;
}

/* Whether [line] is [mark] and white space. */
static bool is_mark(const char *line, const char *mark)
{
	line += strspn(line, " \t");
	size_t length = strlen(mark);
	return strncmp(line, mark, length) == 0 &&
	       line[length + strspn(line + length, " \t\r")] == '\0';
}

/* The lines between the marks, those that are empty but for comments left out. Returns: how many,
 * or -1 without both marks. */
static int read_lines(const char *lines[LINES_MAX])
{
	char *rest = read_source(), *line;
	int count = -1;

	while ((line = strsep(&rest, "\n")) != NULL) {
		if (count < 0) {
			count = is_mark(line, LINES_BEGIN) ? 0 : -1;
			continue;
		}
		if (is_mark(line, LINES_END))
			return count;
		if (*essence(line) && count < LINES_MAX)
			lines[count++] = line + strspn(line, " \t");
	}
	return -1;
}

static int times(const char *line, const char *const *lines, int count)
{
	const char *wanted = essence(line);
	int found = 0;

	for (int i = 0; i < count; i++)
		found += strcmp(essence(lines[i]), wanted) == 0;
	return found;
}

static int length(const char *const *lines)
{
	int count = 0;

	while (lines && lines[count])
		count++;
	return count;
}

/* What keeps [lines] from being [given] in another order, or NULL. */
static const char *not_the_given(const char *const *lines, int count, const char *const *given,
				 const char *const *distractors)
{
	int given_count = length(given), distractor_count = length(distractors);

	for (int i = 0; i < count; i++) {
		int used = times(lines[i], lines, count);
		int most = times(lines[i], given, given_count);
		most += times(lines[i], distractors, distractor_count);
		if (!most)
			return say("\"%s\" is not one of them", lines[i]);
		if (used > most)
			return say("\"%s\" stands there %d times", lines[i], used);
	}
	for (int i = 0; i < given_count; i++) {
		const char *text = given[i] + strspn(given[i], " \t");
		int used = times(given[i], lines, count);
		int needed = times(given[i], given, given_count);

		if (used < needed)
			return used ? say("\"%s\" is needed %d times", text, needed)
				    : say("\"%s\" is missing", text);
	}
	return NULL;
}

bool judge_expect_lines(const char *file, int line, const char *const *given,
			const char *const *distractors)
{
	const char *lines[LINES_MAX];
	int count = read_lines(lines);
	const char *wrong = count < 0
		? "one of the lines " LINES_BEGIN " and " LINES_END " is missing"
		: not_the_given(lines, count, given, distractors);

	return judge_expect(file, line, "the given lines", "other-lines", !wrong,
			    distractors ? "the given lines, without those that are too many"
			    : "the given lines, each once", wrong);
}

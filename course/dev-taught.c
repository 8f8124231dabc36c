/* course dev check: nothing is used that the text had not taught yet.
 *
 * What counts are the names of common/: functions, macros, exceptions. A name is taught by where it
 * stands in tutorial.md first, in a fence, in an indented line, or in backticks: prose without them
 * speaks of other things. An exercise has its place in the text, too: the first section that names
 * it, behind the heading that its judge refers to. What stands there before the end of this section
 * has been taught; so has what the starter itself explains in its comments. */

#include <glob.h>
#include <string.h>

#include "async.h"
#include "dev.h"
#include "source.h"

/* The line behind [line], or NULL. */
static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end && end[1] ? end + 1 : NULL;
}

/* ---- The names of common/ ---- */

static bool has(const struct words *words, const char *name, size_t length)
{
	for (size_t i = 0; i < words->count; i++)
		if (strlen(words->list[i]) == length && memcmp(words->list[i], name, length) == 0)
			return true;
	return false;
}

static void add(struct words *words, const char *name, size_t length)
{
	if (!has(words, name, length))
		words_add(words, async_sprintf("%.*s", (int)length, name));
}

/* The name that [line] of a header gives to programs, if it is one that only the header can tell:
 * a macro or a type of exceptions. Guards of headers have nothing behind their names, and what ends
 * in _ is private. */
static const char *declared(const char *line, size_t *length)
{
	static const char *const before[] = {
		"#define ", "extern const struct async_exception_type ",
	};
	const char *name;

	for (size_t i = 0; i < 2; i++) {
		if (strncmp(line, before[i], strlen(before[i])) != 0)
			continue;
		name = source_next_name(line + strlen(before[i]), length);
		if (name && name[*length] != '\n' && name[*length - 1] != '_' &&
		    (i == 1 || (*name >= 'A' && *name <= 'Z')))
			return name;
	}
	return NULL;
}

static void free_glob(glob_t *found)
{
	globfree(found);
}

static void read_header(const char *path, struct words *names)
{
	size_t length;

	for (const char *line = tree_read_file(path); line; line = next_line(line)) {
		const char *name = declared(line, &length);

		if (name)
			add(names, name, length);
	}
}

static void read_headers(struct dev *dev)
{
	glob_t found __attribute__((cleanup(free_glob))) = { 0 };

	glob(async_sprintf("%s/common/*.h", dev->tree->root), 0, NULL, &found);
	glob(async_sprintf("%s/common/web/*.h", dev->tree->root), GLOB_APPEND, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc && !async_exception(); i++)
		if (!strstr(found.gl_pathv[i], "-internal.h"))
			read_header(found.gl_pathv[i], &dev->names);
}

static bool is_of_common(const struct words *names, const char *name, size_t length)
{
	return strncmp(name, "async_", 6) == 0 || strncmp(name, "coroutine_", 10) == 0 ||
		strncmp(name, "ASYNC_", 6) == 0 || has(names, name, length);
}

/* Add to [found] those names of common/ that stand in the [size] bytes at [text]. */
static void collect(const struct words *names, const char *text, size_t size, struct words *found)
{
	const char *end = text + size;
	size_t length;

	for (const char *at = text; (at = source_next_name(at, &length)) != NULL && at < end;
	     at += length)
		if (is_of_common(names, at, length))
			add(found, at, length);
}

/* ---- The text ---- */

/* What is read of tutorial.md, line by line. */
struct reading {
	bool fence, quoted;		/* within a fence, between backticks */
	struct words found;
};

static void read_line(struct reading *reading, const struct words *names, const char *line,
		      size_t length)
{
	bool marks = strncmp(line, "```", 3) == 0;

	if (marks) {
		reading->fence = !reading->fence;
	} else if (reading->fence || strncmp(line, "    ", 4) == 0) {
		collect(names, line, length, &reading->found);
	} else if (length == 0) {
		reading->quoted = false;
	} else {
		for (size_t at = 0, part; at < length; at += part + 1) {
			part = strcspn(line + at, "`");
			part = part < length - at ? part : length - at;
			if (reading->quoted)
				collect(names, line + at, part, &reading->found);
			if (at + part < length)
				reading->quoted = !reading->quoted;
		}
	}
}

static bool is_heading(const char *line)
{
	size_t marks = strspn(line, "#");

	return marks > 0 && line[marks] == ' ';
}

/* The heading [title], from [line] on; NULL if there is none. A # in a fence begins none. */
static const char *find_heading(const char *line, const char *title)
{
	bool fence = false;

	for (; line; line = next_line(line)) {
		const char *found = line + strspn(line, "# ");

		fence ^= strncmp(line, "```", 3) == 0;
		if (!fence && is_heading(line) && strlen(title) == strcspn(found, "\n") &&
		    strncmp(found, title, strlen(title)) == 0)
			return line;
	}
	return NULL;
}

static bool line_has(const char *line, const char *part)
{
	const char *found = strstr(line, part);

	return found && found < line + strcspn(line, "\n") &&
		!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", found[strlen(part)]);
}

/* The end of the first section that names [exercise], from [line] on; NULL if none does. */
static const char *find_end(const char *line, const struct exercise *exercise)
{
	const char *file = exercise->starter;
	bool fence = false, named = false;

	for (const char *next; line && file; line = next) {
		next = next_line(line);
		fence ^= strncmp(line, "```", 3) == 0;
		if (named && !fence && is_heading(line))
			return line;
		named = named || line_has(line, exercise->name) || line_has(line, file);
		if (!next && named)
			return line + strlen(line);
	}
	return NULL;
}

/* Where the text has come to when it is the turn of [exercise]; NULL if that cannot be told. */
static const char *place_of(struct dev *dev, const struct exercise *exercise, const char *text)
{
	const char *title = exercise->tutorial, *heading = find_heading(text, title), *end;

	if (!heading) {
		dev_tell(dev, exercise->name, "refers to \"%s\", which is no heading of "
			 "tutorial.md: name in .tutorial the one that teaches it", title);
		return NULL;
	}
	if (find_heading(next_line(heading), title))
		dev_tell(dev, exercise->name, "refers to \"%s\", which is a heading of tutorial.md "
			 "twice: name one in .tutorial that there is once", title);
	end = find_end(heading, exercise);
	if (!end)
		dev_tell(dev, exercise->name, "is not named in tutorial.md behind \"%s\": add a "
			 "section that says what to do, with: build/course check %s", title,
			 exercise->name);
	return end;
}

/* ---- The exercise ---- */

/* Divide the comments of a starter: a program that they show, in lines that begin with " *" and a
 * tab, is used; what the other lines speak of is explained. */
static void read_comments(const struct words *names, const char *text, struct words *used,
			  struct words *told)
{
	for (const char *line = source_comments(text); line; line = next_line(line))
		collect(names, line, strcspn(line, "\n"),
			strncmp(line, " *\t", 3) == 0 ? used : told);
}

static void read_code(const struct words *names, const char *text, struct words *used)
{
	const char *code = source_code(text, false);

	if (code)
		collect(names, code, strlen(code), used);
}

void dev_check_taught(struct dev *dev, const struct exercise *exercise)
{
	const char *text = dev_read(dev, "tutorial.md"), *end;
	const char *starter = dev_read(dev, exercise->starter);
	const char *solution = dev_read(dev, dev_solution(exercise));
	struct words used = { 0 };
	struct reading reading = { 0 };

	if (dev->names.count == 0)
		read_headers(dev);
	if (!text)
		dev_tell(dev, "tutorial.md", "cannot be read: get it back");
	end = text ? place_of(dev, exercise, text) : NULL;
	if (!end)
		return;
	for (; text && text < end; text = next_line(text))
		read_line(&reading, &dev->names, text, strcspn(text, "\n"));
	if (starter) {
		read_comments(&dev->names, starter, &used, &reading.found);
		read_code(&dev->names, starter, &used);
	}
	if (solution)
		read_code(&dev->names, solution, &used);
	for (size_t i = 0; i < used.count; i++)
		if (!has(&reading.found, used.list[i], strlen(used.list[i])))
			dev_tell(dev, exercise->name, "uses %s, which tutorial.md has not "
				 "introduced up to there: introduce it before, or do without it",
				 used.list[i]);
}

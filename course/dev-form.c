/* course dev check: how a solution is written, which is what learners imitate, and that no two
 * files of an exercise are the same code. */

#include <string.h>

#include "async.h"
#include "dev.h"
#include "source.h"

enum { COLUMNS = 100, TAB = 8 };

/* ---- Form ---- */

static size_t columns_of(const char *line, size_t length)
{
	size_t columns = 0;

	for (size_t i = 0; i < length; i++)
		if (line[i] == '\t')
			columns += TAB - columns % TAB;
		else
			columns += ((unsigned char)line[i] & 0xc0) != 0x80;
	return columns;
}

/* How many tabs the line at [code] needs in front, [depth] braces being open before it. Labels and
 * what is for the preprocessor stand further left. */
static size_t tabs_needed(const char *code, size_t length, size_t depth)
{
	size_t first = 0;

	while (first < length && (code[first] == ' ' || code[first] == '\t'))
		first++;
	if (first == length || code[first] == '#' || code[length - 1] == ':' ||
	    strncmp(code + first, "case ", 5) == 0)
		return 0;
	return code[first] == '}' && depth > 0 ? depth - 1 : depth;
}

/* What is wrong with the form of a line, or NULL. */
static const char *breach(const char *line, size_t length, const char *code, size_t depth)
{
	size_t tabs = strspn(line, "\t");

	if (columns_of(line, length) > COLUMNS)
		return "has more than 100 columns";
	if (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t'))
		return "ends in white space";
	if (strspn(line + tabs, " ") >= TAB)
		return "is indented by blanks: use tabs of 8";
	if (tabs < tabs_needed(code, length, depth))
		return "has fewer tabs in front than braces around it";
	return NULL;
}

/* Tells of the first line only: what is wrong with one is often wrong with all. */
static void check_lines(struct dev *dev, const char *path, const char *text)
{
	const char *code = source_code(text, false), *what = NULL;
	size_t length, depth = 0, number = 1;

	for (; code && *text; text += length + 1, code += length + 1, number++) {
		length = strcspn(text, "\n");
		what = breach(text, length, code, depth);
		if (!what && text[length] == '\0')
			what = "has no newline at its end";
		if (what)
			break;
		for (size_t i = 0; i < length; i++)
			depth += (code[i] == '{') - (code[i] == '}' && depth > 0);
	}
	if (what)
		dev_tell(dev, path, "line %zu %s", number, what);
}

/* ---- No two are the same ---- */

static void check_twins(struct dev *dev, const char *const *paths, char *const *texts, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (texts[i] && texts[k] && strcmp(texts[i], texts[k]) == 0) {
				dev_tell(dev, paths[i], "is the same code as %s: change it, or "
					 "remove it", paths[k]);
				break;
			}
}

void dev_check_form(struct dev *dev, const struct exercise *exercise)
{
	const struct words mistakes = dev_mistakes(dev, exercise);
	const char *solution = dev_read(dev, dev_solution(exercise));
	struct words paths = { 0 };

	if (solution)
		check_lines(dev, dev_solution(exercise), solution);
	words_add(&paths, exercise->starter, dev_solution(exercise));
	if (mistakes.list)
		words_add_list(&paths, mistakes.list);
	char **squeezed = async_alloc((paths.count + 1) * sizeof(*squeezed));
	for (size_t i = 0; squeezed && i < paths.count && !async_exception(); i++) {
		const char *text = dev_read(dev, paths.list[i]);

		squeezed[i] = text ? source_squeezed(text) : NULL;
	}
	if (!async_exception())
		check_twins(dev, paths.list, squeezed, paths.count);
}

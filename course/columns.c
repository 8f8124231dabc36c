#include "columns.h"

#include <stdbool.h>
#include <string.h>
#include <wchar.h>

#include "terminal.h"

struct place {				/* in a line */
	const char *text, *end;
	int column;
	bool coloured;
};

/* ESC [ 1 m: how long it is; 0 if there is none. */
static size_t colour_length(const struct place *place)
{
	size_t size = (size_t)(place->end - place->text);

	if (size < 3 || place->text[0] != '\033' || place->text[1] != '[')
		return 0;
	for (size_t i = 2; i < size; i++)
		if (place->text[i] == 'm')
			return i + 1;
	return 0;
}

/* The next letter, and how many columns it takes there: what stands for it. The width is that of
 * wcwidth(), which knows nothing in the C locale but ASCII. */
static size_t next_letter(const struct place *place, const char **shown, size_t *shown_size,
			  int *width)
{
	static const char blanks[] = "        ";
	size_t size = (size_t)(place->end - place->text), length;
	mbstate_t state = { 0 };
	wchar_t letter;

	*shown = place->text;
	*shown_size = length = 1;
	*width = 1;
	if (*place->text == '\t') {
		*shown = blanks;
		*shown_size = (size_t)(8 - place->column % 8);
		*width = (int)*shown_size;
		return 1;
	}
	if ((unsigned char)*place->text >= ' ' && (unsigned char)*place->text < 0x7f)
		return 1;
	length = mbrtowc(&letter, place->text, size, &state);
	if (length > 0 && length <= size && wcwidth(letter) >= 0) {
		*width = wcwidth(letter);
		*shown_size = length;
		return length;
	}
	*shown = "?";
	/* One mark a letter, not one a byte. */
	length = 1;
	while (length < size && ((unsigned char)place->text[length] & 0xc0) == 0x80)
		length++;
	return length;
}

/* Print what stands at [place] if it does not go beyond [columns]. [file] NULL: count only.
 * Returns: whether it did not. */
static bool step(FILE *file, struct place *place, int columns)
{
	size_t length = colour_length(place), shown_size = length;
	const char *shown = place->text;
	int width = 0;

	if (length > 0)
		place->coloured = true;
	else
		length = next_letter(place, &shown, &shown_size, &width);
	if (place->column + width > columns)
		return false;
	if (file)
		fwrite(shown, 1, shown_size, file);
	place->column += width;
	place->text += length;
	return true;
}

static struct place run_through(FILE *file, const char *text, size_t size, int columns)
{
	struct place place = { text, text + size, 0, false };

	while (place.text < place.end && step(file, &place, columns))
		;
	return place;
}

int columns_of(const char *text, size_t size)
{
	return run_through(NULL, text, size, 1 << 20).column;
}

int columns_cut(FILE *file, const char *line, size_t size, int columns)
{
	bool fits = columns_of(line, size) <= columns;
	struct place place = run_through(file, line, size, fits ? columns : columns - 1);

	if (!fits && columns > 0) {
		fputs(terminal_has_unicode() ? "\342\200\246" : ">", file);
		place.column++;
	}
	if (place.coloured)
		fputs("\033[0m", file);
	return place.column;
}

/* ---- Wrapping ---- */

static bool stands_in_columns(const char *line, size_t size)
{
	return memmem(line, size, " | ", 3) != NULL;
}

static size_t word_end(const char *line, size_t from, size_t size)
{
	while (from < size && line[from] == ' ')
		from++;
	while (from < size && line[from] != ' ')
		from++;
	return from;
}

/* As much as fits, up to the end of a word; where not even one does, up to where it must be
 * broken. */
static size_t part_that_fits(const char *line, size_t size, int columns)
{
	size_t fits = 0, next = word_end(line, 0, size);

	while (next > fits && columns_of(line, next) <= columns) {
		fits = next;
		next = word_end(line, fits, size);
	}
	if (fits > 0 && strspn(line, " ") < fits)
		return fits;
	fits = (size_t)(run_through(NULL, line, size, columns).text - line);
	return fits > 0 ? fits : size;
}

static void wrap_line(FILE *file, const char *line, size_t size, int columns)
{
	size_t blanks = strspn(line, " ");
	int indent = (int)(blanks < size ? blanks : size) + 2, room = columns;

	indent = indent > columns / 2 ? 2 : indent;
	if (columns_of(line, size) <= columns || stands_in_columns(line, size)) {
		fprintf(file, "%.*s\n", (int)size, line);
		return;
	}
	while (size > 0) {
		size_t part = part_that_fits(line, size, room > 0 ? room : 1);

		fprintf(file, "%*s%.*s\n", columns - room, "", (int)part, line);
		line += part;
		size -= part;
		while (size > 0 && *line == ' ') {
			line++;
			size--;
		}
		room = columns > indent ? columns - indent : columns;
	}
}

void columns_wrap(FILE *file, const char *text, int columns)
{
	while (*text) {
		size_t size = strcspn(text, "\n");

		wrap_line(file, text, size, columns);
		text += size + (text[size] == '\n');
	}
}

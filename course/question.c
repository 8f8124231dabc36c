#include "question.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "source.h"

enum { MOST_ITEMS = 26 };		/* as many as there are letters */

/* ---- The opening comment ---- */

/* [text] up to its opening comment's end, without what stands in front of its lines. */
static char *told(const char *text)
{
	const char *end = strstr(text, "*/"), *line = strchr(text, '\n');
	char *lines = async_strdup(text), *at = lines;

	if (strncmp(text, "/*", 2) != 0 || !lines)
		return NULL;
	for (const char *next; line && line < end; line = next) {
		size_t length;

		next = strchr(++line, '\n');
		if (strncmp(line, " * To check it", 14) == 0)
			break;
		line += strncmp(line, " *", 2) == 0 ? 2 : 0;
		line += *line == ' ';
		length = (size_t)((next && next < end ? next : end) - line);
		if (line >= end)
			break;
		memcpy(at, line, length);
		at += length;
		*at++ = '\n';
	}
	*at = '\0';
	return lines + strspn(lines, "\n");
}

/* ---- What is asked ---- */

static char *trimmed(const char *text, size_t length)
{
	while (length > 0 && isspace((unsigned char)*text)) {
		text++;
		length--;
	}
	while (length > 0 && isspace((unsigned char)text[length - 1]))
		length--;
	return async_sprintf("%.*s", (int)length, text);
}

/* The comment on the rest of the line at [at], where all code is blank; NULL if there is none. */
static char *comment_at(const char *at)
{
	char *comment = trimmed(at, strcspn(at, "\n"));
	size_t length = comment ? strlen(comment) : 0;

	if (length < 4 || strncmp(comment, "/*", 2) != 0)
		return NULL;
	return trimmed(comment + 2, length - (strcmp(comment + length - 2, "*/") == 0 ? 4 : 2));
}

/* How far it is to the end of the element of an array: a comma or a brace. */
static size_t element_length(const char *code)
{
	size_t length = 0;
	bool string = false;

	for (; code[length] && (string || !strchr(",{}", code[length])); length++) {
		if (string && code[length] == '\\' && code[length + 1])
			length++;
		else if (code[length] == '"')
			string = !string;
	}
	return length;
}

static void add_value(struct question *question, const char *comments, const char *piece)
{
	char *name = comment_at(comments);

	words_add(&question->items,
		  name ?: async_sprintf("answer %zu", question->items.count + 1));
	words_add(&question->pieces, piece);
}

/* "..." in C as it reads. */
static void add_string(struct question *question, const char *piece)
{
	words_add(&question->items, async_sprintf("%.*s", (int)strlen(piece) - 2, piece + 1));
	words_add(&question->pieces, piece);
}

/* Where the last array of the file begins to be filled: behind "] = {". */
static const char *find_array(const char *code)
{
	const char *found = NULL;

	for (const char *at = code; (at = strstr(at, "] = {")) != NULL; at++)
		found = at + strlen("] = {");
	return found;
}

static bool read_array(struct question *question, const char *text)
{
	const char *code = source_code(text, true), *comments = source_comments(text);
	const char *at = code ? find_array(code) : NULL, *brackets;
	size_t length = 0;

	if (!at || !comments)
		return false;
	question->before = async_sprintf("%.*s", (int)(at - code), text);
	for (;; at++) {
		length = element_length(at);
		const char *piece = trimmed(at, length);

		at += length;
		if (!piece || *at == '\0' || *at == '{')
			return false;
		if (*piece && question->form == QUESTION_VALUES)
			add_value(question, comments + (at - code) + 1, piece);
		else if (*piece == '"' && strlen(piece) >= 2)
			add_string(question, piece);
		else if (*piece)
			return false;
		if (*at == '}')
			break;
	}
	question->after = async_strdup(text + (at - code));
	brackets = strrchr(question->before, '[');
	if (brackets > question->before && brackets[-1] == ']')
		question->width = strtoul(brackets + 1, NULL, 10);
	return true;
}

static bool read_lines(struct question *question, const char *text)
{
	static const char begin[] = "/* ---- lines begin ---- */\n";
	static const char end_mark[] = "/* ---- lines end ---- */";
	const char *at = strstr(text, begin), *end = strstr(text, end_mark);

	if (!at || !end || end < at)
		return false;
	at += strlen(begin);
	question->before = async_sprintf("%.*s", (int)(at - text), text);
	question->after = async_strdup(end);
	while (at < end) {
		size_t length = strcspn(at, "\n");
		char *line = trimmed(at, length < (size_t)(end - at) ? length : (size_t)(end - at));

		at += length + 1;
		if (!line || !*line)
			continue;
		words_add(&question->items, line);
		words_add(&question->pieces, line);
	}
	return true;
}

/* ---- Reading it ---- */

/* The order in which they stand may be the learner's, and right. */
static void sort(struct question *question)
{
	const char **items = question->items.list, **pieces = question->pieces.list;

	for (size_t i = 1; i < question->items.count; i++)
		for (size_t k = i; k > 0 && strcmp(items[k - 1], items[k]) > 0; k--) {
			const char *item = items[k], *piece = pieces[k];

			items[k] = items[k - 1];
			pieces[k] = pieces[k - 1];
			items[k - 1] = item;
			pieces[k - 1] = piece;
		}
}

bool question_read(struct question *question, const char *kind, const char *text)
{
	static const char *const kinds[] = { "order", "parsons", "predict" };
	bool read;

	*question = (struct question){ .told = told(text) };
	for (; strcmp(kind, kinds[question->form]) != 0; question->form++)
		if (question->form == QUESTION_VALUES)
			return false;
	read = question->form == QUESTION_LINES ? read_lines(question, text)
						: read_array(question, text);
	if (!read || !question->told || question->items.count < 1 ||
	    question->items.count > MOST_ITEMS)
		return false;
	if (question->form != QUESTION_VALUES)
		sort(question);
	return true;
}

/* ---- Answers ---- */

static const char *take_order(const struct question *question, const char *typed,
			      struct words *answers)
{
	const size_t count = question->items.count;
	bool taken[MOST_ITEMS] = { false };
	struct words order = { 0 };

	for (; *typed; typed++) {
		size_t index = (size_t)(tolower((unsigned char)*typed) - 'a');

		if (isspace((unsigned char)*typed) || *typed == ',')
			continue;
		if (!isalpha((unsigned char)*typed) || index >= count)
			return async_sprintf("These are letters from a to %c.",
					     (int)('a' + count - 1));
		if (taken[index])
			return async_sprintf("%c stands there twice.", (int)('a' + index));
		taken[index] = true;
		words_add(&order, question->pieces.list[index]);
	}
	for (size_t i = 0; i < count && question->form == QUESTION_ORDER; i++)
		if (!taken[i])
			return async_sprintf("%c is missing.", (int)('a' + i));
	if (order.list)
		words_add_list(answers, order.list);
	return NULL;
}

/* [typed] as a string of C: what is neither a letter nor a usual sign is \ooo. */
static const char *quoted(const char *typed)
{
	char *text = async_strdup("\"");

	for (; *typed && text; typed++) {
		unsigned char c = (unsigned char)*typed;

		if (c < ' ' || c == '"' || c == '\\' || c == '?' || c > '~')
			text = async_sprintf("%s\\%03o", text, c);
		else
			text = async_sprintf("%s%c", text, c);
	}
	return async_sprintf("%s\"", text ?: "\"");
}

const char *question_take(const struct question *question, const char *typed,
			  struct words *answers)
{
	char *value = trimmed(typed, strlen(typed)), *end = value;

	if (question->form != QUESTION_VALUES)
		return take_order(question, typed, answers);
	if (!value || !*value)
		return "There is nothing.";
	if (question->width > 0 && strlen(value) >= question->width)
		return async_sprintf("An answer has less than %zu letters.", question->width);
	if (question->width > 0) {
		words_add(answers, quoted(value));
		return NULL;
	}
	long number = strtol(value, &end, 10);
	if (*end || number < -1000000000 || number > 1000000000)
		return "This is to be a whole number.";
	words_add(answers, async_sprintf("%ld", number));
	return NULL;
}

char *question_file(const struct question *question, const struct words *answers)
{
	const char *comma = question->form == QUESTION_LINES ? "" : ",";
	const char *file = question->form == QUESTION_LINES
		? question->before : async_sprintf("%s\n", question->before);

	for (size_t i = 0; i < answers->count; i++)
		file = async_sprintf("%s\t%s%s\n", file, answers->list[i], comma);
	return async_sprintf("%s%s", file, question->after);
}

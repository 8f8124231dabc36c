/* A C file is not parsed here, but cut at its top level: a definition goes from a first line
 * outside all braces to the end of the line with the brace or semicolon that ends it. Code that
 * hides a brace in a macro would be cut wrongly; none here does. In Python a definition goes from a
 * line that is not indented to the next such line. */

#include <ctype.h>
#include <string.h>

#include "weave.h"

struct definition {
	const char *begin;		/* of the comment above it, if there is one */
	const char *head;		/* of the code */
	const char *end;		/* behind its last line */
};

const char *line_end(const char *p)
{
	p += strcspn(p, "\n");
	return *p ? p + 1 : p;
}

static const char *skip_quoted(const char *p)
{
	char quote = *p++;

	for (; *p && *p != quote; p++) {
		if (*p == '\\' && p[1])
			p++;
	}
	return *p ? p + 1 : p;
}

/* Behind the comment, the literal, or else the character that stands at [p]. */
static const char *skip_token(const char *p)
{
	if (strncmp(p, "/*", 2) == 0) {
		const char *end = strstr(p + 2, "*/");
		return end ? end + 2 : p + strlen(p);
	}
	if (strncmp(p, "//", 2) == 0)
		return p + strcspn(p, "\n");
	return *p == '"' || *p == '\'' ? skip_quoted(p) : p + 1;
}

static const char *skip_directive(const char *p)
{
	const char *end = line_end(p);

	while (end - p >= 2 && end[-1] == '\n' && end[-2] == '\\')
		end = line_end(end);
	return end;
}

static const char *skip_code(const char *p)
{
	int depth = 0;

	while (*p) {
		bool opens = *p == '{' || *p == '(', closes = *p == '}' || *p == ')';

		depth += opens - closes;
		if (depth == 0 && (*p == ';' || *p == '}'))
			return line_end(p);
		p = skip_token(p);
	}
	return p;
}

/* Find the first definition at or behind [p]. A comment belongs to it if no empty line stands
 * between. */
static bool next_definition(const char *p, struct definition *definition)
{
	definition->begin = p;
	while (*p == '\n' || strncmp(p, "/*", 2) == 0 || strncmp(p, "//", 2) == 0) {
		if (*p == '\n')
			definition->begin = ++p;
		else
			p = line_end(skip_token(p));
	}
	definition->head = p;
	definition->end = *p == '#' ? skip_directive(p) : skip_code(p);
	return *p != '\0';
}

bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

const char *find_word(const char *text, const char *end, const char *name)
{
	size_t length = strlen(name);

	for (const char *p = text; (p = strstr(p, name)) && (!end || p < end); p += length) {
		if ((p == text || !is_word(p[-1])) && !is_word(p[length]))
			return p;
	}
	return NULL;
}

/* Whether [definition] defines [name]. To mention it, as a type or a parameter, is not enough; nor
 * is to declare it. */
static bool defines(const struct definition *definition, const char *name)
{
	const char *body = definition->head + strcspn(definition->head, "{;=");
	const char *word;

	if (*definition->head == '#') {
		word = find_word(definition->head, definition->end, name);
		return word && word == definition->head + strlen("#define ");
	}
	for (word = definition->head; (word = find_word(word, body, name)); word++) {
		const char *behind = word + strlen(name);

		behind += strspn(behind, " \t\n");
		if (*behind == '(' ? *body != ';' : *behind && strchr("{;[=", *behind))
			return true;
	}
	return false;
}

/* Behind what begins with the line at [p] of a Python file, and the empty lines after it. */
static const char *skip_python(const char *p)
{
	do
		p = line_end(p);
	while (*p && strchr(" \t\n)]}", *p));
	return p;
}

/* Whether the code at [p] defines [name]: a function, a class, a variable. */
static bool defines_in_python(const char *p, const char *name)
{
	static const char *const heads[] = { "async def ", "def ", "class ", "" };

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		size_t length = strlen(heads[i]);

		if (strncmp(p, heads[i], length) == 0)
			return find_word(p + length, p + length + 1, name) == p + length;
	}
	return false;
}

bool cut_python(const char *code, const char *name, bool first, FILE *out)
{
	bool found = false;
	const char *end;

	for (const char *p = code; *p; p = end) {
		const char *code_end = end = skip_python(p);

		while (code_end > p + 1 && code_end[-2] == '\n')
			code_end--;
		if (!defines_in_python(p, name))
			continue;
		fprintf(out, "%s%.*s", first && !found ? "" : "\n", (int)(code_end - p), p);
		found = true;
	}
	return found;
}

bool cut(const char *code, const char *name, bool first, FILE *out)
{
	bool found = false;
	struct definition d;

	for (const char *p = code; next_definition(p, &d); p = d.end) {
		if (!defines(&d, name))
			continue;
		fprintf(out, "%s%.*s", first && !found ? "" : "\n", (int)(d.end - d.begin),
			d.begin);
		found = true;
	}
	return found;
}

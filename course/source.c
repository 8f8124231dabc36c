#include "source.h"

#include <ctype.h>
#include <string.h>

#include "async.h"

enum kind { CODE, STRING, LETTER, COMMENT, LINE_COMMENT };

/* The kind of what begins at [at], in code. */
static enum kind begins(const char *at)
{
	if (at[0] == '/' && at[1] == '*')
		return COMMENT;
	if (at[0] == '/' && at[1] == '/')
		return LINE_COMMENT;
	return at[0] == '"' ? STRING : at[0] == '\'' ? LETTER : CODE;
}

/* How many characters what is of [kind] has from [at] on, its end included. */
static size_t length_of(enum kind kind, const char *at)
{
	size_t i = 1;
	const char *end;

	switch (kind) {
	case CODE:
		return 1;
	case COMMENT:
		end = strstr(at + 2, "*/");
		return end ? (size_t)(end + 2 - at) : strlen(at);
	case LINE_COMMENT:
		return strcspn(at, "\n");
	default:
		for (; at[i] && at[i] != at[0] && at[i] != '\n'; i++)
			if (at[i] == '\\' && at[i + 1])
				i++;
		return at[i] == at[0] ? i + 1 : i;
	}
}

/* A copy of [text] with blanks for what is of a kind that is not in [kinds], a bit for each. */
static char *keep(const char *text, unsigned int kinds)
{
	char *copy = async_strdup(text);
	size_t length;

	for (size_t at = 0; copy && text[at]; at += length) {
		enum kind kind = begins(text + at);

		length = length_of(kind, text + at);
		for (size_t i = 0; i < length && !(kinds >> kind & 1); i++)
			if (copy[at + i] != '\n' && copy[at + i] != '\t')
				copy[at + i] = ' ';
	}
	return copy;
}

char *source_code(const char *text, bool strings)
{
	unsigned int code = 1 << CODE | 1 << LETTER;

	return keep(text, strings ? code | 1 << STRING : code);
}

char *source_comments(const char *text)
{
	return keep(text, 1 << COMMENT | 1 << LINE_COMMENT);
}

char *source_squeezed(const char *text)
{
	char *code = source_code(text, true), *end = code;

	for (const char *at = code; at && *at; at++)
		if (!isspace((unsigned char)*at))
			*end++ = *at;
	if (end)
		*end = '\0';
	return code;
}

const char *source_next_name(const char *at, size_t *length)
{
	/* A number may have letters in it. */
	while (*at && !isalpha((unsigned char)*at) && *at != '_') {
		bool number = isdigit((unsigned char)*at);

		at++;
		while (number && (isalnum((unsigned char)*at) || *at == '_'))
			at++;
	}
	*length = 0;
	while (isalnum((unsigned char)at[*length]) || at[*length] == '_')
		++*length;
	return *at ? at : NULL;
}

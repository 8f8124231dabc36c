#include "text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "async.h"

/* The length of the UTF-8 character at [s], whose number goes to [code]; 0 if it is none. Longer
 * forms than need be, surrogates, and what lies beyond Unicode are none. */
static size_t decode(const unsigned char *s, size_t size, uint32_t *code)
{
	static const uint32_t first[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = s[0] < 0x80 ? 1 : s[0] >> 5 == 6 ? 2 : s[0] >> 4 == 14 ? 3 :
			s[0] >> 3 == 30 ? 4 : 0;

	if (length == 0 || length > size)
		return 0;
	*code = length == 1 ? s[0] : s[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if (s[i] >> 6 != 2)
			return 0;
		*code = *code << 6 | (s[i] & 0x3f);
	}
	return *code >= first[length] && *code >> 11 != 0x1b && *code <= 0x10ffff ? length : 0;
}

/* Controls, and what turns the direction of a line around. */
static bool is_obeyed(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c || code == 0x200e ||
	       code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069);
}

static bool is_fit(uint32_t code, enum text_use use)
{
	if (use == TEXT_DATA && code == '\\')
		return false;
	return !is_obeyed(code) || (use == TEXT_BLOCK && (code == '\n' || code == '\t'));
}

char *text_fit(const char *bytes, size_t size, enum text_use use)
{
	char *fit = async_alloc(4 * size + 1), *end = fit;

	if (!fit)
		return NULL;
	for (size_t i = 0; i < size;) {
		uint32_t code = 0;
		size_t length = decode((const unsigned char *)bytes + i, size - i, &code);

		if (length > 0 && is_fit(code, use)) {
			end = mempcpy(end, bytes + i, length);
		} else if (length > 0 && use == TEXT_DATA && code == '\\') {
			end = mempcpy(end, "\\\\", 2);
		} else {
			length = length > 0 ? length : 1;
			for (size_t k = 0; k < length; k++)
				end += sprintf(end, "\\x%02x", (unsigned char)bytes[i + k]);
		}
		i += length;
	}
	*end = '\0';
	return fit;
}

char *text_line(const char *string)
{
	return string ? text_fit(string, strlen(string), TEXT_LINE) : NULL;
}

char *text_data(const char *string)
{
	return string ? text_fit(string, strlen(string), TEXT_DATA) : NULL;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Three rows of the table of distances between the beginnings of [a] and of [b]: this one, and the
 * two before it. */
size_t text_distance(const char *a, const char *b)
{
	size_t width = strlen(b) + 1;
	size_t *rows[3];

	for (int i = 0; i < 3; i++) {
		rows[i] = async_alloc(width * sizeof(size_t));
		if (!rows[i])
			return SIZE_MAX;
	}
	for (size_t k = 0; k < width; k++)
		rows[0][k] = k;
	for (size_t i = 1; i <= strlen(a); i++) {
		size_t *row = rows[i % 3], *before = rows[(i + 2) % 3],
		       *earlier = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t k = 1; k < width; k++) {
			row[k] = least(least(row[k - 1], before[k]) + 1,
				       before[k - 1] + (a[i - 1] != b[k - 1]));
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
				row[k] = least(row[k], earlier[k - 2] + 1);
		}
	}
	return rows[strlen(a) % 3][width - 1];
}

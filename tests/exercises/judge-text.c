/* Memory that nobody frees by hand, and text that can be shown. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "judge-internal.h"

struct kept {
	struct kept *next;
	max_align_t bytes[];
};

static struct kept *all_kept;

void *judge_keep(size_t size)
{
	struct kept *kept = calloc(1, sizeof(*kept) + size);

	if (!kept)
		judge_broken("no memory is left");
	kept->next = all_kept;
	all_kept = kept;
	return kept->bytes;
}

void judge_forget(void)
{
	while (all_kept) {
		struct kept *next = all_kept->next;
		free(all_kept);
		all_kept = next;
	}
}

const char *say(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	int size = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (size < 0)
		judge_broken("no memory is left");
	char *kept = judge_keep((size_t)size + 1);
	memcpy(kept, text, (size_t)size + 1);
	free(text);
	return kept;
}

/* Characters that are printable by the C library's book, but reorder the text around them, or
 * cannot be seen. */
static bool deceives(wchar_t c)
{
	return (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
		(c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
		(c >= 0xfff0 && c <= 0xffff) || c == 0x61c;
}

const char *judge_clean(const char *bytes, size_t size, size_t max)
{
	static const char cut[] = "\n(and more)";
	mbstate_t state = { 0 };
	size_t limit = size < max ? size : max;
	char *text = judge_keep(limit * 4 + sizeof(cut)), *end = text;

	for (size_t i = 0; i < limit;) {
		wchar_t c;
		size_t length = mbrtowc(&c, bytes + i, size - i, &state);
		if (length >= (size_t)-2) {
			memset(&state, 0, sizeof(state));
			length = 0;
		}
		if (length > 0 && i + length <= limit &&
		    (bytes[i] == '\n' || bytes[i] == '\t' ||
		     (iswprint((wint_t)c) && !deceives(c)))) {
			end = mempcpy(end, bytes + i, length);
			i += length;
		} else {
			end += sprintf(end, "\\x%02x", (unsigned char)bytes[i++]);
		}
	}
	strcpy(end, limit < size ? cut : "");
	return text;
}

#include "svg.h"

#include <stdbool.h>
#include <string.h>

static const char style[] =
	"<style>\n"
	"text { font: 13px system-ui, sans-serif; fill: #1f2328 }\n"
	".title { font-size: 19px; font-weight: 600 }\n"
	".head { font-size: 14px; font-weight: 600 }\n"
	".own { font-weight: 600 }\n"
	".small { font-size: 11px; fill: #59636e }\n"
	".page { fill: #ffffff; stroke: #d1d9e0 }\n"
	".line { stroke: #d1d9e0 }\n"
	"@media (prefers-color-scheme: dark) {\n"
	"text { fill: #f0f6fc }\n"
	".small { fill: #9198a1 }\n"
	".page { fill: #0d1117; stroke: #3d444d }\n"
	".line { stroke: #3d444d }\n"
	"}\n";

/* XML has no place for U+FFFE and U+FFFF. */
static bool is_no_character(const char *text)
{
	return strncmp(text, "\xef\xbf\xbe", 3) == 0 || strncmp(text, "\xef\xbf\xbf", 3) == 0;
}

void svg_escape(FILE *file, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&': fputs("&amp;", file); break;
		case '<': fputs("&lt;", file); break;
		case '>': fputs("&gt;", file); break;
		default:
			if (is_no_character(text)) {
				fputc('?', file);
				text += 2;
			} else {
				fputc(*text, file);
			}
		}
}

void svg_begin(FILE *file, double height, const char *title, const char *text, const char *more)
{
	fprintf(file, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%.0f\" "
		"viewBox=\"0 0 %d %.0f\" role=\"img\" aria-labelledby=\"title text\">\n",
		SVG_WIDTH, height, SVG_WIDTH, height);
	fputs("<title id=\"title\">", file);
	svg_escape(file, title);
	fputs("</title>\n<desc id=\"text\">", file);
	svg_escape(file, text);
	fputs("</desc>\n", file);
	fputs(style, file);
	fprintf(file, "%s</style>\n", more);
	fprintf(file, "<rect class=\"page\" x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%.0f\" "
		"rx=\"6\"/>\n", SVG_WIDTH - 1, height - 1);
	svg_text(file, SVG_MARGIN, 36, ANCHOR_START, "title", title);
}

void svg_end(FILE *file)
{
	fputs("</svg>\n", file);
}

void svg_text(FILE *file, double x, double y, enum anchor anchor, const char *class,
	      const char *text)
{
	static const char *const anchors[] = {
		[ANCHOR_START] = "start", [ANCHOR_MIDDLE] = "middle", [ANCHOR_END] = "end",
	};

	fprintf(file, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", class, x, y,
		anchors[anchor]);
	svg_escape(file, text);
	fputs("</text>\n", file);
}

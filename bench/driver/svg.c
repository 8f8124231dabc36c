#include "svg.h"

#include <math.h>
#include <string.h>

#include "report.h"

static const char style[] =
	"<style>\n"
	"text { font: 13px system-ui, sans-serif; fill: #1f2328 }\n"
	".title { font-size: 19px; font-weight: 600 }\n"
	".head { font-size: 14px; font-weight: 600 }\n"
	".own { font-weight: 600 }\n"
	".small { font-size: 11px; fill: #59636e }\n"
	".page { fill: #ffffff; stroke: #d1d9e0 }\n"
	".line { stroke: #d1d9e0 }\n"
	".range { stroke: #1f2328 }\n"
	".ours { fill: #0969da; stroke: #0969da }\n"
	".peer { fill: #8c959f; stroke: #8c959f }\n"
	".floor { fill: #ffffff; stroke: #59636e }\n"
	"@media (prefers-color-scheme: dark) {\n"
	"text { fill: #f0f6fc }\n"
	".small { fill: #9198a1 }\n"
	".page { fill: #0d1117; stroke: #3d444d }\n"
	".line { stroke: #3d444d }\n"
	".range { stroke: #f0f6fc }\n"
	".ours { fill: #4493f8; stroke: #4493f8 }\n"
	".peer { fill: #6e7681; stroke: #6e7681 }\n"
	".floor { fill: #0d1117; stroke: #9198a1 }\n"
	"}\n"
	"</style>\n";

static void write_escaped(FILE *file, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&': fputs("&amp;", file); break;
		case '<': fputs("&lt;", file); break;
		case '>': fputs("&gt;", file); break;
		default: fputc(*text, file);
		}
}

void svg_begin(FILE *file, double height, const char *title, const char *text)
{
	fprintf(file, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%.0f\" "
		"viewBox=\"0 0 %d %.0f\" role=\"img\" aria-labelledby=\"title text\">\n",
		SVG_WIDTH, height, SVG_WIDTH, height);
	fputs("<title id=\"title\">", file);
	write_escaped(file, title);
	fputs("</title>\n<desc id=\"text\">", file);
	write_escaped(file, text);
	fputs("</desc>\n", file);
	fputs(style, file);
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
	write_escaped(file, text);
	fputs("</text>\n", file);
}

const char *svg_class(const char *impl)
{
	if (impl_is_ours(impl))
		return "ours";
	return strncmp(impl, "floor", strlen("floor")) == 0 ? "floor" : "peer";
}

/* ---- Scales ---- */

void scale_fit(struct scale *scale, double least, double most)
{
	scale->logarithmic = least > 0 && most / least > 50;
	scale->low = scale->logarithmic ? pow(10, floor(log10(least / 1.5))) : 0;
	scale->high = most > 0 ? most * 1.1 : 1;
}

double scale_place(const struct scale *scale, double value)
{
	double part = scale->logarithmic ?
		      log(value / scale->low) / log(scale->high / scale->low) :
		      (value - scale->low) / (scale->high - scale->low);

	return scale->left + fmin(fmax(part, 0), 1) * (scale->right - scale->left);
}

/* The first round number that has at most six of its like in the scale: 1, 2 or 5, and zeros. */
static double step_of(const struct scale *scale)
{
	double step = pow(10, floor(log10(scale->high / 6)));

	for (int i = 0; scale->high / step > 6; i++)
		step *= i % 3 == 1 ? 2.5 : 2;
	return step;
}

static void write_line(const struct scale *scale, FILE *file, double value, double top,
		       double bottom)
{
	double x = scale_place(scale, value);

	fprintf(file, "<line class=\"line\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", x,
		top, x, bottom);
	svg_text(file, x, bottom + 14, ANCHOR_MIDDLE, "small", axis_text(value));
}

void scale_write(const struct scale *scale, FILE *file, double top, double bottom)
{
	double step = step_of(scale);

	if (scale->logarithmic)
		for (double value = scale->low; value <= scale->high; value *= 10)
			write_line(scale, file, value, top, bottom);
	else
		for (int i = 0; i * step <= scale->high; i++)
			write_line(scale, file, i * step, top, bottom);
}

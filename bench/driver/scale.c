#include "scale.h"

#include <math.h>
#include <string.h>

#include "axis.h"
#include "report.h"
#include "svg.h"

const char chart_style[] =
	".range { stroke: #1f2328 }\n"
	".ours { fill: #0969da; stroke: #0969da }\n"
	".peer { fill: #8c959f; stroke: #8c959f }\n"
	".floor { fill: #ffffff; stroke: #59636e }\n"
	"@media (prefers-color-scheme: dark) {\n"
	".range { stroke: #f0f6fc }\n"
	".ours { fill: #4493f8; stroke: #4493f8 }\n"
	".peer { fill: #6e7681; stroke: #6e7681 }\n"
	".floor { fill: #0d1117; stroke: #9198a1 }\n"
	"}\n";

const char *chart_class(const char *impl)
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
	double step = axis_step(scale->high, 6);

	if (scale->logarithmic)
		for (double value = scale->low; value <= scale->high; value *= 10)
			write_line(scale, file, value, top, bottom);
	else
		for (int i = 0; i * step <= scale->high; i++)
			write_line(scale, file, i * step, top, bottom);
}

/* Numbers as people read them, and what compares them. */

#include "report.h"

#include <math.h>
#include <string.h>

#include "async.h"

/* The digits of a whole number in groups of three. */
static const char *grouped(const char *digits)
{
	size_t length = strlen(digits);
	char *text = async_alloc(length + length / 3 + 1), *to = text;

	for (size_t i = 0; to && i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	if (to)
		*to = '\0';
	return text;
}

const char *number_text(double value)
{
	int before = value > 0 ? (int)floor(log10(value)) + 1 : 1, after = 3 - before;

	if (isnan(value))
		return "-";
	return after > 0 ? async_sprintf("%.*f", after > 6 ? 6 : after, value) :
			   grouped(async_sprintf("%.0f", value));
}

const char *axis_text(double value)
{
	return value >= 1000 ? grouped(async_sprintf("%.0f", value)) : async_sprintf("%g", value);
}

const char *ratio_text(double value, double to)
{
	return isfinite(value / to) ? number_text(value / to) : "-";
}

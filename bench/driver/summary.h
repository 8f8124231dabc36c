#ifndef SUMMARY_H
#define SUMMARY_H

/* All benchmarks in one table and in one chart: those of their rows that have an aim. */

#include <stdio.h>

#include "measure.h"

struct summary {
	struct measured **list;
	size_t count;
	const char *machine;		/* a sentence or two */
};

/* By how much of their median the most and the least of a program's runs are apart: the median of
 * all programs that have run more than once; NAN where none has. What is closer is the same. */
double summary_spread(const struct summary *summary);

/* The table, in Markdown. */
void summary_table_write(const struct summary *summary, FILE *file);

/* The chart: what each costs, compared with ours. */
void summary_chart_write(const struct summary *summary, FILE *file);

#endif

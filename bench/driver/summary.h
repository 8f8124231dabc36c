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

/* The table, in Markdown. */
void summary_table_write(const struct summary *summary, FILE *file);

/* The chart: what each costs, compared with ours. */
void summary_chart_write(const struct summary *summary, FILE *file);

#endif

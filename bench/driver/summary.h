#ifndef SUMMARY_H
#define SUMMARY_H

/* All benchmarks in one table and in one chart: those of their rows that have an aim. */

#include <stdio.h>

#include "measure.h"

struct summary {
	struct measured **list;
	size_t count;
	const char *machine;		/* a sentence */
	const char *noise;		/* another, or two: how far these figures can be trusted */
};

/* Say in .noise how far the runs of one program are apart, and whether the machine was busy with
 * other things: its programs have waited [waited] seconds for a processor, or NAN. */
void summary_judge(struct summary *summary, double waited);

/* Whom a row is about. NULL: nobody of that kind was measured. */
struct contest {
	const struct row *row;
	const struct entry *ours, *floor, *best, *asyncio;
};

struct contest contest_of(const struct measured *measured, size_t row);

/* The table, in Markdown. */
void summary_table_write(const struct summary *summary, FILE *file);

/* The chart: what each costs, compared with ours. */
void summary_chart_write(const struct summary *summary, FILE *file);

#endif

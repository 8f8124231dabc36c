#ifndef REPORT_H
#define REPORT_H

/* What was measured, for people and for programs. None of these suspends. */

#include <jansson.h>
#include <stdio.h>

#include "measure.h"

/* ---- Numbers ---- */

/* A number with three digits that count: "5.31", "1,008", "0.0321"; "-" for NAN. How many times
 * [to] a number is. A round number as it is: "0.5", "1,000". Memory of the current task. */
const char *number_text(double value);
const char *ratio_text(double value, double to);
const char *axis_text(double value);

/* ---- Aims ---- */

enum outcome { AIM_MET, AIM_NOT_MET, AIM_UNKNOWN };

/* What became of an aim of row number [row]. [found] is what is compared with its bound. */
enum outcome aim_outcome(const struct measured *measured, size_t row, const struct aim *aim,
			 double *found);

/* ---- Growth ---- */

/* Rows that differ in their size, and in nothing else. */
struct growth {
	const struct measured *measured;
	size_t rows[8];			/* their numbers, the smallest size first */
	size_t count;
};

/* The sizes of the figure and the implementations that row number [row] has, if it is the first of
 * them, and there are several: else the count is 0. */
struct growth growth_of(const struct measured *measured, size_t row);

/* With what power of the size the cost of all grows from the first size to the last: 1 is linear.
 * NAN where that is not measured. */
double growth_power(const struct growth *growth, size_t impl);

/* In words: "better than linear", "linear", "worse than linear". */
const char *growth_text(double power);

/* ---- One benchmark ---- */

/* A paragraph, in lines of up to 96 columns. */
void folded_write(FILE *file, const char *text);

/* A table a row, with its aims; how cost grows; and who was not measured, and why. */
void table_write(const struct measured *measured, FILE *file);

/* A chart with bars, as SVG, whose description says the same in words. */
void chart_write(const struct measured *measured, FILE *file);

/* Add to [list] an object for each implementation of each row. */
void results_add(json_t *list, const struct measured *measured);

#endif

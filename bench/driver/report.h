#ifndef REPORT_H
#define REPORT_H

/* What was measured, for people and for programs. None of these suspends. */

#include <jansson.h>
#include <stdio.h>

#include "measure.h"

/* The number of a figure, with three digits that count: "5.31", "1,008", "0.0321". Memory of the
 * current task. */
const char *number_text(double value);

/* A table a row, with the aims of it, and who was not measured, and why. */
void table_write(const struct measured *measured, FILE *file);

/* Add to [list] an object for each implementation of each row. */
void results_add(json_t *list, const struct measured *measured);

#endif

#ifndef GRADEBOOK_H
#define GRADEBOOK_H

/* The grades of a class, as files: gradebook.csv for people and spreadsheets, verdicts.json with
 * all there is to know. Whatever the students' names are, both can be read by any program that
 * reads the format. None of these suspends. */

#include "handin.h"

struct gradebook {
	const struct class *class;
	const struct exercises *exercises;
	const char *seed;
	struct verdict **verdicts;	/* of student i and exercise k: number
					 * i * exercises->count + k */
};

/* Write gradebook.csv and verdicts.json into [folder], each whole or not at all. Raises:
 * OSError. */
int gradebook_write(const struct gradebook *gradebook, const char *folder);

/* What verdicts.json has. */
json_t *gradebook_to_json(const struct gradebook *gradebook);

#endif

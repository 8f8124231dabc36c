#include "gradebook.h"

#include <stdio.h>
#include <string.h>

#include "async.h"
#include "files.h"

static const struct verdict *verdict_at(const struct gradebook *gradebook, size_t student,
					size_t exercise)
{
	return gradebook->verdicts[student * gradebook->exercises->count + exercise];
}

/* Returns: false if it is not known, since something could not be judged. */
static bool total(const struct gradebook *gradebook, size_t student, int *points)
{
	*points = 0;
	for (size_t k = 0; k < gradebook->exercises->count; k++) {
		if (verdict_at(gradebook, student, k)->outcome == OUTCOME_UNJUDGED)
			return false;
		*points += verdict_at(gradebook, student, k)->points;
	}
	return true;
}

/* ---- CSV (RFC 4180) ---- */

/* A spreadsheet takes what begins with one of these for a formula; behind an apostrophe it is
 * text. What has apostrophes of its own there gets one more, so that two names stay two. */
static void write_text(FILE *file, const char *text)
{
	char first = text[strspn(text, "'")];

	fputs(first && strchr("=+-@\t\r", first) ? "\"'" : "\"", file);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', file);
		fputc(*text, file);
	}
	fputc('"', file);
}

static void write_csv(const struct gradebook *gradebook, FILE *file)
{
	int points;

	fputs("student", file);
	for (size_t k = 0; k < gradebook->exercises->count; k++) {
		fputc(',', file);
		write_text(file, gradebook->exercises->list[k].name);
	}
	fputs(",total\n", file);
	for (size_t i = 0; i < gradebook->class->count; i++) {
		write_text(file, gradebook->class->students[i].name);
		for (size_t k = 0; k < gradebook->exercises->count; k++) {
			const struct verdict *verdict = verdict_at(gradebook, i, k);

			fputc(',', file);
			if (verdict->outcome != OUTCOME_UNJUDGED)
				fprintf(file, "%d", verdict->points);
		}
		fputc(',', file);
		if (total(gradebook, i, &points))
			fprintf(file, "%d", points);
		fputc('\n', file);
	}
}

/* ---- JSON ---- */

static json_t *exercises_to_json(const struct exercises *exercises)
{
	json_t *all = json_array();

	for (size_t k = 0; k < exercises->count; k++)
		json_array_append_new(all, json_pack("{s:s, s:s, s:i}",
						     "name", exercises->list[k].name,
						     "title", exercises->list[k].title,
						     "points", exercises->list[k].points));
	return all;
}

json_t *gradebook_to_json(const struct gradebook *gradebook)
{
	json_t *students = json_array();
	int points;

	for (size_t i = 0; i < gradebook->class->count; i++) {
		json_t *verdicts = json_array();

		for (size_t k = 0; k < gradebook->exercises->count; k++)
			json_array_append_new(verdicts,
					      verdict_to_json(verdict_at(gradebook, i, k)));
		json_array_append_new(students, json_pack(
			"{s:s, s:o, s:o}", "student", gradebook->class->students[i].name,
			"total", total(gradebook, i, &points) ? json_integer(points) : json_null(),
			"verdicts", verdicts));
	}
	return json_pack("{s:i, s:s, s:o, s:o}", "version", 1, "seed", gradebook->seed, "exercises",
			 exercises_to_json(gradebook->exercises), "students", students);
}

int gradebook_write(const struct gradebook *gradebook, const char *folder)
{
	const char *csv = async_sprintf("%s/gradebook.csv", folder);
	const char *json = async_sprintf("%s/verdicts.json", folder);
	FILE *file = files_begin(csv);

	if (!file)
		return -1;
	write_csv(gradebook, file);
	if (files_finish(file, csv) < 0 || !(file = files_begin(json)))
		return -1;
	json_dumpf(gradebook_to_json(gradebook), file, JSON_INDENT(2));
	fputc('\n', file);
	return files_finish(file, json);
}
